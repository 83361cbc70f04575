#include "serve/accepted_type.h"

#include <gtest/gtest.h>

namespace mien::serve {
namespace {

const std::vector<std::string> offered = {"application/json", "text/csv", "image/jpeg"};

TEST(AcceptedType, TakesTheFirstOfWhatIsLikedAsMuch) {
  EXPECT_EQ(accepted_type("", offered), "application/json");
  EXPECT_EQ(accepted_type("*/*", offered), "application/json");
  EXPECT_EQ(accepted_type("image/*, text/*", offered), "text/csv");
}

TEST(AcceptedType, WeighsByTheMostExactRange) {
  EXPECT_EQ(accepted_type("text/csv", offered), "text/csv");
  EXPECT_EQ(accepted_type("*/*;q=0.1, image/jpeg", offered), "image/jpeg");
  EXPECT_EQ(accepted_type("application/json;q=0.5,text/csv;q=0.8 , image/*;q=0.7", offered),
            "text/csv");
  EXPECT_EQ(accepted_type("*/*, application/json;q=0", offered), "text/csv");
}

TEST(AcceptedType, KnowsWhenNothingIsLiked) {
  EXPECT_EQ(accepted_type("text/html", offered), "");
  EXPECT_EQ(accepted_type("application/json;q=0", offered), "");
  EXPECT_EQ(accepted_type(",;q=,/,;;", offered), "");
}

}  // namespace
}  // namespace mien::serve
