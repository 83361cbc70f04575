#include "core/counted.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(Counted, WritesOneOfAThingAndSeveral) {
  EXPECT_EQ(counted(0, "photo"), "0 photos");
  EXPECT_EQ(counted(1, "photo"), "1 photo");
  EXPECT_EQ(counted(2, "photo"), "2 photos");
  EXPECT_EQ(counted(1, "person", "people"), "1 person");
  EXPECT_EQ(counted(0, "person", "people"), "0 people");
}

}  // namespace
}  // namespace mien
