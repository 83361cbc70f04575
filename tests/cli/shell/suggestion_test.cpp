#include "cli/shell/suggestion.h"

#include <gtest/gtest.h>

namespace mien::cli {
namespace {

TEST(Suggestion, CountsTheLettersToChange) {
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("analyze", "analyze"), 0U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("analyse", "analyze"), 1U);
}

TEST(Suggestion, CountsTwoExchangedLettersAsOneChange) {
  EXPECT_EQ(edit_distance("anaylze", "analyze"), 1U);
  EXPECT_EQ(edit_distance("--jsno", "--json"), 1U);
}

TEST(Suggestion, NamesTheNearestWord) {
  EXPECT_EQ(nearest_word("compre", {"analyze", "compare", "prepare"}), "compare");
  EXPECT_EQ(nearest_word("--anotate", {"--json", "--annotate"}), "--annotate");
}

TEST(Suggestion, NamesAWordByItsBeginning) {
  EXPECT_EQ(nearest_word("--embed", {"--json", "--embeddings"}), "--embeddings");
}

TEST(Suggestion, SaysNothingIfNoWordIsNear) {
  EXPECT_EQ(nearest_word("photos", {"analyze", "compare"}), std::nullopt);
  EXPECT_EQ(nearest_word("--", {"--json"}), std::nullopt);
}

}  // namespace
}  // namespace mien::cli
