#include "dataset/split.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "sets.h"

namespace mien::dataset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Pictures of ten people, ten each; every fifth is "rare".
TextSource people() {
  std::string csv = "path,person,kind\n";
  for (int i = 0; i < 100; ++i)
    csv += fmt::format("{}.png,p{},{}\n", i, i / 10, i % 5 == 0 ? "rare" : "usual");
  return TextSource(csv);
}

/// How many of the records have each value of a column.
std::map<std::string, int> counts(const PictureSource& source,
                                  const std::vector<std::size_t>& records,
                                  const std::string& column) {
  std::map<std::string, int> result;
  for (const std::size_t record : records) {
    ++result[std::string(source.records().field(record, *source.records().find_column(column)))];
  }
  return result;
}

void expect_partition(const PictureSource& source, SplitShare first) {
  first.to = 0.8;
  SplitShare second = first;
  second.from = 0.8;
  second.to = 1;
  const auto a = select_records(source, first);
  const auto b = select_records(source, second);
  std::set<std::size_t> both(a.begin(), a.end());
  both.insert(b.begin(), b.end());
  EXPECT_EQ(a.size(), 80U);
  EXPECT_EQ(b.size(), 20U);
  EXPECT_EQ(both.size(), 100U);
  EXPECT_TRUE(std::ranges::is_sorted(a));
  EXPECT_EQ(select_records(source, first), a);
  first.seed += 1;
  EXPECT_NE(select_records(source, first), a);
}

TEST(Split, TakesAllOrTheValueOfAColumn) {
  const TextSource source("path,split\na,train\nb,valid\nc,train\n");
  EXPECT_THAT(select_records(source, WholeSource{}), ElementsAre(0, 1, 2));
  EXPECT_THAT(select_records(source, SplitColumn{.value = "train"}), ElementsAre(0, 2));
  EXPECT_THAT(
      message_of([&] { (void)select_records(source, SplitColumn{.value = "test"}); }),
      HasSubstr("set: expected records with \"test\" in column \"split\", found train, valid"));
  EXPECT_THAT(message_of([&] {
                (void)select_records(source, SplitColumn{.column = "fold", .value = "1"});
              }),
              HasSubstr("expected a column \"fold\" to split by, found path, split"));
}

TEST(Split, SharesHaveNothingInCommonAndLeaveNothingOut) {
  const TextSource source = people();
  expect_partition(source, {});
  expect_partition(source, {.stratify = "kind", .group = ""});
  expect_partition(source, {.stratify = "", .group = "person"});
}

TEST(Split, KeepsTheSharesOfStrata) {
  const TextSource source = people();
  const auto records =
      select_records(source, SplitShare{.from = 0.7, .to = 1, .stratify = "kind", .group = ""});
  const auto actual = counts(source, records, "kind");
  EXPECT_EQ(actual.at("rare"), 6);
  EXPECT_EQ(actual.at("usual"), 24);
}

TEST(Split, KeepsGroupsTogether) {
  const TextSource source = people();
  const auto records =
      select_records(source, SplitShare{.from = 0, .to = 0.3, .stratify = "", .group = "person"});
  const auto actual = counts(source, records, "person");
  EXPECT_EQ(actual.size(), 3U);
  for (const auto& [person, count] : actual) EXPECT_EQ(count, 10) << person;
}

TEST(Split, RefusesImpossibleShares) {
  const TextSource source = people();
  const auto error = [&](const SplitShare& share) {
    return message_of([&] { (void)select_records(source, share); });
  };
  EXPECT_THAT(error({.from = 0.5, .to = 0.5, .stratify = "", .group = ""}),
              HasSubstr("expected a share from 0 to 1"));
  EXPECT_THAT(error({.from = -0.1, .to = 0.5, .stratify = "", .group = ""}),
              HasSubstr("expected a share"));
  EXPECT_THAT(error({.stratify = "kind", .group = "person"}), HasSubstr("found both"));
  EXPECT_THAT(error({.stratify = "colour", .group = ""}), HasSubstr("\"colour\""));
  EXPECT_THAT(error({.from = 0, .to = 0.001, .stratify = "", .group = ""}),
              HasSubstr("found none"));
}

}  // namespace
}  // namespace mien::dataset
