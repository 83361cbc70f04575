#include "dataset/label_mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sets.h"

namespace mien::dataset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsNan;

const TargetHead ethnicity{
    .attribute = "ethnicity", .kind = TargetKind::classes, .labels = {"white", "black", "other"}};
const TargetHead gender{
    .attribute = "gender", .kind = TargetKind::binary, .labels = {"male", "female"}};
const TargetHead age{
    .attribute = "age", .kind = TargetKind::age, .labels = {}, .age_first = 1, .age_count = 3};

TEST(NameColumn, GivesOneHotTargets) {
  const TextSource source("path,race\na,Latino\nb,black\nc,\nd,unsure\n");
  const NameColumn from{.column = "race", .values = {{"Latino", "other"}}, .ignore = {"unsure"}};
  const TargetReader read = target_reader(source, ethnicity, {"ethnicity", from});
  EXPECT_THAT(read(0), ElementsAre(0, 0, 1));
  EXPECT_THAT(read(1), ElementsAre(0, 1, 0));
  EXPECT_THAT(read(2), IsEmpty());
  EXPECT_THAT(read(3), IsEmpty());
}

TEST(NameColumn, GivesTheFirstOfTwoAsOne) {
  const TextSource source("path,sex\na,m\nb,female\n");
  const TargetReader read = target_reader(
      source, gender,
      {"gender", NameColumn{.column = "sex", .values = {{"m", "male"}}, .ignore = {}}});
  EXPECT_THAT(read(0), ElementsAre(1));
  EXPECT_THAT(read(1), ElementsAre(0));
}

TEST(NameColumn, GivesTheIndexOfAPerson) {
  const TargetHead head{
      .attribute = "identity", .kind = TargetKind::identity, .labels = {"Ann", "Bob"}};
  const TextSource source("path,label\na,Bob\nb,Ann\n");
  const TargetReader read = target_reader(
      source, head, {"identity", NameColumn{.column = "label", .values = {}, .ignore = {}}});
  EXPECT_THAT(read(0), ElementsAre(1));
  EXPECT_THAT(read(1), ElementsAre(0));
}

TEST(NameColumn, NamesALabelOutsideTheList) {
  const TextSource source("path,race\na,white\nb/c.png,martian\n");
  const TargetReader read = target_reader(
      source, ethnicity, {"ethnicity", NameColumn{.column = "race", .values = {}, .ignore = {}}});
  EXPECT_EQ(message_of([&] { (void)read(1); }),
            "set.csv:3: b/c.png: column \"race\": expected one of white, black, other, found "
            "\"martian\"");
}

TEST(LabelMapping, RefusesWhatDoesNotFitTheHead) {
  const TextSource source("path,race,age\na,white,2\n");
  const auto error = [&](const TargetHead& head, const LabelMapping& mapping) {
    return message_of([&] { (void)target_reader(source, head, mapping); });
  };
  EXPECT_THAT(
      error(ethnicity, {"ethnicity", NameColumn{.column = "tribe", .values = {}, .ignore = {}}}),
      HasSubstr("set: expected a column \"tribe\", found path, race, age"));
  EXPECT_THAT(
      error(ethnicity,
            {"ethnicity", NameColumn{.column = "race", .values = {{"a", "b"}}, .ignore = {}}}),
      HasSubstr("\"a\" stands for \"b\": expected one of white, black, other"));
  EXPECT_THAT(error(age, {"age", NameColumn{.column = "age", .values = {}, .ignore = {}}}),
              HasSubstr("expected a column of ages"));
  EXPECT_THAT(error(gender, {"gender", AgeColumn{.column = "age", .ignore = {}}}),
              HasSubstr("for a head of ages"));
  EXPECT_THAT(error(gender, {"gender", VoteColumns{}}), HasSubstr("for a head of classes"));
}

TEST(AgeColumn, ReadsAgesAndIntervals) {
  const TextSource source("path,age\na,2\nb,0-2\nc,\nd,?\ne,60\nf,old\n");
  const TargetReader read =
      target_reader(source, age, {"age", AgeColumn{.column = "age", .ignore = {"?"}}});
  EXPECT_THAT(read(0), ElementsAre(0, 1, 0));
  EXPECT_THAT(read(1), ElementsAre(1, 1, 0));
  EXPECT_THAT(read(2), IsEmpty());
  EXPECT_THAT(read(3), IsEmpty());
  EXPECT_EQ(message_of([&] { (void)read(4); }),
            "set.csv:6: e: column \"age\": expected an age of 1 to 3, found \"60\"");
  EXPECT_THAT(message_of([&] { (void)read(5); }), HasSubstr("expected an age in years"));
  const TargetReader clamped =
      target_reader(source, age, {"age", AgeColumn{.column = "age", .ignore = {}, .clamp = true}});
  EXPECT_THAT(clamped(4), ElementsAre(0, 0, 1));
}

