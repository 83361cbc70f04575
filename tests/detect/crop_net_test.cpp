#include "detect/crop_net.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "mien/core/error.h"
#include "mien/nn/network.h"
#include "mtcnn_files.h"

namespace mien::detect {
namespace {

std::vector<float> random_crops(const CropNet& net, std::size_t count) {
  std::mt19937 random(11);
  std::uniform_real_distribution<float> unit(-1, 1);
  std::vector<float> crops(count * net.crop_size());
  for (float& value : crops) value = unit(random);
  return crops;
}

/// [crop, row, column, colour] to [crop, colour, row, column].
std::vector<float> planar(const std::vector<float>& crops, std::size_t side) {
  const std::size_t plane = side * side;
  std::vector<float> result(crops.size());
  for (std::size_t i = 0; i < crops.size(); ++i) {
    const std::size_t crop = i / (3 * plane);
    const std::size_t pixel = i % (3 * plane) / 3;
    result[crop * 3 * plane + i % 3 * plane + pixel] = crops[i];
  }
  return result;
}

class CropNetTest : public testing::TestWithParam<std::tuple<const CnnKernels*, std::string>> {
 protected:
  CropNetTest()
      : kernels_(*std::get<0>(GetParam())),
        file_(mtcnn_file(std::get<1>(GetParam()), random_mtcnn_weights(2))),
        net_(std::get<1>(GetParam()) == "rnet" ? CropNet::rnet(NetworkWeights(file_, "rnet"))
                                               : CropNet::onet(NetworkWeights(file_, "onet"))) {}

  const CnnKernels& kernels_;
  std::vector<std::byte> file_;
  CropNet net_;
};

TEST_P(CropNetTest, AgreesWithOnnxRuntime) {
  const Network network = Network::from_memory(file_, "net");
  CropWorkspace workspace;
  for (const std::size_t count : {1U, 2U, 3U, 5U, 12U, 17U}) {
    const std::vector<float> crops = random_crops(net_, count);
    const std::vector<float> input = planar(crops, static_cast<std::size_t>(net_.side()));
    const std::array<std::int64_t, 4> shape = {static_cast<std::int64_t>(count), 3, net_.side(),
                                               net_.side()};
    const std::vector<Tensor> expected = network.run({shape, input});
    const std::vector<CropAnswer> answers = net_.run(kernels_, crops, workspace);
    ASSERT_EQ(answers.size(), count);
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_NEAR(answers[i].score, expected[0].data[2 * i + 1], 1e-4);
      for (std::size_t k = 0; k < 4; ++k) {
        EXPECT_NEAR(answers[i].offsets[k], expected[1].data[4 * i + k], 1e-4);
      }
      for (std::size_t k = 0; k < 10; ++k) {
        const float landmark = expected.size() > 2 ? expected[2].data[10 * i + k] : 0;
        EXPECT_NEAR(answers[i].landmarks[k], landmark, 1e-4);
      }
    }
  }
}

TEST_P(CropNetTest, AnswersACropAloneAsInABatch) {
  const std::vector<float> crops = random_crops(net_, 17);
  CropWorkspace workspace;
  const std::vector<CropAnswer> batch = net_.run(kernels_, crops, workspace);
  CropWorkspace fresh;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::span<const float> crop(crops.data() + i * net_.crop_size(), net_.crop_size());
    const CropAnswer alone = net_.run(kernels_, crop, fresh).at(0);
    EXPECT_EQ(alone.score, batch[i].score);
    EXPECT_EQ(alone.offsets, batch[i].offsets);
    EXPECT_EQ(alone.landmarks, batch[i].landmarks);
  }
}

TEST_P(CropNetTest, RefusesAnotherNetwork) {
  const std::vector<std::byte> other = mtcnn_file("pnet", random_mtcnn_weights(2));
  EXPECT_THROW((void)CropNet::rnet(NetworkWeights(other, "other")), Error);
  EXPECT_THROW((void)CropNet::onet(NetworkWeights(other, "other")), Error);
}

INSTANTIATE_TEST_SUITE_P(Kernels, CropNetTest,
                         testing::Combine(testing::ValuesIn(supported_kernels().begin(),
                                                            supported_kernels().end()),
                                          testing::Values("rnet", "onet")),
                         [](const auto& info) {
                           std::string name = std::string(std::get<0>(info.param)->name) + "_" +
                                              std::get<1>(info.param);
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace mien::detect
