#include "dataset/picture_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sets.h"

namespace mien::dataset {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::shared_ptr<const PictureSource> source_of(std::string_view csv) {
  return std::make_shared<TextSource>(csv);
}

NameColumn names(const std::string& column) {
  return {.column = column, .values = {}, .ignore = {}};
}

const TargetHead mood{
    .attribute = "mood", .kind = TargetKind::classes, .labels = {"glad", "sad", "calm"}};
const TargetHead gender{
    .attribute = "gender", .kind = TargetKind::binary, .labels = {"male", "female"}};
const TargetHead identity{.attribute = "identity", .kind = TargetKind::identity, .labels = {}};

TEST(PictureSet, JoinsSourcesThatKnowDifferentThings) {
  const auto first = source_of(
      "path,mood,split\na,glad,train\nb,sad,train\nc,,train\nd,calm,valid\ne,calm,train\n");
  const auto second = source_of("path,sex\nf,male\ng,female\n");
  const std::vector<SourceSelection> selections = {
      {first, SplitColumn{.value = "train"}, {{"mood", names("mood")}}},
      {second, WholeSource{}, {{"gender", names("sex")}}}};
  const PictureSet set = build_set(selections, {mood, gender});
  ASSERT_EQ(set.pictures.size(), 5U);
  EXPECT_EQ(set.unlabelled, 1U);
  EXPECT_THAT(set.sources, ElementsAre(first, second));
  EXPECT_EQ(set.pictures[2].record, 4U);
  EXPECT_THAT(set.pictures[2].targets, ElementsAre(Target{0, 0, 1}, Target{}));
  EXPECT_EQ(set.pictures[4].source, 1U);
  EXPECT_THAT(set.pictures[4].targets, ElementsAre(Target{}, Target{0}));
  EXPECT_THAT(class_counts(set, 0), ElementsAre(1, 1, 1));
  EXPECT_THAT(class_counts(set, 1), ElementsAre(1, 1));
}

TEST(PictureSet, NumbersPeopleBySortedNames) {
  const auto first = source_of("path,label\na,Zoe\nb,Ann\n");
  const auto second = source_of("path,who\nc,Bob\nd,Ann\ne,\n");
  const std::vector<SourceSelection> selections = {
      {first, WholeSource{}, {{"identity", names("label")}}},
      {second, WholeSource{}, {{"identity", names("who")}}}};
  const PictureSet set = build_set(selections, {identity});
  EXPECT_THAT(set.heads.front().labels, ElementsAre("Ann", "Bob", "Zoe"));
  EXPECT_THAT(set.pictures[0].targets.front(), ElementsAre(2));
  EXPECT_THAT(set.pictures[3].targets.front(), ElementsAre(0));
  EXPECT_THAT(class_counts(set, 0), ElementsAre(2, 1, 1));

  // A validation set takes the numbers of the training set, and names a stranger.
  const std::vector<SourceSelection> valid = {
      {source_of("path,label\na,Zoe\n"), WholeSource{}, {{"identity", names("label")}}}};
  EXPECT_THAT(build_set(valid, set.heads).pictures[0].targets.front(), ElementsAre(2));
  const std::vector<SourceSelection> stranger = {
      {source_of("path,label\na,Tom\n"), WholeSource{}, {{"identity", names("label")}}}};
  EXPECT_THAT(message_of([&] { (void)build_set(stranger, set.heads); }),
              HasSubstr("expected one of Ann, Bob, Zoe"));
}

TEST(PictureSet, CountsSharesOfClassesAndWeighsThem) {
  const auto source = source_of("path,glad,sad,calm\na,6,2,0\nb,8,0,0\nc,0,0,5\n");
  const std::vector<SourceSelection> selections = {
      {source, WholeSource{}, {{"mood", VoteColumns{}}}}};
  const std::vector<double> counts = class_counts(build_set(selections, {mood}), 0);
  EXPECT_THAT(counts, ElementsAre(1.75, 0.25, 1));
  EXPECT_THAT(class_weights(counts), ElementsAre(1, 7, 1.75));
  // The counts of AffectNet's training set, as the paper has them: happy, contempt.
  EXPECT_THAT(class_weights(std::vector<double>{134415, 3750, 0}),
              ElementsAre(1, DoubleEq(134415.0 / 3750), 0));
  EXPECT_THAT(class_weights({}), IsEmpty());
}

TEST(PictureSet, NamesAClassWithoutPictures) {
  const auto source = source_of("path,mood,sex\na,glad,\nb,sad,\n");
  const std::vector<SourceSelection> selections = {
      {source, WholeSource{}, {{"mood", names("mood")}, {"gender", names("sex")}}}};
  const auto error = [&](std::vector<TargetHead> heads, const PictureSetOptions& options) {
    const std::vector<SourceSelection> only = {{source, WholeSource{}, {{"mood", names("mood")}}}};
    return message_of([&] { (void)build_set(only, std::move(heads), options); });
  };
  EXPECT_THAT(error({mood}, {}),
              HasSubstr("labels of mood: expected pictures of each class, found none of \"calm\""));
  EXPECT_EQ(error({mood}, {.require_all_classes = false}), "");
  EXPECT_THAT(error({mood, gender}, {.require_all_classes = false}),
              HasSubstr("labels of gender: expected labelled pictures, found none among 2"));
}

TEST(PictureSet, RefusesMappingsThatMakeNoSense) {
  const auto source = source_of("path,mood\na,\n");
  const auto error = [&](std::vector<LabelMapping> mappings, std::vector<TargetHead> heads) {
    const std::vector<SourceSelection> selections = {{source, WholeSource{}, std::move(mappings)}};
    return message_of([&] { (void)build_set(selections, std::move(heads)); });
  };
  EXPECT_THAT(error({{"mood", names("mood")}}, {mood}),
              HasSubstr("expected labelled pictures, found none among 1"));
  EXPECT_THAT(error({{"age", names("mood")}}, {mood}),
              HasSubstr("labels of age: expected a head of this name"));
  EXPECT_THAT(error({{"mood", names("mood")}, {"mood", names("mood")}}, {mood}),
              HasSubstr("found two"));
  EXPECT_THAT(error({}, {mood, mood}), HasSubstr("expected a head of its own name"));
  EXPECT_THAT(error({}, {{.attribute = "x", .kind = TargetKind::binary, .labels = {"one"}}}),
              HasSubstr("labels of x: expected a head"));
}

}  // namespace
}  // namespace mien::dataset
