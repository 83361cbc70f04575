#include "detect/pnet.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "mien/core/error.h"
#include "mien/nn/network.h"
#include "mtcnn_files.h"

namespace mien::detect {
namespace {

/// A random level, planar and row by row.
struct RandomLevel {
  Size size;
  std::vector<float> planes;

  RandomLevel(Size of, std::uint32_t seed) : size(of) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> unit(-1, 1);
    planes.resize(3 * static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height));
    for (float& value : planes) value = unit(random);
  }

  void row(int y, float* out) const {
    const auto width = static_cast<std::size_t>(size.width);
    const std::size_t plane = width * static_cast<std::size_t>(size.height);
    for (std::size_t x = 0; x < width; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        out[3 * x + c] = planes[c * plane + static_cast<std::size_t>(y) * width + x];
      }
    }
  }
};

std::vector<Cell> scan(const PNet& net, const CnnKernels& kernels, const RandomLevel& level,
                       const PNet::Region& region, PNetWorkspace& workspace) {
  const auto row = [&](int y, float* out) { level.row(y, out); };
  return net.scan(kernels, level.size, row, region, workspace);
}

class PNetTest : public testing::TestWithParam<const CnnKernels*> {
 protected:
  PNetTest()
      : file_(mtcnn_file("pnet", random_mtcnn_weights(1))), net_(NetworkWeights(file_, "pnet")) {}

  std::vector<std::byte> file_;
  PNet net_;
};

TEST_P(PNetTest, AgreesWithOnnxRuntime) {
  const Network network = Network::from_memory(file_, "pnet");
  PNetWorkspace workspace;
  for (const Size size : {Size{12, 12}, Size{13, 12}, Size{12, 31}, Size{47, 33}, Size{64, 50},
                          Size{161, 22}, Size{333, 17}}) {
    const RandomLevel level(size, 7);
    const std::array<std::int64_t, 4> shape = {1, 3, size.height, size.width};
    const std::vector<Tensor> expected = network.run({shape, level.planes});
    const Size cells = PNet::cells(size);
    ASSERT_EQ(expected[0].shape, (std::vector<std::int64_t>{1, 2, cells.height, cells.width}));
    const std::vector<Cell> proposals =
        scan(net_, *GetParam(), level, {0, cells.height, 0, 1U << 20}, workspace);
    const auto plane =
        static_cast<std::size_t>(cells.width) * static_cast<std::size_t>(cells.height);
    ASSERT_EQ(proposals.size(), plane);
    for (std::size_t i = 0; i < plane; ++i) {
      EXPECT_EQ(proposals[i].row * cells.width + proposals[i].column, static_cast<int>(i));
      ASSERT_NEAR(proposals[i].score, expected[0].data[plane + i], 1e-4) << size.width << " " << i;
      for (std::size_t k = 0; k < 4; ++k) {
        ASSERT_NEAR(proposals[i].offsets[k], expected[1].data[k * plane + i], 1e-4);
      }
    }
  }
}

TEST_P(PNetTest, GivesTheSameCellsForAnyBandsAndWorkspace) {
  const RandomLevel level({91, 77}, 3);
  const int rows = PNet::cells(level.size).height;
  PNetWorkspace fresh;
  const std::vector<Cell> whole = scan(net_, *GetParam(), level, {0, rows, 0.5F, 1U << 20}, fresh);
  ASSERT_FALSE(whole.empty());
  PNetWorkspace used;
  (void)scan(net_, *GetParam(), RandomLevel({201, 40}, 5), {0, 14, 0.5F, 1U << 20}, used);
  std::vector<Cell> joined;
  for (int first = 0; first < rows; first += 5) {
    const PNet::Region band{first, std::min(first + 5, rows), 0.5F, 1U << 20};
    for (const Cell& cell : scan(net_, *GetParam(), level, band, used)) joined.push_back(cell);
  }
  ASSERT_EQ(joined.size(), whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(joined[i].row, whole[i].row);
    EXPECT_EQ(joined[i].column, whole[i].column);
    EXPECT_EQ(joined[i].score, whole[i].score);
    EXPECT_EQ(joined[i].offsets, whole[i].offsets);
  }
}

TEST_P(PNetTest, KeepsTheBestCells) {
  const RandomLevel level({60, 60}, 3);
  const int rows = PNet::cells(level.size).height;
  PNetWorkspace workspace;
  std::vector<Cell> all = scan(net_, *GetParam(), level, {0, rows, 0, 1U << 20}, workspace);
  const std::vector<Cell> best = scan(net_, *GetParam(), level, {0, rows, 0, 10}, workspace);
  std::ranges::sort(all, std::ranges::greater{}, &Cell::score);
  ASSERT_EQ(best.size(), 10U);
  for (const Cell& cell : best) EXPECT_GE(cell.score, all[9].score);
}

INSTANTIATE_TEST_SUITE_P(Kernels, PNetTest,
                         testing::ValuesIn(supported_kernels().begin(), supported_kernels().end()),
                         [](const auto& info) {
                           std::string name = info.param->name;
                           std::erase(name, '-');
                           return name;
                         });

TEST(PNetWeightsTest, RefusesAnotherNetwork) {
  const std::vector<std::byte> other = mtcnn_file("rnet", random_mtcnn_weights(1));
  try {
    const PNet net(NetworkWeights(other, "other.onnx"));
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    EXPECT_NE(std::string(error.what()).find("other.onnx"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("pnet/conv1/weights"), std::string::npos);
  }
}

}  // namespace
}  // namespace mien::detect
