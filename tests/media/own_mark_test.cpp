#include "media/own_mark.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "core/output_file.h"
#include "mien/media/image_io.h"
#include "mien/media/video_writer.h"
#include "pictures.h"
#include "temporary_folder.h"

namespace mien::media {
namespace {

namespace fs = std::filesystem;

std::vector<std::byte> noise_file(bool png, int side) {
  Image picture(side, side);
  std::mt19937 random(1);
  for (int y = 0; y < side; ++y) {
    for (int i = 0; i < 3 * side; ++i) {
      picture.mutable_row(y)[i] = static_cast<std::uint8_t>(random());
    }
  }
  return png ? encode_png(picture) : encode_jpeg(picture);
}

TEST(OwnMark, IsKnownAgainInPicturesOfAnySize) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "picture";
  for (const bool png : {false, true}) {
    for (const int side : {1, 40, 150, 260, 600}) {
      const std::vector<std::byte> plain = noise_file(png, side);
      write_file(path, std::span(plain));
      EXPECT_FALSE(has_mark(path)) << png << " " << side;
      const std::vector<std::byte> marked = with_mark(plain);
      write_file(path, std::span(marked));
      EXPECT_TRUE(has_mark(path)) << png << " " << side;
    }
  }
}

TEST(OwnMark, LeavesThePictureAsItIs) {
  for (const bool png : {false, true}) {
    const std::vector<std::byte> plain = noise_file(png, 50);
    EXPECT_EQ(greatest_difference(decode_image(with_mark(plain), "a"), decode_image(plain, "b")),
              0);
  }
}

TEST(OwnMark, IsWrongOnceAFileIsChanged) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "picture";
  const std::vector<std::byte> marked = with_mark(noise_file(false, 100));
  for (const std::size_t at : {marked.size() / 2, marked.size() - 3}) {
    std::vector<std::byte> changed = marked;
    changed[at] ^= std::byte{1};
    write_file(path, std::span(changed));
    EXPECT_FALSE(has_mark(path)) << at;
  }
  std::vector<std::byte> longer = marked;
  longer.push_back(std::byte{0});
  write_file(path, std::span(longer));
  EXPECT_FALSE(has_mark(path));
}

TEST(OwnMark, IsInWrittenClips) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "clip.mp4";
  VideoWriter writer(path, {64, 48});
  for (int i = 0; i < 5; ++i) writer.write(Image(64, 48), i * 0.04);
  writer.finish();
  EXPECT_TRUE(has_mark(path));
  std::ofstream(path, std::ios::binary | std::ios::app) << "x";
  EXPECT_FALSE(has_mark(path));
}

TEST(OwnMark, IsNotInWhatCannotBeRead) {
  const TemporaryFolder folder;
  write_file(folder.path() / "empty", std::string_view());
  write_file(folder.path() / "text", "text");
  write_file(folder.path() / "start", std::string_view("\xFF\xD8\xFF\xE0\xFF\xFF", 6));
  for (const char* name : {"empty", "text", "start", "missing", "."}) {
    EXPECT_FALSE(has_mark(folder.path() / name)) << name;
  }
}

}  // namespace
}  // namespace mien::media
