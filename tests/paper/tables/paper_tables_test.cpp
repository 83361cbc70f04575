#include "paper/tables/paper_tables.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "mien/core/error.h"

namespace mien::paper {
namespace {

const TableRow& row_of(const ReproducedTable& table, const std::string& group,
                       const std::string& name) {
  const auto row = std::ranges::find_if(table.rows, [&](const TableRow& other) {
    return other.group.starts_with(group) && other.title == name;
  });
  if (row == table.rows.end()) throw std::runtime_error("no row " + name);
  return *row;
}

TEST(PaperTables, HoldThePapersNumbers) {
  const ReproducedTable first = paper_table(1);
  EXPECT_EQ(row_of(first, "LFW", "MobileNet-v1").paper[1].value, 92.60);
  EXPECT_EQ(row_of(first, "LFW", "MobileNet-v1").paper[1].spread, 4.01);
  const ReproducedTable second = paper_table(2);
  EXPECT_EQ(row_of(second, affectnet_tuned, "MobileNet-v1").paper[0].value, 60.20);
  EXPECT_EQ(row_of(second, "AffectNet, head only", "MobileNet-v1").paper[1].value, 45.17);
  EXPECT_FALSE(row_of(second, affectnet_tuned, "RexNet-150").paper[0].value);
  EXPECT_EQ(row_of(paper_table(3), "", "nfnet-f0").paper[0].value, 621.1);
  EXPECT_NEAR(*row_of(paper_table(3), "", "mobilenet-v1").paper[1].value, 40.6 / 58.7, 1e-12);
  EXPECT_TRUE(row_of(paper_table(3), "", "inception-resnet-v1").paper.empty());
  EXPECT_EQ(row_of(paper_table(4), afew_clips, "EfficientNet-B0").paper[0].value, 59.27);
  EXPECT_EQ(row_of(paper_table(5), vgaf_clips, "MobileNet-v1").paper[0].value, 68.92);
  EXPECT_EQ(row_of(paper_table(6), "UTKFace in the wild, 23", "MobileNet-v1").paper[1].value, 5.74);
  EXPECT_EQ(row_of(paper_table(7), "UTKFace", "new fc layer").paper[3].value, 87.6);
}

TEST(PaperTables, SayWhatIsMissing) {
  for (int number = 1; number <= paper_table_count; ++number) {
    const ReproducedTable table = paper_table(number);
    EXPECT_EQ(table.id, "table-" + std::to_string(number));
    EXPECT_FALSE(table.caption.empty());
    std::set<std::pair<std::string, std::string>> names;
    for (const TableRow& row : table.rows) {
      EXPECT_FALSE(is_measured(row)) << row.title;
      EXPECT_FALSE(row.note.empty()) << table.id << " " << row.title;
      EXPECT_LE(row.paper.size(), table.columns.size());
      EXPECT_TRUE(names.emplace(row.group, row.title).second) << row.title;
    }
  }
}

TEST(PaperTables, ThereAreSeven) {
  EXPECT_THROW((void)paper_table(0), Error);
  EXPECT_THROW((void)paper_table(8), Error);
}

}  // namespace
}  // namespace mien::paper
