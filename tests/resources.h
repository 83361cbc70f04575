#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace mien {

/// A committed test file, below tests/data.
inline std::filesystem::path test_data(const std::string& name) {
  return std::filesystem::path(MIEN_SOURCE_DIR) / "tests" / "data" / name;
}

/// A photo that scripts/setup takes from npm ("sample1.jpg" to "sample6.jpg" of face-api).
inline std::filesystem::path sample_photo(const std::string& name) {
  return std::filesystem::path(MIEN_SOURCE_DIR) / ".deps" / "samples" / name;
}

/// The folder of converted models that the tests use.
inline std::filesystem::path test_models() {
  return std::filesystem::path(MIEN_SOURCE_DIR) / ".deps" / "models";
}

/// A labelled data set of the development machines.
inline std::filesystem::path shared_data(const std::string& name) {
  return std::filesystem::path(MIEN_SOURCE_DIR) / ".." / "shared" / "data" / name;
}

inline std::vector<std::byte> read_bytes(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::vector<char> text{std::istreambuf_iterator<char>(stream), {}};
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  return {bytes, bytes + text.size()};
}

}  // namespace mien

/// Skips the test, by name, where a file that set-up or the machine provides is absent.
#define MIEN_REQUIRE_FILE(path) \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "absent: " << (path).string()
