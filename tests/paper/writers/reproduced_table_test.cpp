#include "paper/writers/reproduced_table.h"

#include <gmock/gmock.h>

#include "paper/writers/small_table.h"

namespace mien::paper {
namespace {

std::vector<std::string> names_of(const ReproducedTable& table) {
  std::vector<std::string> names;
  for (const TableRow& row : table.rows) names.push_back(row.title);
  return names;
}

TEST(MergeRows, FillsTheRowOfTheSameName) {
  ReproducedTable table = small_table();
  merge_rows(table, {{"the paper's data", "A", {}, {{.value = 93}}, "5 pictures", "d", ""}});
  EXPECT_EQ(names_of(table), (std::vector<std::string>{"A", "B", "C | D"}));
  const TableRow& row = table.rows.front();
  EXPECT_EQ(row.paper.front().value, 92.6);
  EXPECT_EQ(row.measured.front().value, 93);
  EXPECT_EQ(row.samples, "5 pictures");
  EXPECT_EQ(row.note, "");
}

TEST(MergeRows, AddsOthersBehindTheirGroup) {
  ReproducedTable table = small_table();
  merge_rows(table, {{"the paper's data", "new", {}, {}, "", "", ""},
                     {"third data", "A", {}, {}, "", "", ""},
                     {"other data", "A", {}, {}, "", "", ""}});
  EXPECT_EQ(names_of(table), (std::vector<std::string>{"A", "B", "new", "C | D", "A", "A"}));
  EXPECT_EQ(table.rows.back().group, "third data");
}

TEST(IsMeasured, NeedsANumber) {
  const ReproducedTable table = small_table();
  EXPECT_FALSE(is_measured(table.rows[0]));
  EXPECT_TRUE(is_measured(table.rows[1]));
  EXPECT_FALSE(is_measured({"", "", {}, {{}, {}}, "", "", ""}));
}

}  // namespace
}  // namespace mien::paper