TEST(VoteColumns, TakeColumnsByTheLabelsNames) {
  const TextSource source(
      "path,other,white,black,NF\na,0,6,2,0\nb,0,2,0,5\nc,0,x,0,0\nd,0,-1,0,0\n");
  const TargetReader read =
      target_reader(source, ethnicity, {"ethnicity", VoteColumns{.columns = {}, .others = {"NF"}}});
  EXPECT_THAT(read(0), ElementsAre(0.75F, 0.25F, 0));
  EXPECT_THAT(read(1), IsEmpty());
  EXPECT_THAT(message_of([&] { (void)read(2); }),
              HasSubstr("set.csv:4: c: column \"white\": expected a count of votes"));
  EXPECT_THAT(message_of([&] { (void)read(3); }), HasSubstr("found \"-1\""));
}

TEST(VoteColumns, TakeNamedColumns) {
  const TextSource source("path,w,b\na,6,2\n");
  const VoteColumns from{.columns = {{"b", "black"}, {"w", "white"}}, .others = {}};
  EXPECT_THAT(target_reader(source, ethnicity, {"ethnicity", from})(0),
              ElementsAre(0.75F, 0.25F, 0));
  const VoteColumns twice{.columns = {{"b", "black"}, {"w", "black"}}, .others = {}};
  EXPECT_THAT(message_of([&] {
                (void)target_reader(source, ethnicity, {"ethnicity", twice});
              }),
              HasSubstr("votes in column \"w\" are for \"black\": expected one of white, black, "
                        "other, each once"));
}

TEST(AffectColumns, GiveValenceAndArousal) {
  const TargetHead affect{.attribute = "affect", .kind = TargetKind::affect, .labels = {}};
  const TextSource source(
      "path,valence,arousal\na,0.5,-1\nb,,0.25\nc,-2,-2\nd,,\ne,1.5,0\nf,0,calm\ng,nan,0\n");
  const TargetReader read =
      target_reader(source, affect, {"affect", AffectColumns{.ignore = {"-2"}}});
  EXPECT_THAT(read(0), ElementsAre(0.5F, -1));
  EXPECT_THAT(read(1), ElementsAre(IsNan(), 0.25F));
  EXPECT_THAT(read(2), IsEmpty());
  EXPECT_THAT(read(3), IsEmpty());
  EXPECT_EQ(message_of([&] { (void)read(4); }),
            "set.csv:6: e: column \"valence\": expected a number of -1 to 1, found \"1.5\"");
  EXPECT_THAT(message_of([&] { (void)read(5); }),
              HasSubstr("column \"arousal\": expected a number of -1 to 1, found \"calm\""));
  EXPECT_THAT(message_of([&] { (void)read(6); }), HasSubstr("found \"nan\""));
}

TEST(AffectColumns, AreBroughtToOneRange) {
  const TargetHead affect{.attribute = "affect", .kind = TargetKind::affect, .labels = {}};
  const TextSource source("path,v,a\na,1,9\nb,5,7\n");
  const TargetReader read = target_reader(
      source, affect,
      {"affect",
       AffectColumns{
           .valence = "v", .arousal = "a", .ignore = {}, .range = {.low = 1, .high = 9}}});
  EXPECT_THAT(read(0), ElementsAre(-1, 1));
  EXPECT_THAT(read(1), ElementsAre(0, 0.5F));
}

TEST(AffectColumns, AreForHeadsOfAffect) {
  const TextSource source("path,valence,arousal\na,0,0\n");
  EXPECT_THAT(message_of([&] {
                (void)target_reader(source, gender, {"gender", AffectColumns{}});
              }),
              HasSubstr("for a head of affect"));
  const TargetHead affect{.attribute = "affect", .kind = TargetKind::affect, .labels = {}};
  EXPECT_THAT(message_of([&] {
                (void)target_reader(
                    source, affect,
                    {"affect", NameColumn{.column = "valence", .values = {}, .ignore = {}}});
              }),
              HasSubstr("expected columns of valence and arousal"));
  EXPECT_THAT(message_of([&] {
                (void)target_reader(source, affect,
                                    {"affect", AffectColumns{.ignore = {}, .range = {1, 1}}});
              }),
              HasSubstr("expected a range from a lower to a higher number, found 1 to 1"));
}

}  // namespace
}  // namespace mien::dataset
