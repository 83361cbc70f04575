#include "media/video/input_kind.h"

#include <gtest/gtest.h>

#include "core/output_file.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien::media {

namespace {

TEST(InputKind, NamesOfCamerasStreamsAndPatterns) {
  EXPECT_EQ(input_kind("camera:0"), InputKind::camera);
  EXPECT_EQ(input_kind("camera:-1"), InputKind::picture);
  EXPECT_EQ(input_kind("camera:1x"), InputKind::picture);
  EXPECT_EQ(input_kind("rtsp://host/path"), InputKind::stream);
  EXPECT_EQ(input_kind("absent/%04d.png"), InputKind::sequence);
  EXPECT_EQ(input_kind("absent.MP4"), InputKind::clip);
  EXPECT_EQ(input_kind("absent.jpg"), InputKind::picture);
}

TEST(InputKind, FilesAreToldByContent) {
  const TemporaryFolder folder;
  const auto kind = [&](const std::string& name, std::span<const std::byte> bytes) {
    write_file(folder.path() / name, bytes);
    return input_kind((folder.path() / name).string());
  };
  for (const std::string name : {"plain.mp4", "plain.mkv", "plain.avi", "plain.ts"}) {
    EXPECT_EQ(kind("unnamed", read_bytes(test_data("clips/" + name))), InputKind::clip) << name;
  }
  EXPECT_EQ(kind("x%d", read_bytes(test_data("media/gradient.png"))), InputKind::picture);
  EXPECT_EQ(kind("a.webp", read_bytes(test_data("media/alpha.webp"))), InputKind::picture);
  const std::string heic = std::string("\0\0\0\x18", 4) + "ftypheic";
  EXPECT_EQ(kind("a.heic", std::as_bytes(std::span(heic))), InputKind::picture);
  EXPECT_EQ(kind("broken.mp4", {}), InputKind::clip);
  EXPECT_EQ(input_kind(folder.path().string()), InputKind::folder);
}

}  // namespace

}  // namespace mien::media
