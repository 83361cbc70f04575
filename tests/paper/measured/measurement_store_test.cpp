#include "paper/measured/measurement_store.h"

#include <gmock/gmock.h>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "paper/writers/small_table.h"
#include "temporary_folder.h"

namespace mien::paper {
namespace {

class MeasurementStoreTest : public testing::Test {
 protected:
  /// How often it measured to give the rows of "t" with a key.
  int measured(const nlohmann::ordered_json& key, bool anew = false) {
    int times = 0;
    const MeasurementStore store(folder.path() / "kept", anew);
    const std::vector<TableRow> rows = store.rows("t", key, [&] {
      ++times;
      return small_table().rows;
    });
    EXPECT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[1].measured[0].value, 90.25);
    return times;
  }

  TemporaryFolder folder;
};

TEST_F(MeasurementStoreTest, MeasuresOnceForAKey) {
  EXPECT_EQ(measured({{"data", "1"}}), 1);
  EXPECT_EQ(measured({{"data", "1"}}), 0);
  EXPECT_EQ(measured({{"data", "2"}}), 1);
  EXPECT_EQ(measured({{"data", "2"}}), 0);
}

TEST_F(MeasurementStoreTest, MeasuresAnewIfAsked) {
  EXPECT_EQ(measured({{"data", "1"}}), 1);
  EXPECT_EQ(measured({{"data", "1"}}, true), 1);
}

TEST_F(MeasurementStoreTest, ADamagedFileCountsAsNone) {
  const auto file = folder.path() / "kept" / "t.json";
  for (const char* text :
       {"", "{", "[]", R"({"key":{"data":"1"}})", R"({"key":{"data":"1"},"rows":[1]})"}) {
    measured({{"data", "1"}});
    write_file(file, text);
    EXPECT_EQ(measured({{"data", "1"}}), 1) << text;
  }
}

TEST_F(MeasurementStoreTest, AFailedMeasurementKeepsNothing) {
  const MeasurementStore store(folder.path() / "kept", false);
  const auto fail = []() -> std::vector<TableRow> { throw Error(ErrorCode::cancelled, "no"); };
  EXPECT_THROW((void)store.rows("t", {}, fail), Error);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "kept"));
}

TEST_F(MeasurementStoreTest, NeedsAFolder) {
  write_file(folder.path() / "file", "x");
  EXPECT_THROW(MeasurementStore(folder.path() / "file", false), Error);
}

}  // namespace
}  // namespace mien::paper
