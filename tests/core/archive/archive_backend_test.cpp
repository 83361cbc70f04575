#include "core/archive/archive_backend.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace mien {
namespace {

using Step = ArchiveReader::Step;

std::vector<std::byte> archive_of_two() {
  std::vector<std::byte> bytes;
  const auto writer = archive_backend().write_tar([&](std::span<const std::byte> block) {
    bytes.insert(bytes.end(), block.begin(), block.end());
    return true;
  });
  EXPECT_TRUE(writer->add("a/one", std::as_bytes(std::span(std::string_view("1234")))));
  EXPECT_TRUE(writer->add("none", {}));
  EXPECT_TRUE(writer->close());
  return bytes;
}

TEST(ArchiveBackend, ReadsWhatItWrote) {
  const std::vector<std::byte> bytes = archive_of_two();
  const auto reader = archive_backend().read_tgz(bytes);
  ArchiveEntry entry;
  ASSERT_EQ(reader->next(entry), Step::entry);
  EXPECT_EQ(entry.path, "a/one");
  EXPECT_TRUE(entry.regular);
  EXPECT_FALSE(entry.link || entry.sparse);
  EXPECT_EQ(entry.size, 4);
  EXPECT_EQ(bytes.at(static_cast<std::size_t>(entry.offset)), std::byte{'1'});
  std::vector<std::byte> content(10);
  EXPECT_EQ(reader->read(content), 4);
  EXPECT_EQ(content[3], std::byte{'4'});
  EXPECT_EQ(reader->read(content), 0);
  ASSERT_EQ(reader->next(entry), Step::entry);
  EXPECT_EQ(entry.path, "none");
  EXPECT_EQ(reader->next(entry), Step::end);
}

TEST(ArchiveBackend, SaysWhatIsDamaged) {
  std::vector<std::byte> bytes = archive_of_two();
  bytes.resize(515);
  const auto cut = archive_backend().read_tgz(bytes);
  ArchiveEntry entry;
  ASSERT_EQ(cut->next(entry), Step::entry);
  std::vector<std::byte> content(10);
  while (cut->read(content) > 0) continue;
  EXPECT_EQ(cut->read(content), -1);
  EXPECT_NE(cut->failure(), nullptr);
  const auto closed = archive_backend().read_tar(-1);
  EXPECT_EQ(closed->next(entry), Step::damaged);
}

TEST(ArchiveBackend, StopsWhenTheSinkDoes) {
  const auto writer = archive_backend().write_tar([](std::span<const std::byte>) { return false; });
  const std::vector<std::byte> large(1 << 20);
  EXPECT_FALSE(writer->add("x", large) && writer->close());
}

}  // namespace
}  // namespace mien
