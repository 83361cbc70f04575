#include "dataset/sources/tar_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/sets.h"
#include "dataset/source.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien::dataset {
namespace {

using testing::HasSubstr;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

void write_set(const std::filesystem::path& path) {
  TarWriter writer(path);
  writer.add("Zoë/" + std::string(150, 'x') + ".png", bytes_of("one"));
  writer.add("Ann/empty.png", {});
  writer.add("Ann/1.png", bytes_of(std::string(700, 'y')));
  writer.commit();
}

TEST(TarWriter, WritesWhatSourcesRead) {
  const TemporaryFolder folder;
  write_set(folder.path() / "a.tar");
  const auto source = open_source(folder.path() / "a.tar");
  ASSERT_EQ(source->records().size(), 3U);
  EXPECT_EQ(text_of(source->read(0)), std::string(700, 'y'));
  EXPECT_EQ(text_of(source->read(1)), "");
  EXPECT_EQ(text_of(source->read(2)), "one");
  EXPECT_EQ(source->records().field(2, 1), "Zoë");
}

TEST(TarWriter, WritesTheSameBytesAgain) {
  const TemporaryFolder folder;
  write_set(folder.path() / "a.tar");
  write_set(folder.path() / "b.tar");
  EXPECT_EQ(read_bytes(folder.path() / "a.tar"), read_bytes(folder.path() / "b.tar"));
}

TEST(TarWriter, LeavesNothingBehindWithoutCommit) {
  const TemporaryFolder folder;
  {
    TarWriter writer(folder.path() / "a.tar");
    writer.add("x", bytes_of("one"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(TarWriter, SaysWhyItCannotWrite) {
  const TemporaryFolder folder;
  EXPECT_THAT(message_of([&] { const TarWriter writer(folder.path() / "no" / "a.tar"); }),
              HasSubstr("a.tar: cannot create it"));
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "absent: /dev/full";
  EXPECT_THAT(message_of([&] {
                TarWriter writer("/dev/full");
                const std::vector<std::byte> large(1 << 20);
                for (int i = 0; i < 20; ++i) writer.add("x" + std::to_string(i), large);
                writer.commit();
              }),
              HasSubstr("/dev/full: cannot write"));
}

}  // namespace
}  // namespace mien::dataset
