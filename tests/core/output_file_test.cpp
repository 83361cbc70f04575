#include "core/output_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "mien/core/error.h"
#include "temporary_folder.h"

namespace mien {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

TEST(OutputFile, AppearsOnlyWhenCommitted) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "out.txt";
  {
    OutputFile file(path);
    file.write("half");
    EXPECT_FALSE(fs::exists(path));
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
  write_file(path, "whole");
  EXPECT_EQ(read(path), "whole");
}

TEST(OutputFile, KeepsTheOldFileUntilTheNewOneIsWhole) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "out.txt";
  write_file(path, "old");
  {
    OutputFile file(path);
    file.write("new");
  }
  EXPECT_EQ(read(path), "old");
}

TEST(OutputFile, WritesThroughALink) {
  const TemporaryFolder folder;
  write_file(folder.path() / "target", "old");
  fs::create_symlink("target", folder.path() / "link");
  write_file(folder.path() / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder.path() / "link"));
  EXPECT_EQ(read(folder.path() / "target"), "new");
}

TEST(OutputFile, PatchesAHeader) {
  const TemporaryFolder folder;
  OutputFile file(folder.path() / "out");
  file.write("0000 rows");
  file.write_at(0, "0012");
  file.write(" end");
  file.commit();
  EXPECT_EQ(read(folder.path() / "out"), "0012 rows end");
}

TEST(OutputFile, ReportsAFullDisk) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "/dev/full is absent";
  OutputFile file("/dev/full");
  file.write("text");
  try {
    file.commit();
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::output);
    EXPECT_NE(std::string(error.what()).find("No space left"), std::string::npos) << error.what();
  }
}

TEST(OutputFile, RefusesFoldersAndMissingParents) {
  const TemporaryFolder folder;
  EXPECT_THROW(OutputFile{folder.path()}, Error);
  EXPECT_THROW(OutputFile{folder.path() / "missing" / "out"}, Error);
}

}  // namespace
}  // namespace mien
