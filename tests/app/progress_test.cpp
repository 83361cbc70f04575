#include "app/progress.h"

#include <gtest/gtest.h>

namespace mien::app {
namespace {

TEST(Progress, ShowsShareRateAndRemainingTime) {
  const std::string text = progress_text(50, 200, 10, 100, "pictures");
  EXPECT_EQ(text.substr(0, 7), " 25% [#");
  EXPECT_NE(text.find("50/200  5.0 pictures/s  0:30 left"), std::string::npos) << text;
}

TEST(Progress, FitsTheTerminal) {
  for (int columns = 2; columns < 120; ++columns) {
    EXPECT_LT(progress_text(123, 99999, 3.3, columns, "pictures").size(),
              static_cast<std::size_t>(columns));
  }
}

TEST(Progress, KnowsNothingAtTheStart) {
  EXPECT_NE(progress_text(0, 10, 0, 100, "pictures").find("? left"), std::string::npos);
  EXPECT_EQ(progress_text(0, 0, 1, 100, "pictures").substr(0, 4), "100%");
}

TEST(Progress, WritesLongTimesInHours) {
  EXPECT_NE(progress_text(1, 7201, 1, 100, "pictures").find("2:00:00 left"), std::string::npos);
}

}  // namespace
}  // namespace mien::app
