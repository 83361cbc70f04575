#include "dataset/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sets.h"

namespace mien::dataset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string error_of(std::string_view text) {
  return message_of([&] { (void)read_manifest(text, "m.csv"); });
}

TEST(Manifest, GivesFieldsByColumn) {
  const Records records = read_manifest("label,path\nhappy,a.png\n\nsad,b/c.png\n", "m.csv");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_THAT(records.columns(), ElementsAre("label", "path"));
  EXPECT_EQ(records.find_column("label"), 0U);
  EXPECT_FALSE(records.find_column("age"));
  EXPECT_EQ(records.field(0, 0), "happy");
  EXPECT_EQ(records.path(0), "a.png");
  EXPECT_EQ(records.field(1, 0), "sad");
  EXPECT_EQ(records.path(1), "b/c.png");
  EXPECT_EQ(records.line(1), 4U);
}

TEST(Manifest, NamesFileAndLineOfWhatIsWrong) {
  EXPECT_THAT(error_of(""), HasSubstr("m.csv: expected a first line"));
  EXPECT_THAT(error_of("path\n"), HasSubstr("m.csv: expected lines below the first"));
  EXPECT_THAT(error_of("file,label\na,b\n"),
              HasSubstr("m.csv:1: expected a column \"path\", found file,label"));
  EXPECT_THAT(error_of("path;emotion\na;happy\n"),
              HasSubstr("found path;emotion, whose names are separated by semicolons: expected "
                        "commas"));
  EXPECT_THAT(error_of("path,label,label\na,b,c\n"), HasSubstr("found \"label\" twice"));
  EXPECT_THAT(error_of("path,,x\na,b,c\n"), HasSubstr("found an empty one"));
  EXPECT_THAT(error_of("path,label\na,b\nc\n"),
              HasSubstr("m.csv:3: expected 2 fields as in the first line, found 1"));
}

TEST(Manifest, RefusesPathsThatLeaveIt) {
  for (const std::string path :
       {"../a.png", "a/../../b.png", "/etc/passwd", "", ".", "a/..", ".."}) {
    EXPECT_THAT(error_of("path,l\nok.png,1\n" + path + ",1\n"),
                HasSubstr("m.csv:3: expected a relative path"))
        << path;
  }
  EXPECT_EQ(inside_path("./a//b..c/./d.png", "here"), "a/b..c/d.png");
}

TEST(Manifest, ReadsBoxes) {
  const Records records = read_manifest("path,x,y,width,height\na,1.5,-2,30,40\nb,,,,\n", "m.csv");
  EXPECT_THAT(read_boxes(records, "m.csv"), ElementsAre(Box{1.5F, -2, 30, 40}, std::nullopt));
  // A single column of that name is a label as any other.
  EXPECT_TRUE(read_boxes(read_manifest("path,width\na,wide\n", "m.csv"), "m.csv").empty());
}

TEST(Manifest, RefusesBoxesThatAreNone) {
  for (const std::string box :
       {"1,2,3,", "1,2,3,x", "1,2,0,4", "1,2,3,-4", "nan,2,3,4", "1,2,inf,4", "1,2,3 ,4"}) {
    const Records records = read_manifest("path,x,y,width,height\na," + box + "\n", "m.csv");
    EXPECT_THAT(message_of([&] { (void)read_boxes(records, "m.csv"); }),
                HasSubstr("m.csv:2: expected a box"))
        << box;
  }
}

TEST(RecordsByFolder, TakesTheLabelFromTheFolder) {
  const Records records = records_by_folder({"b/2.jpg", "a/3.PNG", "a/1.jpg"}, "set");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_THAT(records.columns(), ElementsAre("path", "label"));
  EXPECT_EQ(records.path(0), "a/1.jpg");
  EXPECT_EQ(records.path(1), "a/3.PNG");
  EXPECT_EQ(records.field(2, 1), "b");
}

TEST(RecordsByFolder, TakesTheSplitFromTheOuterFolder) {
  const Records records = records_by_folder({"valid/sad/1.jpg", "train/happy/1.jpg"}, "set");
  EXPECT_THAT(records.columns(), ElementsAre("path", "label", "split"));
  EXPECT_EQ(records.field(0, 1), "happy");
  EXPECT_EQ(records.field(0, 2), "train");
  EXPECT_EQ(records.field(1, 2), "valid");
}

TEST(RecordsByFolder, RefusesPicturesAtOtherDepths) {
  const auto error = [](const std::vector<std::string>& paths) {
    return message_of([&] { (void)records_by_folder(paths, "set"); });
  };
  EXPECT_THAT(error({"1.jpg"}), HasSubstr("set: expected pictures at CLASS/PICTURE"));
  EXPECT_THAT(error({"a/1.jpg", "a/b/1.jpg"}), HasSubstr("found a/b/1.jpg"));
  EXPECT_THAT(error({"a/b/c/1.jpg"}), HasSubstr("found a/b/c/1.jpg"));
  EXPECT_THAT(error({}), HasSubstr("found neither"));
}

TEST(RecordsByFolder, SayWhatElseIsThereIfThereIsNoPicture) {
  LeftOut left_out;
  left_out.add(LeftOutReason::format, "a/1.cr2", "camera RAW");
  EXPECT_THAT(message_of([&] { (void)records_by_folder({}, "set", left_out); }),
              HasSubstr("found 1 camera RAW file (a/1.cr2)"));
}

}  // namespace
}  // namespace mien::dataset
