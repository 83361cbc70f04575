#include "media/folder_walk.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/output_file.h"
#include "temporary_folder.h"

namespace mien::media {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class FolderWalkTest : public testing::Test {
 protected:
  void touch(const std::string& name) const {
    fs::create_directories((folder.path() / name).parent_path());
    write_file(folder.path() / name, "x");
  }

  [[nodiscard]] std::vector<std::string> names(const FolderWalk& walk) const {
    std::vector<std::string> result;
    for (const FoundFile& file : walk.files) {
      result.push_back(file.path.lexically_relative(folder.path()).string() +
                       (file.error.empty() ? "" : "!"));
    }
    return result;
  }

  [[nodiscard]] static std::vector<std::string> counts(const LeftOut& left_out) {
    std::vector<std::string> result;
    for (const LeftOutGroup& group : left_out.groups()) {
      result.push_back(fmt::format("{} {}{}", group.count, to_string(group.reason),
                                   group.format.empty() ? "" : " " + group.format));
    }
    return result;
  }

  TemporaryFolder folder;
};

TEST_F(FolderWalkTest, FindsPicturesAndClipsAtAnyDepthByPath) {
  for (const char* name : {"b.JPG", "a.png", "deep/er/c.webp", "deep/d.mp4", "e.png/f.png"}) {
    touch(name);
  }
  const FolderWalk walk = walk_folder(folder.path());
  EXPECT_THAT(names(walk),
              ElementsAre("a.png", "b.JPG", "deep/d.mp4", "deep/er/c.webp", "e.png/f.png"));
  EXPECT_TRUE(walk.files[2].clip);
  EXPECT_TRUE(walk.left_out.empty());
}

TEST_F(FolderWalkTest, CountsWhatItPassesOverByReason) {
  for (const char* name :
       {"a.jpg", "notes.txt", "noending", "scan.pdf", "IMG.NEF", "IMG.jp2", ".hidden.jpg",
        ".git/config.jpg", "._a.jpg", "__MACOSX/._a.jpg", "@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg",
        ".DS_Store", "Thumbs.db", "DESKTOP.INI", "a.xmp", "deep/.DS_Store", "v.mov"}) {
    touch(name);
  }
  const FolderWalk walk = walk_folder(folder.path(), {.clips = false});
  EXPECT_THAT(names(walk), ElementsAre("a.jpg"));
  EXPECT_THAT(counts(walk.left_out),
              ElementsAre("1 format JPEG 2000", "1 format PDF", "1 format camera RAW",
                          "2 unknown_format", "1 clip", "2 hidden", "8 companion"));
}

TEST_F(FolderWalkTest, LeavesOutPicturesAndFoldersWhereTheyAreNotWanted) {
  for (const char* name : {"a.jpg", "b.mp4", "deep/c.mp4"}) touch(name);
  const FolderWalk walk = walk_folder(folder.path(), {.pictures = false, .recursive = false});
  EXPECT_THAT(names(walk), ElementsAre("b.mp4"));
  EXPECT_THAT(counts(walk.left_out), ElementsAre("1 picture", "1 folder"));
}

TEST_F(FolderWalkTest, AnEntryThatCannotBeLookedAtIsAnErrorAndEndsNothing) {
  touch("a.jpg");
  touch("z.jpg");
  fs::create_symlink("self.jpg", folder.path() / "self.jpg");
  fs::create_symlink("self", folder.path() / "self");
  fs::create_symlink(std::string(255, 'x') + "y", folder.path() / "long");
  fs::create_symlink("nowhere", folder.path() / "dangling.jpg");
  fs::create_symlink("nowhere", folder.path() / "notes");
  const FolderWalk walk = walk_folder(folder.path());
  EXPECT_THAT(names(walk),
              ElementsAre("a.jpg", "dangling.jpg!", "long!", "self!", "self.jpg!", "z.jpg"));
  EXPECT_THAT(walk.files[3].error, HasSubstr("self: cannot read it: Too many levels"));
  EXPECT_THAT(counts(walk.left_out), ElementsAre("1 broken_link"));
}

TEST_F(FolderWalkTest, AFolderThatCannotBeReadIsAnErrorAtAnyDepth) {
  const FolderWalk top = walk_folder(folder.path() / "absent");
  EXPECT_THAT(names(top), ElementsAre("absent!"));
  EXPECT_THAT(top.files[0].error, HasSubstr("absent: cannot read this folder: No such file"));
  EXPECT_THAT(counts(top.left_out), ElementsAre("1 unreadable_folder"));

  if (::geteuid() == 0) return;  // root may read everything
  touch("a.jpg");
  touch("deep/locked/b.jpg");
  ::chmod((folder.path() / "deep/locked").c_str(), 0);
  const FolderWalk walk = walk_folder(folder.path());
  ::chmod((folder.path() / "deep/locked").c_str(), 0700);
  EXPECT_THAT(names(walk), ElementsAre("a.jpg", "deep/locked!"));
}

TEST_F(FolderWalkTest, APathThatGrowsTooLongIsAnError) {
  fs::path deep = folder.path();
  touch("a.jpg");
  const std::string name(200, 'd');
  const fs::path before = fs::current_path();
  fs::current_path(deep);
  for (int i = 0; i < 25; ++i) {
    fs::create_directory(name);
    fs::current_path(name);
  }
  fs::current_path(before);
  const FolderWalk walk = walk_folder(folder.path());
  ASSERT_EQ(walk.files.size(), 2U);
  EXPECT_THAT(walk.files[1].error, HasSubstr("File name too long"));
}

TEST_F(FolderWalkTest, DoesNotFollowLinksToFoldersUnlessAskedAndThenEachOnce) {
  touch("set/a.jpg");
  touch("other/b.jpg");
  fs::create_directory_symlink(".", folder.path() / "set/loop");
  fs::create_directory_symlink("../other", folder.path() / "set/linked");
  const FolderWalk walk = walk_folder(folder.path() / "set");
  EXPECT_THAT(names(walk), ElementsAre("set/a.jpg"));
  EXPECT_THAT(counts(walk.left_out), ElementsAre("2 folder_link"));
  EXPECT_THAT(names(walk_folder(folder.path() / "set", {.follow_links = true})),
              ElementsAre("set/a.jpg", "set/linked/b.jpg"));
}

TEST_F(FolderWalkTest, FindsVideosAndFoldersOfPicturesAsClips) {
  for (const char* name : {"a.mp4", "frames/1.png", "frames/2.png", "deep/er/1.jpg", "deep/b.avi",
                           "deep/.1.jpg", "notes.txt"}) {
    touch(name);
  }
  fs::create_symlink("self", folder.path() / "self");
  const FoundClips result = clips_below(folder.path());
  std::vector<std::string> clips;
  for (const fs::path& clip : result.clips) {
    clips.push_back(clip.lexically_relative(folder.path()).string());
  }
  EXPECT_THAT(clips, ElementsAre("a.mp4", "deep/b.avi", "deep/er", "frames"));
  EXPECT_THAT(result.problems, ElementsAre(HasSubstr("self: cannot read it")));
  EXPECT_THAT(counts(result.left_out), ElementsAre("1 unknown_format", "1 hidden"));
}

TEST_F(FolderWalkTest, LeavesSpecialFilesToTheReaderIfTheyLookLikePictures) {
  ::mkfifo((folder.path() / "pipe.jpg").c_str(), 0600);
  ::mkfifo((folder.path() / "queue").c_str(), 0600);
  const FolderWalk walk = walk_folder(folder.path());
  EXPECT_THAT(names(walk), ElementsAre("pipe.jpg"));
  EXPECT_THAT(counts(walk.left_out), ElementsAre("1 special_file"));
}

TEST_F(FolderWalkTest, SortsTheNamesOfAnArchiveInTheSameWay) {
  const SortedPaths sorted = pictures_of({"b/2.jpg", "__MACOSX/b/._2.jpg", "b/._2.jpg", "a/1.PNG",
                                          ".git/x.jpg", "a/n.txt", "a/v.avi"});
  EXPECT_THAT(sorted.pictures, ElementsAre("b/2.jpg", "a/1.PNG"));
  EXPECT_THAT(counts(sorted.left_out),
              ElementsAre("1 unknown_format", "1 clip", "1 hidden", "2 companion"));
}

}  // namespace
}  // namespace mien::media
