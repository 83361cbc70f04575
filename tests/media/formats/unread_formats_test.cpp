#include "media/formats/unread_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/pictures.h"
#include "mien/media/image_io.h"
#include "resources.h"

namespace mien::media {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;

std::string refusal(const std::vector<std::byte>& bytes) {
  return input_error([&] { (void)decode_image(bytes, "a"); });
}

std::string refusal(std::string_view text) { return refusal(ByteWriter(true).text(text).get()); }

TEST(UnreadFormats, AreNamedWithWhatConvertsThem) {
  using std::string_view_literals::operator""sv;
  struct Case {
    std::string_view start;
    std::string_view name;
    std::string_view converter;
  };
  for (const Case& test_case : {
           Case{"%PDF-1.7 and more", "found a PDF", "pdftoppm"},
           Case{"\0\0\0\x0CjP  \r\n\x87\n and more"sv, "found a JPEG 2000", "opj_decompress"},
           Case{"\xFF\x0A and more", "found a JPEG XL", "djxl"},
           Case{"8BPS and more", "found a Photoshop file", "convert"},
           Case{"<?xml version='1.0'?>\n<svg xmlns='x'/>", "found an SVG", "rsvg-convert"},
           Case{"\xEF\xBB\xBF <svg width='5'/>", "found an SVG", "rsvg-convert"},
           Case{"\0\0\0\x18"
                "ftypcrx and more"sv,
                "found a camera's raw file (CR3)", "darktable-cli"},
           Case{"FUJIFILMCCD-RAW and more", "found a camera's raw file (RAF)", "darktable-cli"},
           Case{"P6 3 2 255\n", "found a Netpbm picture", "convert"},
           Case{"ID3 and more", "found sound (MP3)", "no picture"},
           Case{"PK\3\4 and more", "found a ZIP archive", "unpack"},
       }) {
    EXPECT_THAT(refusal(test_case.start),
                AllOf(HasSubstr(test_case.name), HasSubstr(test_case.converter)));
  }
  EXPECT_THAT(refusal("<!DOCTYPE html><html>not found</html>"),
              EndsWith("found a web page in the place of a picture"));
  EXPECT_THAT(refusal(read_bytes(test_data("clips/one.mp4"))),
              EndsWith("found a clip in the place of a picture"));
}

/// The first directory of a TIFF, each tag with one number of four bytes.
std::vector<std::byte> tiff(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& tags) {
  ByteWriter file(false);
  file.text("II").number(42, 2).number(8, 4).number(static_cast<std::uint32_t>(tags.size()), 2);
  for (const auto& [tag, value] : tags)
    file.number(tag, 2).number(4, 2).number(1, 4).number(value, 4);
  return file.number(0, 4).get();
}

// Their first picture is a preview, which must not be taken for the photo.
TEST(UnreadFormats, RawFilesInTheFormOfTiff) {
  const auto preview = tiff({{254, 1}, {256, 160}, {257, 120}, {330, 500}});
  EXPECT_TRUE(is_raw_tiff(preview));
  EXPECT_THAT(refusal(preview), HasSubstr("found a camera's raw file"));
  EXPECT_TRUE(is_raw_tiff(tiff({{254, 0}, {256, 10}, {257, 10}, {262, 32803}})));
  EXPECT_TRUE(is_raw_tiff(tiff({{256, 10}, {257, 10}, {259, 34713}})));
  EXPECT_FALSE(is_raw_tiff(tiff({{254, 0}, {256, 160}, {257, 120}, {330, 500}})));
  for (const char* name : {"alpha.tif", "cmyk.tif", "jpeg.tif", "tiled.tif", "two_pages.tif"}) {
    EXPECT_FALSE(is_raw_tiff(read_bytes(test_data(std::string("media/") + name)))) << name;
  }
}

TEST(UnreadFormats, OtherDataShowTheirFirstBytes) {
  EXPECT_THAT(refusal("Dear reader, this is text."),
              EndsWith("found data that start with 44 65 61 72 20 72 65 61"));
}

}  // namespace
}  // namespace mien::media
