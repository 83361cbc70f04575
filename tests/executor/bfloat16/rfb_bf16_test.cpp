#include "executor/bfloat16/rfb_bf16.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "detect/rfb_boxes.h"
#include "detect/rfb_net.h"
#include "executor/bfloat16/bf16_kernels.h"
#include "mien/core/error.h"
#include "mien/core/geometry.h"
#include "mien/media/image_io.h"
#include "resources.h"

namespace mien::executor {
namespace {

using detect::Candidate;

class RfbBf16Test : public testing::Test {
 protected:
  void SetUp() override {
    if (supported_bf16_kernels().size() == 1) {
      GTEST_SKIP() << "this processor has no instructions for bfloat16";
    }
    MIEN_REQUIRE_FILE(test_models() / "rfb.onnx");
    MIEN_REQUIRE_FILE(sample_photo("sample1.jpg"));
    onnx_ = read_bytes(test_models() / "rfb.onnx");
  }

  static std::vector<Candidate> boxes_of(const detect::RfbPass& pass, const Image& photo) {
    constexpr float sure = 0.8F;
    const Image small = resize(photo, detect::rfb_shrunk(photo.size(), 640));
    return suppress(detect::rfb_boxes(pass.run(small), small.size(), photo.size(), sure), 0.3,
                    detect::Overlap::over_union);
  }

  std::vector<std::byte> onnx_;
};

Box box_of(const Candidate& box) {
  return {static_cast<float>(box.x1), static_cast<float>(box.y1),
          static_cast<float>(box.x2 - box.x1), static_cast<float>(box.y2 - box.y1)};
}

TEST_F(RfbBf16Test, ProposesTheBoxesOfFloats) {
  const auto half = make_rfb_bf16(onnx_);
  ASSERT_NE(half, nullptr);
  const detect::RfbNet floats(onnx_, 1);
  std::size_t count = 0;
  for (int i = 1; i <= 6; ++i) {
    const std::string name = "sample" + std::to_string(i) + ".jpg";
    const Image photo = read_image(sample_photo(name));
    const std::vector<Candidate> expected = boxes_of(floats, photo);
    const std::vector<Candidate> boxes = boxes_of(*half, photo);
    EXPECT_EQ(boxes.size(), expected.size()) << name;
    for (const Candidate& box : expected) {
      double best = 0;
      for (const Candidate& other : boxes) {
        best = std::max(best,
                        static_cast<double>(intersection_over_union(box_of(box), box_of(other))));
      }
      EXPECT_GE(best, 0.85) << name;
      ++count;
    }
  }
  EXPECT_GE(count, 20U);
}

TEST_F(RfbBf16Test, SeveralCallersGetTheSame) {
  const auto pass = make_rfb_bf16(onnx_);
  const Image photo = read_image(sample_photo("sample2.jpg"));
  const Image small = resize(photo, detect::rfb_shrunk(photo.size(), 320));
  const detect::RfbMaps expected = pass->run(small);
  std::vector<char> same(4, 0);
  std::vector<std::thread> callers;
  for (char& result : same) {
    callers.emplace_back([&] {
      bool all = true;
      for (int i = 0; i < 5; ++i) {
        const detect::RfbMaps maps = pass->run(small);
        for (std::size_t m = 0; m < maps.size(); ++m) {
          all =
              all && maps[m].scores == expected[m].scores && maps[m].offsets == expected[m].offsets;
        }
      }
      result = all ? 1 : 0;
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(same, std::vector<char>(4, 1));
}

TEST_F(RfbBf16Test, RefusesOtherNetworks) {
  MIEN_REQUIRE_FILE(test_models() / "mtcnn-onet.onnx");
  EXPECT_THROW((void)make_rfb_bf16(read_bytes(test_models() / "mtcnn-onet.onnx")), Error);
  EXPECT_THROW((void)make_rfb_bf16({}), Error);
}

}  // namespace
}  // namespace mien::executor
