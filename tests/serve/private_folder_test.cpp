#include "serve/clips/private_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "temporary_folder.h"

namespace mien::serve {
namespace {

namespace fs = std::filesystem;

TEST(PrivateFolder, IsItsUsersAloneAndRemovedAtTheEnd) {
  const TemporaryFolder place;
  fs::path path;
  {
    const PrivateFolder folder(place.path());
    path = folder.path();
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    write_file(path / "a", "content");
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(PrivateFolder, RemovesWhatAKilledServerLeftAndNothingElse) {
  const TemporaryFolder place;
  const PrivateFolder running(place.path());
  const fs::path left = place.path() / "mien-serve-left00";
  fs::create_directories(left / "clip");
  write_file(left / "lock", "");
  write_file(left / "clip" / "a", "content");
  const fs::path other = place.path() / "mien-serve-other0";
  fs::create_directory(other);
  write_file(other / "mine", "without a lock");
  const fs::path unrelated = place.path() / "unrelated";
  fs::create_directory(unrelated);
  write_file(unrelated / "lock", "");
  const fs::path link = place.path() / "mien-serve-link00";
  fs::create_directory_symlink(unrelated, link);
  {
    const PrivateFolder next(place.path());
    EXPECT_FALSE(fs::exists(left));
    EXPECT_TRUE(fs::exists(running.path()));
  }
  EXPECT_TRUE(fs::exists(other / "mine"));
  EXPECT_TRUE(fs::exists(unrelated / "lock"));
  EXPECT_TRUE(fs::is_symlink(link));
}

TEST(PrivateFolder, SaysWhereNoneCanBeMade) {
  const TemporaryFolder place;
  EXPECT_THROW(PrivateFolder(place.path() / "absent"), Error);
}

}  // namespace
}  // namespace mien::serve
