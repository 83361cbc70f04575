#include "mien/nn/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "temporary_folder.h"
#include "tiny_onnx.h"

namespace mien {
namespace {

using testing::HasSubstr;

std::string error_of(const std::vector<std::byte>& bytes) {
  try {
    (void)Network::from_memory(bytes, "tiny.onnx");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    return error.what();
  }
  return "no error";
}

TEST(Network, RunsABatch) {
  const auto network = Network::from_memory(tiny_onnx(2, format_metadata(tiny_metadata(2))), "t");
  EXPECT_EQ(network.metadata().id, "tiny");
  EXPECT_EQ(network.input().shape, (std::vector<std::int64_t>{-1, 3, 2, 2}));
  std::vector<float> pixels(24);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>(i);
  const std::array<std::int64_t, 4> shape = {2, 3, 2, 2};
  const std::vector<Tensor> outputs = network.run({shape, pixels});
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs[0].shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(outputs[0].data, (std::vector<float>{1.5F, 5.5F, 9.5F, 13.5F, 17.5F, 21.5F}));
}

TEST(Network, ServesSeveralThreads) {
  const auto network = Network::from_memory(tiny_onnx(2, format_metadata(tiny_metadata(2))), "t");
  std::vector<std::thread> threads;
  std::array<float, 4> answers{};
  for (std::size_t t = 0; t < answers.size(); ++t) {
    threads.emplace_back([&, t] {
      const std::vector<float> pixels(12, static_cast<float>(t));
      const std::array<std::int64_t, 4> shape = {1, 3, 2, 2};
      for (int i = 0; i < 50; ++i) answers[t] = network.run({shape, pixels})[0].data[0];
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answers, (std::array<float, 4>{0, 1, 2, 3}));
}

TEST(Network, RefusesAFileWithoutMetadata) {
  EXPECT_THAT(error_of(tiny_onnx(2, "")), HasSubstr("\"mien\""));
}

TEST(Network, RefusesMetadataOfAnotherNetwork) {
  EXPECT_THAT(error_of(tiny_onnx(2, format_metadata(tiny_metadata(3)))), HasSubstr("\"input\""));
  ModelMetadata metadata = tiny_metadata(2);
  metadata.heads[0].output = "logits";
  EXPECT_THAT(error_of(tiny_onnx(2, format_metadata(metadata))), HasSubstr("\"logits\""));
  metadata = tiny_metadata(2);
  metadata.heads[0].labels.pop_back();
  EXPECT_THAT(error_of(tiny_onnx(2, format_metadata(metadata))), HasSubstr("\"emotion\""));
}

TEST(Network, RefusesDamagedFiles) {
  const std::vector<std::byte> whole = tiny_onnx(2, format_metadata(tiny_metadata(2)));
  for (std::size_t size = 0; size < whole.size(); size += 5) {
    EXPECT_NE(error_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}),
              "no error")
        << size;
  }
  EXPECT_NE(error_of(std::vector<std::byte>(1000, std::byte{0xa5})), "no error");
}

TEST(Network, RefusesWrongShapes) {
  const auto network = Network::from_memory(tiny_onnx(2, format_metadata(tiny_metadata(2))), "t");
  const std::vector<float> pixels(12);
  const auto run = [&](const std::vector<std::int64_t>& shape) {
    (void)network.run({shape, pixels});
  };
  EXPECT_NO_THROW(run({1, 3, 2, 2}));
  EXPECT_THROW(run({1, 3, 4, 1}), Error);
  EXPECT_THROW(run({2, 3, 2, 2}), Error);
  EXPECT_THROW(run({12}), Error);
  EXPECT_THROW(run({-1, 3, 2, 2}), Error);
}

TEST(Network, RefusesImpossibleOptions) {
  const auto bytes = tiny_onnx(2, format_metadata(tiny_metadata(2)));
  EXPECT_THROW((void)Network::from_memory(bytes, "t", {.threads = 0}), Error);
}

TEST(Network, ReadsFiles) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "tiny.onnx";
  write_file(path, tiny_onnx(2, format_metadata(tiny_metadata(2))));
  EXPECT_EQ(Network::from_file(path).metadata().id, "tiny");
  EXPECT_THROW((void)Network::from_file(folder.path()), Error);
  EXPECT_THROW((void)Network::from_file(folder.path() / "absent.onnx"), Error);
}

}  // namespace
}  // namespace mien
