#include "paper/writers/row_json.h"

#include <gmock/gmock.h>

#include <cmath>

#include "mien/core/error.h"
#include "paper/writers/small_table.h"

namespace mien::paper {
namespace {

TEST(RowJson, ReadsWhatItWrote) {
  const std::vector<TableRow> rows = small_table().rows;
  const auto json = rows_json(rows);
  const std::vector<TableRow> read = rows_of_json(json, "x.json");
  ASSERT_EQ(read.size(), rows.size());
  EXPECT_EQ(rows_json(read), json);
  EXPECT_TRUE(read[0].paper.empty());
  EXPECT_EQ(read[1].title, "B");
  EXPECT_EQ(read[1].measured[0].interval.high, 92.5);
  EXPECT_FALSE(read[1].measured[0].spread);
  EXPECT_TRUE(std::isnan(read[1].measured[1].interval.low));
}

TEST(RowJson, RefusesOtherJson) {
  for (const char* text : {"[1]", "[{}]", R"([{"group":"","what":"","measured":[{}]}])",
                           R"([{"group":1,"what":"","measured":[]}])"}) {
    EXPECT_THROW((void)rows_of_json(nlohmann::ordered_json::parse(text), "x.json"), Error) << text;
  }
}

}  // namespace
}  // namespace mien::paper
