#include "core/path_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "core/output_file.h"
#include "mien/identity/gallery_file.h"
#include "mien/learn/pipeline.h"
#include "mien/media/frame_source.h"
#include "mien/media/image_io.h"
#include "mien/media/video_writer.h"
#include "mien/models/model_store.h"
#include "mien/nn/network.h"
#include "mien/pipeline/face_analyzer.h"
#include "mien/report/clip_writer.h"
#include "mien/report/group_page.h"
#include "mien/report/html_report.h"
#include "mien/report/result_writer.h"
#include "temporary_folder.h"

namespace mien {
namespace {

using testing::HasSubstr;

std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

TEST(RefuseZeroBytes, NamesThePathWithItsZeroByte) {
  EXPECT_NO_THROW(refuse_zero_bytes("photos/a.jpg", ErrorCode::input));
  try {
    refuse_zero_bytes(std::string("a.jpg\0.png", 10), ErrorCode::output);
    FAIL() << "expected an Error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::output);
    EXPECT_THAT(error.what(), HasSubstr("a.jpg\\x00.png: expected a path without zero bytes"));
  }
}

/// Calls with a path with a zero byte, behind the beginning of a file and a folder that are there.
class ZeroBytesInPaths : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path(const std::string& ending) const {
    const std::string name = "a" + ending;
    write_file(folder_.path() / name, "x");
    return folder_.path() / (name + '\0' + ending);
  }

  template <typename Call>
  void expect_refused(const Call& call) const {
    try {
      call();
      ADD_FAILURE() << "expected an Error";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("expected a path without zero bytes"));
    }
    const auto begin = std::filesystem::directory_iterator(folder_.path());
    for (const auto& entry : begin) EXPECT_EQ(read_text(entry.path()), "x");
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(ZeroBytesInPaths, AreRefusedByAllThatReads) {
  expect_refused([&] { (void)read_image(path(".jpg")); });
  expect_refused([&] { (void)open_frames(path(".mp4").string()); });
  expect_refused([&] { (void)open_frames(path("").string()); });
  expect_refused([&] { (void)read_gallery(path(".gallery")); });
  expect_refused([&] { append_to_gallery(Gallery("model", 3), path(".gallery")); });
  expect_refused([&] {
    (void)remove_from_gallery(path(".gallery"), [](const GalleryEntry&) { return true; });
  });
  expect_refused([&] { (void)Network::from_file(path(".onnx")); });
  FaceAnalyzerOptions options;
  options.detector = "none";
  options.models = {path(".onnx").string()};
  expect_refused([&] { (void)FaceAnalyzer(options); });
  expect_refused([&] { (void)load_pipeline(path(".mienclf")); });
  expect_refused([&] { (void)ModelStore(Catalogue::standard(), path("")); });
}

TEST_F(ZeroBytesInPaths, AreRefusedByAllThatWrites) {
  expect_refused([&] { write_gallery(Gallery("model", 3), path(".gallery")); });
  expect_refused([&] { (void)make_json_writer(path(".json")); });
  expect_refused([&] { (void)make_json_lines_writer(path(".jsonl")); });
  expect_refused([&] { (void)make_csv_writer(path(".csv")); });
  expect_refused([&] { (void)make_table_writer(path(".txt")); });
  expect_refused([&] { (void)make_npy_writer(path(".npy")); });
  expect_refused([&] { (void)make_frame_lines_writer(path(".jsonl")); });
  expect_refused([&] { (void)make_track_lines_writer(path(".jsonl")); });
  expect_refused([&] { (void)make_frame_csv_writer(path(".csv")); });
  expect_refused([&] { (void)make_track_csv_writer(path(".csv")); });
  expect_refused([&] { (void)HtmlReport(path(".html")); });
  expect_refused([&] { write_group_page({}, path(".html")); });
  expect_refused([&] { (void)VideoWriter(path(".mp4"), {64, 64}); });
}

}  // namespace
}  // namespace mien
