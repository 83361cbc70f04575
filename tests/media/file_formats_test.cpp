#include "media/file_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace mien::media {
namespace {

TEST(FileFormats, HaveEachEndingOnceInSmallLettersWithItsDotAndName) {
  std::set<std::string_view> seen;
  for (const FileFormat& format : file_formats()) {
    EXPECT_TRUE(seen.insert(format.ending).second) << format.ending;
    EXPECT_TRUE(format.ending.starts_with('.')) << format.ending;
    EXPECT_EQ(format.ending.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ "), std::string_view::npos);
    EXPECT_FALSE(format.name.empty()) << format.ending;
  }
}

TEST(FileFormats, AreKnownBySmallAndCapitalEndings) {
  EXPECT_TRUE(is_picture_name("a/b.JPG"));
  EXPECT_TRUE(is_picture_name("b.tiff"));
  EXPECT_TRUE(is_clip_name("b.MoV"));
  EXPECT_FALSE(is_clip_name("b.jpg"));
  EXPECT_FALSE(is_picture_name("b.mp4"));
  EXPECT_FALSE(is_picture_name("jpg"));
  EXPECT_FALSE(is_picture_name(".jpg"));
}

TEST(FileFormats, NameWhatCannotBeRead) {
  for (const auto& [file, name] : {std::pair("IMG_1.JP2", "JPEG 2000"),
                                   {"a.NEF", "camera RAW"},
                                   {"scan.pdf", "PDF"},
                                   {"logo.svg", "SVG"},
                                   {"cut.psd", "PSD"},
                                   {"a.jxl", "JPEG XL"}}) {
    const FileFormat* format = format_of_name(file);
    ASSERT_NE(format, nullptr) << file;
    EXPECT_EQ(format->use, FormatUse::unread) << file;
    EXPECT_EQ(format->name, name);
    EXPECT_FALSE(is_picture_name(file));
    EXPECT_FALSE(is_clip_name(file));
  }
  EXPECT_EQ(format_of_name("notes.txt"), nullptr);
  EXPECT_EQ(format_of_name("noending"), nullptr);
}

}  // namespace
}  // namespace mien::media
