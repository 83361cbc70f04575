#include "serve/call.h"

#include <gtest/gtest.h>

namespace mien::serve {
namespace {

using Captures = std::map<std::string, std::string>;

TEST(MatchPath, TakesTheSamePathAlone) {
  EXPECT_EQ(match_path("/v1/analyze", "/v1/analyze"), Captures{});
  for (const char* path :
       {"/v1/analyz", "/v1/analyze/", "/v1", "/v1/analyze/x", "", "v1/analyze"}) {
    EXPECT_FALSE(match_path("/v1/analyze", path)) << path;
  }
  EXPECT_EQ(match_path("/", "/"), Captures{});
}

TEST(MatchPath, GivesWhatStandsForNames) {
  EXPECT_EQ(match_path("/v1/live/{id}/frame", "/v1/live/a b/frame"), (Captures{{"id", "a b"}}));
  EXPECT_FALSE(match_path("/v1/live/{id}/frame", "/v1/live//frame"));
  EXPECT_FALSE(match_path("/v1/live/{id}/frame", "/v1/live/a/b/frame"));
}

}  // namespace
}  // namespace mien::serve
