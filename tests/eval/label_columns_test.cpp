#include "eval/label_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "dataset/sets.h"

namespace mien::eval {
namespace {

using dataset::message_of;
using dataset::TextSource;
using testing::HasSubstr;

std::optional<FoundLabels> found_labels(const TextSource& source, const std::string& attribute,
                                        const LabelOptions& options = {}) {
  std::vector<std::size_t> records(source.records().size());
  std::iota(records.begin(), records.end(), 0U);
  return find_labels(source, records, attribute, options);
}

/// The label of each record; empty if it has none.
std::vector<std::string> labels(const TextSource& source, const std::string& attribute,
                                const LabelOptions& options = {}) {
  const dataset::TargetHead head = target_head(attribute);
  const auto labels = found_labels(source, attribute, options);
  if (!labels) return {"no column"};
  const dataset::TargetReader reader = target_reader(source, head, labels->mapping);
  std::vector<std::string> result;
  for (std::size_t record = 0; record < source.records().size(); ++record) {
    const dataset::Target target = reader(record);
    const auto top = std::ranges::max_element(target) - target.begin();
    result.push_back(target.empty() ? "" : head.labels[static_cast<std::size_t>(top)]);
  }
  return result;
}

using Texts = std::vector<std::string>;

TEST(LabelColumns, FindsNamesInUsualColumns) {
  EXPECT_EQ(labels(TextSource("path,label\na,happy\nb,Sadness\nc,\n"), "emotion"),
            (Texts{"happiness", "sadness", ""}));
  EXPECT_EQ(labels(TextSource("path,expression\na,angry\n"), "emotion"), Texts{"anger"});
  EXPECT_EQ(labels(TextSource("path,race\na,East Asian\nb,white\n"), "ethnicity"),
            (Texts{"asian", "white"}));
  EXPECT_EQ(labels(TextSource("path,label\na,man\nb,woman\n"), "gender"),
            (Texts{"male", "female"}));
}

TEST(LabelColumns, PassesOverColumnsOfOtherThings) {
  EXPECT_EQ(labels(TextSource("path,label\na,Ann\nb,Happy\nc,Bob\n"), "emotion"),
            Texts{"no column"});
  EXPECT_EQ(labels(TextSource("path,mood\na,happy\n"), "emotion"), Texts{"no column"});
  EXPECT_EQ(found_labels(TextSource("path,label\na,20\n"), "age").has_value(), false);
}

TEST(LabelColumns, CountsNamesThatAreNoLabel) {
  const TextSource source("path,label\na,happy\nb,bored\nc,sad\nd,bored\ne,fear\n");
  EXPECT_EQ(labels(source, "emotion"), (Texts{"happiness", "", "sadness", "", "fear"}));
  const auto labels_found = found_labels(source, "emotion");
  ASSERT_EQ(labels_found->unknown.size(), 1U);
  EXPECT_EQ(labels_found->unknown.front().name, "bored");
  EXPECT_EQ(labels_found->unknown.front().count, 2U);
  EXPECT_EQ(labels(source, "emotion", {.names = {{"bored", "neutral"}}}),
            (Texts{"happiness", "neutral", "sadness", "neutral", "fear"}));
}

TEST(LabelColumns, SaysWhatNumbersStandInAColumnOfTheRightName) {
  const TextSource source("path,emotion\na,0\nb,1\n");
  const std::vector<std::size_t> records = {0, 1};
  const auto cause = unknown_names(source, records, "emotion");
  ASSERT_TRUE(cause);
  EXPECT_THAT(*cause, HasSubstr("column \"emotion\": expected names such as neutral"));
  EXPECT_THAT(*cause, HasSubstr("found \"0\""));
  EXPECT_FALSE(
      unknown_names(TextSource("path,label\na,0\n"), std::vector<std::size_t>{0}, "emotion"));
}

TEST(LabelColumns, ReadsVotes) {
  const TextSource source(
      "path,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n"
      "a,1,8,1,0,0,0,0,0,0,0\n"
      "b,4,0,3,3,0,0,0,0,0,0\n"
      "c,0,0,0,0,0,0,0,0,0,10\n");
  EXPECT_EQ(found_labels(source, "emotion")->column, "votes");
  EXPECT_EQ(labels(source, "emotion"), (Texts{"happiness", "", ""}));
  EXPECT_EQ(labels(source, "emotion", {.rule = dataset::VoteRule::distribution}),
            (Texts{"happiness", "neutral", ""}));
}

TEST(LabelColumns, ReadsAges) {
  const TextSource source("path,age_group\na,20-29\n");
  const auto ages = found_labels(source, "age");
  ASSERT_TRUE(ages);
  EXPECT_EQ(ages->column, "age_group");
  const dataset::Target target = target_reader(source, target_head("age"), ages->mapping)(0);
  EXPECT_EQ(std::accumulate(target.begin(), target.end(), 0.0F), 10);
  EXPECT_EQ(target[20], 1);
}

TEST(LabelColumns, TakesTheGivenColumn) {
  const TextSource source("path,label,feeling\na,happy,sad\n");
  EXPECT_EQ(labels(source, "emotion", {.columns = {{"emotion", "feeling"}}}), Texts{"sadness"});
}

TEST(LabelColumns, RefusesGivenColumnsWithoutLabels) {
  const TextSource source("path,label,who\na,happy,Ann\n");
  EXPECT_THAT(message_of([&] {
                (void)found_labels(source, "emotion", {.columns = {{"emotion", "x"}}});
              }),
              HasSubstr("expected a column \"x\", found path, label, who"));
  EXPECT_THAT(message_of([&] {
                (void)found_labels(source, "emotion", {.columns = {{"emotion", "who"}}});
              }),
              HasSubstr("found \"Ann\""));
  EXPECT_THAT(message_of([&] {
                (void)found_labels(source, "emotion", {.columns = {{"emotion", "votes"}}});
              }),
              HasSubstr("columns of votes"));
}

}  // namespace
}  // namespace mien::eval
