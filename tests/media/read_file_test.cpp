#include "media/read_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/output_file.h"
#include "media/pictures.h"
#include "temporary_folder.h"

namespace mien::media {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

std::string refusal(const std::filesystem::path& path) {
  return input_error([&] { (void)read_file(path); });
}

TEST(ReadFile, ReadsAllBytes) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x";
  const std::string text(100'000, 'a');
  write_file(path, text);
  const FileBytes file = read_file(path);
  ASSERT_EQ(file.size, text.size());
  EXPECT_EQ(std::memcmp(file.bytes().data(), text.data(), text.size()), 0);
}

TEST(ReadFile, ReadsAnEmptyFile) {
  const TemporaryFolder folder;
  write_file(folder.path() / "x", std::string_view{});
  EXPECT_TRUE(read_file(folder.path() / "x").bytes().empty());
}

TEST(ReadFile, NamesAFileThatIsAbsent) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "absent.jpg";
  EXPECT_EQ(refusal(path), path.string() + ": cannot read it: No such file or directory");
  EXPECT_THAT(refusal(""), HasSubstr("No such file"));
}

TEST(ReadFile, RefusesADirectory) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.png";
  std::filesystem::create_directory(path);
  EXPECT_EQ(refusal(path), path.string() + ": expected a picture file, found a directory");
}

TEST(ReadFile, DoesNotWaitForAPipe) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "pipe.jpg";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_THAT(refusal(path), EndsWith("expected a picture file, found a pipe"));
}

TEST(ReadFile, RefusesADevice) {
  EXPECT_EQ(refusal("/dev/zero"), "/dev/zero: expected a picture file, found a device");
}

TEST(ReadFile, RefusesALinkThatLeadsNowhereOrToItself) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("nowhere", folder.path() / "a");
  std::filesystem::create_symlink("b", folder.path() / "b");
  EXPECT_THAT(refusal(folder.path() / "a"), HasSubstr("No such file"));
  EXPECT_THAT(refusal(folder.path() / "b"), HasSubstr("Too many levels of symbolic links"));
}

TEST(ReadFile, RefusesAFileWithoutPermission) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read every file";
  const TemporaryFolder folder;
  write_file(folder.path() / "x", std::string_view("x"));
  std::filesystem::permissions(folder.path() / "x", std::filesystem::perms::none);
  EXPECT_THAT(refusal(folder.path() / "x"), EndsWith("cannot read it: Permission denied"));
}

TEST(ReadFile, RefusesAHugeFile) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x";
  write_file(path, std::string_view("x"));
  std::error_code error;
  std::filesystem::resize_file(path, (std::uintmax_t{1} << 31) + 1, error);  // takes no disk space
  if (error) GTEST_SKIP() << "no file of 2 GiB here: " << error.message();
  EXPECT_EQ(refusal(path), path.string() + ": expected at most 2147483648 bytes, found 2147483649");
}

TEST(ReadFile, NamesAFileWhoseNameIsTooLong) {
  const std::string name(5000, 'x');
  EXPECT_EQ(refusal(name), name + ": cannot read it: File name too long");
}

TEST(ReadFile, ReadsANameThatIsNotUtf8) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "caf\xE9.jpg";
  write_file(path, std::string_view("abc"));
  EXPECT_EQ(read_file(path).size, 3U);
  EXPECT_THAT(refusal(folder.path() / "not-\xE9.jpg"), HasSubstr("not-\xE9.jpg: cannot read it"));
}

}  // namespace
}  // namespace mien::media
