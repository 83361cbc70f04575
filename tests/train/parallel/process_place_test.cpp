#include <gmock/gmock.h>

#include <cstdlib>

#include "mien/core/error.h"
#include "train/parallel/process_group.h"

namespace mien::train {
namespace {

using ::testing::HasSubstr;

class ProcessPlaceTest : public ::testing::Test {
 protected:
  void SetUp() override { forget(); }
  // Programs that other tests start would take themselves for one of several processes.
  void TearDown() override { forget(); }

  static void forget() {
    for (const char* name : {"RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"}) ::unsetenv(name);
  }

  static void set(const char* name, const char* value) { ::setenv(name, value, 1); }

  static std::string error() {
    try {
      (void)place_from_environment();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      return error.what();
    }
    return "no error";
  }
};

TEST_F(ProcessPlaceTest, IsNoneForOneProcess) {
  EXPECT_FALSE(place_from_environment().has_value());
  set("WORLD_SIZE", "1");
  EXPECT_FALSE(place_from_environment().has_value());
}

TEST_F(ProcessPlaceTest, ReadsTheVariablesOfTorchrun) {
  set("WORLD_SIZE", "4");
  set("RANK", "3");
  set("MASTER_ADDR", "node-1");
  set("MASTER_PORT", "29501");
  const auto place = place_from_environment();
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->world_size, 4);
  EXPECT_EQ(place->rank, 3);
  EXPECT_EQ(place->address, "node-1");
  EXPECT_EQ(place->port, 29501);
}

TEST_F(ProcessPlaceTest, NamesTheVariableThatIsWrong) {
  set("WORLD_SIZE", "two");
  EXPECT_THAT(error(), HasSubstr("WORLD_SIZE: expected a whole number from 1"));
  set("WORLD_SIZE", "2");
  EXPECT_THAT(error(), HasSubstr("RANK: expected a whole number from 0 to 1, found nothing"));
  set("RANK", "2");
  EXPECT_THAT(error(), HasSubstr("RANK: expected a whole number from 0 to 1, found \"2\""));
  set("RANK", "1");
  EXPECT_THAT(error(), HasSubstr("MASTER_PORT"));
  set("MASTER_PORT", "29500x");
  EXPECT_THAT(error(), HasSubstr("found \"29500x\""));
  set("MASTER_PORT", "29500");
  EXPECT_THAT(error(), HasSubstr("MASTER_ADDR"));
}

}  // namespace
}  // namespace mien::train
