#include "core/temporary_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "temporary_folder.h"

namespace mien {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

struct stat status_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status;
}

mode_t mode_of(const fs::path& path) { return status_of(path).st_mode & 07777U; }

std::string error_of(const fs::path& target) {
  try {
    const TemporaryFile file(target);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::output);
    return error.what();
  }
  return "no error";
}

TEST(TemporaryFile, HasANameThatNobodyCanGuess) {
  const TemporaryFolder folder;
  const TemporaryFile first(folder.path() / "out");
  const TemporaryFile other(folder.path() / "out");
  EXPECT_EQ(first.path().parent_path(), fs::canonical(folder.path()));
  EXPECT_NE(first.path(), other.path());
  EXPECT_THAT(first.path().filename().string(), testing::MatchesRegex("\\.mien-[0-9a-f]+"));
}

TEST(TemporaryFile, TwoRunsThatWriteOnePathEachWriteItWhole) {
  const TemporaryFolder folder;
  OutputFile first(folder.path() / "out");
  OutputFile other(folder.path() / "out");
  first.write("all of the first");
  other.write("all of the second, which is longer");
  first.commit();
  EXPECT_EQ(read(folder.path() / "out"), "all of the first");
  other.commit();
  EXPECT_EQ(read(folder.path() / "out"), "all of the second, which is longer");
}

TEST(TemporaryFile, KeepsModeAndOwnerOfTheFileItReplaces) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "out";
  for (const mode_t mode : {0600U, 0640U, 0664U, 0400U}) {
    write_file(path, "old");
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    const bool may_give_away = ::chown(path.c_str(), 65534, 65533) == 0;
    write_file(path, "new");
    EXPECT_EQ(read(path), "new");
    EXPECT_EQ(mode_of(path), mode);
    EXPECT_EQ(status_of(path).st_uid == 65534U, may_give_away);
    EXPECT_EQ(status_of(path).st_gid == 65533U, may_give_away);
  }
}

TEST(TemporaryFile, IsClosedToOthersWhileItReplacesAClosedFile) {
  const TemporaryFolder folder;
  write_file(folder.path() / "out", "old");
  ASSERT_EQ(::chmod((folder.path() / "out").c_str(), 0600), 0);
  const TemporaryFile file(folder.path() / "out");
  EXPECT_EQ(mode_of(file.path()), 0600U);
}

TEST(TemporaryFile, NewFilesAreAsOpenAsTheUserWantsThem) {
  const TemporaryFolder folder;
  const mode_t mask = ::umask(027);
  write_file(folder.path() / "usual", "text");
  write_file(folder.path() / "private", "text", {.only_owner = true});
  ::umask(mask);
  EXPECT_EQ(mode_of(folder.path() / "usual"), 0640U);
  EXPECT_EQ(mode_of(folder.path() / "private"), 0600U);
}

TEST(TemporaryFile, CreatesTheFileBehindALinkToNothing) {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "there");
  fs::create_symlink("there/file", folder.path() / "link");
  write_file(folder.path() / "link", "text");
  EXPECT_TRUE(fs::is_symlink(folder.path() / "link"));
  EXPECT_EQ(read(folder.path() / "there" / "file"), "text");
}

TEST(TemporaryFile, GivesTheReasonOfTheSystem) {
  const TemporaryFolder folder;
  write_file(folder.path() / "file", "text");
  fs::create_symlink("loop", folder.path() / "loop");
  EXPECT_THAT(error_of(folder.path() / "missing" / "out"), HasSubstr("No such file or directory"));
  EXPECT_THAT(error_of(folder.path() / "file" / "out"), HasSubstr("Not a directory"));
  EXPECT_THAT(error_of(folder.path() / "loop"), HasSubstr("Too many levels of symbolic links"));
  EXPECT_THAT(error_of(folder.path() / std::string(300, 'x')), HasSubstr("File name too long"));
  EXPECT_THAT(error_of(folder.path()), HasSubstr("found a directory"));
}

TEST(Leftovers, OfAKilledRunAreRemoved) {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    const TemporaryFile photo(folder.path() / "out.png");
    const TemporaryFile clip(folder.path() / "out.mp4", {}, ".mp4");
    ::raise(SIGKILL);
  }
  ASSERT_GT(child, 0);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 2);
  remove_leftovers(folder.path());
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(Leftovers, AreNotTheFilesOfARunThatGoesOn) {
  const TemporaryFolder folder;
  OutputFile file(folder.path() / "out");
  file.write("text");
  remove_leftovers(folder.path());
  file.commit();
  EXPECT_EQ(read(folder.path() / "out"), "text");
}

TEST(Leftovers, AreNoFilesOfOtherNamesNorLinks) {
  const TemporaryFolder folder;
  write_file(folder.path() / ".mien-notes", "mine");
  write_file(folder.path() / ".mien-0123456789abcdef.txt", "mine");
  write_file(folder.path() / "victim", "mine");
  fs::create_symlink("victim", folder.path() / ".mien-0123456789abcdef");
  fs::create_directory(folder.path() / ".mien-fedcba9876543210");
  remove_leftovers(folder.path());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 5);
  remove_leftovers(folder.path() / "missing");
}

}  // namespace
}  // namespace mien
