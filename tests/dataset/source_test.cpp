#include "dataset/source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sets.h"
#include "temporary_folder.h"

namespace mien::dataset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string error_of(const std::filesystem::path& path) {
  return message_of([&] { (void)open_source(path); });
}

TEST(Source, ReadsAFolderForEachClass) {
  const TemporaryFolder folder;
  put_file(folder.path() / "sad" / "1.jpg", "one");
  put_file(folder.path() / "happy" / "2.jpg", "two");
  put_file(folder.path() / "happy" / "notes.txt", "no picture");
  const auto source = open_source(folder.path());
  ASSERT_EQ(source->records().size(), 2U);
  EXPECT_EQ(source->records().path(0), "happy/2.jpg");
  EXPECT_EQ(source->records().field(0, 1), "happy");
  EXPECT_EQ(text_of(source->read(0)), "two");
  EXPECT_EQ(text_of(source->read(1)), "one");
  EXPECT_FALSE(source->box(0));
  EXPECT_EQ(source->where(0), folder.path().string() + ": happy/2.jpg");
}

TEST(Source, PassesOverHiddenFilesAndCompanionsAndCountsThem) {
  const TemporaryFolder folder;
  put_file(folder.path() / "sad/1.jpg", "one");
  for (const char* name :
       {"sad/._1.jpg", "sad/.hidden.jpg", "sad/Thumbs.db", "__MACOSX/sad/._1.jpg",
        "@eaDir/1.jpg/SYNOPHOTO_THUMB_M.jpg", ".git/a/b.jpg", "sad/clip.mp4", "sad/raw.dng"}) {
    put_file(folder.path() / name, "x");
  }
  const auto source = open_source(folder.path());
  EXPECT_EQ(source->records().size(), 1U);
  const std::string text = left_out_text(source->findings().left_out);
  EXPECT_THAT(text, HasSubstr("1 camera RAW file ("));
  EXPECT_THAT(text, HasSubstr("1 clip ("));
  EXPECT_THAT(text, HasSubstr("2 hidden files ("));
  EXPECT_THAT(text, HasSubstr("4 companions of other programs ("));
  EXPECT_TRUE(source->findings().problems.empty());
}

TEST(Source, TakesAPictureThatCannotBeLookedAtForADamagedOneAndSaysTheRest) {
  const TemporaryFolder folder;
  put_file(folder.path() / "sad/1.jpg", "one");
  std::filesystem::create_symlink("2.jpg", folder.path() / "sad/2.jpg");
  std::filesystem::create_symlink("self", folder.path() / "self");
  const auto source = open_source(folder.path());
  ASSERT_EQ(source->records().size(), 2U);
  EXPECT_THROW((void)source->read(1), Error);
  EXPECT_THAT(source->findings().problems,
              ElementsAre(HasSubstr("self: cannot read it: Too many")));
}

TEST(Source, DigestsNamesAndContentsOfAFolder) {
  const TemporaryFolder folder;
  put_file(folder.path() / "a" / "1.jpg", "one");
  put_file(folder.path() / "b" / "2.jpg", "two");
  const std::string digest = open_source(folder.path())->sha256();
  EXPECT_EQ(digest.size(), 64U);
  EXPECT_EQ(open_source(folder.path())->sha256(), digest);
  put_file(folder.path() / "b" / "2.jpg", "twO");
  EXPECT_NE(open_source(folder.path())->sha256(), digest);
  put_file(folder.path() / "b" / "2.jpg", "two");
  std::filesystem::rename(folder.path() / "b" / "2.jpg", folder.path() / "b" / "3.jpg");
  EXPECT_NE(open_source(folder.path())->sha256(), digest);
}

TEST(Source, ReadsAManifest) {
  const TemporaryFolder folder;
  put_file(folder.path() / "p" / "1.png", "one");
  put_file(folder.path() / "p" / "a, b.png", "two");
  put_file(
      folder.path() / "m.csv",
      "\xEF\xBB\xBFpath,age,x,y,width,height\r\np/1.png,30,1,2,3,4\r\n\"p/a, b.png\",,,,,\r\n");
  const auto source = open_source(folder.path() / "m.csv");
  ASSERT_EQ(source->records().size(), 2U);
  EXPECT_EQ(text_of(source->read(1)), "two");
  EXPECT_EQ(source->box(0), (Box{1, 2, 3, 4}));
  EXPECT_FALSE(source->box(1));
  EXPECT_EQ(source->where(1), (folder.path() / "m.csv").string() + ":3: p/a, b.png");
}

TEST(Source, TakesTheManifestInAFolder) {
  const TemporaryFolder folder;
  put_file(folder.path() / "x" / "1.png", "one");
  put_file(folder.path() / "labels.csv", "path,age\nx/1.png,30\n");
  EXPECT_THAT(open_source(folder.path())->records().columns(), ElementsAre("path", "age"));
}

TEST(Source, NamesTheLineOfAFileThatIsMissing) {
  const TemporaryFolder folder;
  put_file(folder.path() / "1.png", "one");
  std::filesystem::create_directory(folder.path() / "2.png");
  put_file(folder.path() / "m.csv", "path\n1.png\n2.png\n");
  EXPECT_THAT(error_of(folder.path() / "m.csv"),
              HasSubstr("m.csv:3: 2.png: expected this file, found none"));
}

TEST(Source, RefusesWhatIsNoSource) {
  const TemporaryFolder folder;
  EXPECT_THAT(error_of(folder.path()), HasSubstr("expected pictures in a folder for each class"));
  EXPECT_THAT(error_of(folder.path() / "none"), HasSubstr("found nothing"));
  EXPECT_THAT(error_of(folder.path() / "none.csv"), HasSubstr("No such file"));
  EXPECT_THAT(error_of(folder.path() / "none.tar"), HasSubstr("No such file"));
  put_file(folder.path() / "a.zip", "zip");
  EXPECT_THAT(error_of(folder.path() / "a.zip"), HasSubstr("found another file"));
}

}  // namespace
}  // namespace mien::dataset
