#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/output_file.h"
#include "mien/c/mien.h"
#include "mien/media/image_io.h"
#include "resources.h"
#include "temporary_folder.h"
#include "tiny_onnx.h"

namespace mien {

template <typename Handle, void (*Free)(Handle*)>
struct Freed {
  void operator()(Handle* handle) const { Free(handle); }
};
template <typename Handle, void (*Free)(Handle*)>
using Owned = std::unique_ptr<Handle, Freed<Handle, Free>>;

using Analyzer = Owned<mien_analyzer, mien_analyzer_free>;
using Faces = Owned<mien_faces, mien_faces_free>;
using Problem = Owned<mien_error, mien_error_free>;
using Clip = Owned<mien_clip, mien_clip_free>;
using KnownFaces = Owned<mien_gallery, mien_gallery_free>;
using Matches = Owned<mien_matches, mien_matches_free>;

/// Calls a function of C with a place for its output and one for its error.
template <typename Handle, typename Call>
auto created(const Call& call) {
  typename Handle::pointer handle = nullptr;
  mien_error* error = nullptr;
  const mien_code code = call(&handle, &error);
  const Problem problem(error);
  EXPECT_EQ(code, MIEN_OK) << mien_error_message(error);
  EXPECT_EQ(error, nullptr);
  return Handle(handle);
}

/// Calls a function of C that must fail, and returns the message.
template <typename Handle, typename Call>
std::string refused(mien_code expected, const Call& call) {
  // An output that is left as it was would be noticed.
  char before = 0;
  auto* handle = reinterpret_cast<typename Handle::pointer>(&before);
  mien_error* error = nullptr;
  EXPECT_EQ(call(&handle, &error), expected);
  const Problem problem(error);
  EXPECT_EQ(handle, nullptr);
  EXPECT_EQ(mien_error_code(error), expected);
  return mien_error_message(error);
}

/// Each picture is one face, and a network without weights reads it: red is anger, green neutral,
/// blue happiness.
class CApiTest : public testing::Test {
 protected:
  CApiTest() {
    write_file(path_, tiny_onnx(4, format_metadata(tiny_metadata(4))));
    mien_options_init(&options_, sizeof options_);
    options_.detector = "none";
    options_.models = &model_;
    options_.model_count = 1;
  }

  [[nodiscard]] Analyzer analyzer() const {
    return created<Analyzer>(
        [&](auto** place, auto** error) { return mien_analyzer_new(&options_, place, error); });
  }

  [[nodiscard]] std::string at(const std::string& name) const {
    return (folder_.path() / name).string();
  }

  TemporaryFolder folder_;
  std::string path_ = at("tiny.onnx");
  const char* model_ = path_.c_str();
  mien_options options_{};
};

/// A picture of 4x4 pixels, each of these bytes, with `gap` bytes between the rows.
inline std::vector<std::uint8_t> pixels(const std::vector<std::uint8_t>& pixel, std::size_t gap) {
  std::vector<std::uint8_t> bytes;
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 4; ++x) bytes.insert(bytes.end(), pixel.begin(), pixel.end());
    bytes.insert(bytes.end(), gap, 99);
  }
  return bytes;
}

}  // namespace mien
