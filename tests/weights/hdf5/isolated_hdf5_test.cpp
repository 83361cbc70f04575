// Files that make libhdf5 1.10.8 write to memory that is not its own, or never end.
#include "weights/hdf5/isolated_hdf5.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/random.h"
#include "mien/core/error.h"
#include "resources.h"
#include "weights/hdf5/keras_h5.h"

namespace mien::train {
namespace {

std::vector<std::byte> bytes_of(const Hdf5Content& content) {
  std::vector<std::byte> bytes;
  write_hdf5_content(content, [&](std::span<const std::byte> piece) {
    bytes.insert(bytes.end(), piece.begin(), piece.end());
  });
  return bytes;
}

TEST(IsolatedHdf5, HandsOverWhatItHasRead) {
  const Hdf5Content content{{{"a/b", {2, 1}, {1, 2}}, {"c", {}, {3}}}, ""};
  const Hdf5Content read = read_hdf5_content(bytes_of(content));
  ASSERT_EQ(read.datasets.size(), 2U);
  EXPECT_EQ(read.datasets[0].path, "a/b");
  EXPECT_EQ(read.datasets[0].shape, (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(read.datasets[1].values, std::vector<float>{3});
  EXPECT_EQ(read_hdf5_content(bytes_of({{}, "expected more"})).failure, "expected more");
}

TEST(IsolatedHdf5, DoesNotTrustTheChild) {
  const std::vector<std::byte> whole = bytes_of({{{"a/b", {2, 1}, {1, 2}}}, ""});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THROW((void)read_hdf5_content(std::span(whole).first(size)), Error) << size;
  }
  EXPECT_THROW((void)read_hdf5_content(bytes_of({{{"a", {3}, {1, 2}}}, ""})), Error);
  EXPECT_THROW((void)read_hdf5_content(bytes_of({{{"a", {-1, -2}, {1, 2}}}, ""})), Error);
}

TEST(IsolatedHdf5, SurvivesHostileFiles) {
  const std::filesystem::path corpus =
      std::filesystem::path(MIEN_SOURCE_DIR) / "fuzz" / "corpus" / "keras_h5";
  Random random{20261127};
  for (const auto& entry : std::filesystem::directory_iterator(corpus)) {
    const std::vector<std::byte> whole = read_bytes(entry.path());
    for (int round = 0; round < 15; ++round) {
      std::vector<std::byte> bytes = whole;
      for (int i = 0; i < round && !bytes.empty(); ++i) {
        const auto place =
            static_cast<std::size_t>(random.uniform(0, 1) * static_cast<double>(bytes.size()));
        bytes[std::min(place, bytes.size() - 1)] =
            static_cast<std::byte>(static_cast<int>(random.uniform(0, 255)));
      }
      IsolationLimits limits = hdf5_limits(bytes.size());
      limits.cpu_seconds = 1;
      const Hdf5Content content = read_isolated_hdf5(bytes, "optimizer_weights", limits);
      EXPECT_TRUE(content.failure.empty() || content.datasets.empty()) << entry.path();
    }
  }
}

TEST(IsolatedHdf5, SaysThatAFileIsHostile) {
  for (const char* name : {"crash-1.h5", "crash-102.h5", "crash-171.h5", "crash-1305.h5"}) {
    const std::filesystem::path path =
        std::filesystem::path(MIEN_SOURCE_DIR) / "fuzz" / "corpus" / "keras_h5" / name;
    try {
      (void)read_keras_h5(read_bytes(path), name);
      ADD_FAILURE() << "expected an Error for " << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::model);
      EXPECT_THAT(error.what(), testing::StartsWith(std::string(name) + ": expected"));
    }
  }
}

}  // namespace
}  // namespace mien::train
