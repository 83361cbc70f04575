#include "gcn/correlations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "affectnet_graph.h"
#include "core/output_file.h"
#include "mien/core/error.h"
#include "temporary_folder.h"

namespace mien::train {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

// scipy.stats.spearmanr gives these.
TEST(Spearman, CorrelatesRanksAndSharesThoseOfEqualNumbers) {
  const std::vector<float> x = {1, 2, 3, 4, 5};
  EXPECT_NEAR(spearman(x, std::vector<float>{5, 6, 7, 8, 7}), 0.8207826816681233, 1e-12);
  EXPECT_NEAR(spearman(x, std::vector<float>{1, 8, 27, 64, 125}), 1, 1e-12);
  EXPECT_NEAR(spearman(x, std::vector<float>{1, 1, 0, 0, 0}), -0.8660254037844386, 1e-12);
}

TEST(Spearman, LeavesOutRowsThatAreNotKnown) {
  const std::vector<float> x = {1, unknown, 2, 3, 9};
  const std::vector<float> y = {1, 7, 2, 3, unknown};
  EXPECT_NEAR(spearman(x, y), 1, 1e-12);
  EXPECT_EQ(spearman(x, std::vector<float>{unknown, 1, unknown, unknown, 1}), 0);
  EXPECT_EQ(spearman(x, std::vector<float>{2, 2, 2, 2, 2}), 0);
}

// The reference is the published matrix itself: of classes alone, rank correlations follow from how
// many pictures each has.
TEST(RankCorrelations, OfAffectNetsClassesAreThePublishedOnes) {
  const double all = std::accumulate(affectnet_counts.begin(), affectnet_counts.end(), 0.0);
  std::vector<std::vector<float>> columns(affectnet_counts.size());
  for (std::size_t c = 0; c < affectnet_counts.size(); ++c) {
    for (std::size_t k = 0; k < affectnet_counts.size(); ++k) {
      columns[c].insert(columns[c].end(), static_cast<std::size_t>(affectnet_counts[k]),
                        k == c ? 1.0F : 0.0F);
    }
  }
  ASSERT_EQ(columns[0].size(), 283901U);
  ASSERT_EQ(all, 283901);
  const std::vector<double> actual = rank_correlations(columns);
  const std::vector<double> published = affectnet_correlations();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      EXPECT_NEAR(actual[i * columns.size() + j], published[i * affectnet_nodes + j], 6e-7);
    }
  }
}

TEST(RankCorrelations, RefuseColumnsOfDifferentLengths) {
  const std::vector<std::vector<float>> columns = {{1, 2}, {1, 2, 3}};
  EXPECT_THROW((void)rank_correlations(columns), Error);
}

class ReadCorrelations : public testing::Test {
 protected:
  [[nodiscard]] std::vector<double> read(std::string_view text,
                                         const std::vector<std::string>& nodes) const {
    write_file(folder_.path() / "c.csv", text);
    return read_correlations(folder_.path() / "c.csv", nodes);
  }

  TemporaryFolder folder_;
};

TEST_F(ReadCorrelations, GoesByNamesWhateverTheirOrder) {
  EXPECT_THAT(read(",a,b,c\na,1,0.5,-0.25\nb,0.5,1,0\nc,-0.25,0,1\n", {"c", "a"}),
              ElementsAre(1, -0.25, -0.25, 1));
}

TEST_F(ReadCorrelations, OfThePublishedTableGiveThePublishedGraph) {
  const std::filesystem::path table =
      std::filesystem::path(MIEN_SOURCE_DIR) / "recipes" / "affectnet-correlations.csv";
  const std::vector<std::string> nodes = {"neutral", "happiness", "sadness", "surprise", "fear",
                                          "disgust", "anger",     "valence", "arousal"};
  EXPECT_THAT(read_correlations(table, nodes),
              testing::Pointwise(testing::DoubleEq(), affectnet_correlations()));
}

TEST_F(ReadCorrelations, SaysWhatIsWrong) {
  const auto refuses = [&](std::string_view text, const char* message) {
    EXPECT_THAT(
        [&] {
          (void)read(text, {"a", "b"});
        },
        ThrowsMessage<Error>(HasSubstr(message)))
        << text;
  };
  refuses(",a\na,1\n", R"(expected a correlation of "a" and "b", found none)");
  refuses(",a,b\na,1,0.5\nb,0.4,1\n", R"(expected 0.4 for "a" and "b", found 0.5)");
  refuses(",a,b\na,0.9,0.5\nb,0.5,1\n", R"(expected 1 for "a" and "a", found 0.9)");
  refuses(",a,b\na,1,1.5\nb,1.5,1\n", "expected a correlation, -1 to 1, in line 2");
  refuses(",a,b\na,1,nan\nb,nan,1\n", "found \"nan\"");
  refuses(",a,b\na,1\n", "expected 3 fields in line 2, found 2");
  refuses(",a,b\na,1,0\na,1,0\nb,0,1\n", "expected each node once, found \"a\" twice");
  refuses("", "found an empty file");
}

}  // namespace
}  // namespace mien::train
