#include "mien/learn/cross_validation.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>

#include "mien/core/error.h"
#include "reference_data.h"

namespace mien {
namespace {

std::size_t rows_in(const std::vector<std::size_t>& folds, std::size_t fold,
                    const std::vector<std::uint32_t>& classes, std::uint32_t of_class) {
  std::size_t count = 0;
  for (std::size_t r = 0; r < folds.size(); ++r) {
    count += folds[r] == fold && classes[r] == of_class ? 1 : 0;
  }
  return count;
}

TEST(StratifiedFolds, HaveTheSameShareOfEachClass) {
  std::vector<std::uint32_t> classes;
  for (std::size_t r = 0; r < 100; ++r) classes.push_back(r < 60 ? 0 : r < 90 ? 1 : 2);
  const auto folds = stratified_folds(classes, {}, 5, 0);
  for (std::size_t fold = 0; fold < 5; ++fold) {
    EXPECT_EQ(rows_in(folds, fold, classes, 0), 12U);
    EXPECT_EQ(rows_in(folds, fold, classes, 1), 6U);
    EXPECT_EQ(rows_in(folds, fold, classes, 2), 2U);
  }
  EXPECT_EQ(stratified_folds(classes, {}, 5, 0), folds);
  EXPECT_NE(stratified_folds(classes, {}, 5, 1), folds);
}

TEST(StratifiedFolds, KeepGroupsTogether) {
  std::vector<std::uint32_t> classes;
  std::vector<std::size_t> groups;
  for (std::size_t r = 0; r < 120; ++r) {
    classes.push_back(static_cast<std::uint32_t>(r * 7 % 3));
    groups.push_back(1000 + r / 4);
  }
  const auto folds = stratified_folds(classes, groups, 4, 3);
  std::map<std::size_t, std::set<std::size_t>> folds_of_group;
  for (std::size_t r = 0; r < 120; ++r) folds_of_group[groups[r]].insert(folds[r]);
  for (const auto& [group, where] : folds_of_group) EXPECT_EQ(where.size(), 1U) << group;
  for (std::size_t fold = 0; fold < 4; ++fold) {
    for (std::uint32_t c = 0; c < 3; ++c) EXPECT_NEAR(rows_in(folds, fold, classes, c), 10, 2);
  }
}

TEST(StratifiedFolds, LeaveOneGroupOutIfThereAreNoMore) {
  const std::vector<std::uint32_t> classes = {0, 1, 0, 1, 0};
  const std::vector<std::size_t> groups = {9, 9, 4, 4, 2};
  EXPECT_EQ(stratified_folds(classes, groups, 10, 0), (std::vector<std::size_t>{0, 0, 1, 1, 2}));
}

TEST(StratifiedFolds, RefuseOneGroupAndOneFold) {
  const std::vector<std::uint32_t> classes = {0, 1};
  const std::vector<std::size_t> groups = {3, 3};
  EXPECT_THROW((void)stratified_folds(classes, groups, 2, 0), Error);
  EXPECT_THROW((void)stratified_folds(classes, {}, 1, 0), Error);
}

/// The first sees only rows that are all but the same, and so guesses.
std::vector<PipelineOptions> kernel_grid() {
  std::vector<PipelineOptions> grid;
  for (const double gamma : {1000.0, 0.05, 0.1}) {
    grid.push_back({{StepKind::standard_scaling}, RbfSvmOptions{.gamma = gamma}});
  }
  return grid;
}

TEST(GridSearch, PrefersTheBetterCandidate) {
  const LabelledFeatures rows = train_rows();
  std::size_t reports = 0;
  const GridSearch result = grid_search(
      rows, {}, kernel_grid(), {.folds = 5, .threads = 2, .progress = [&](auto done, auto total) {
                                  EXPECT_EQ(++reports, done);
                                  EXPECT_EQ(total, 15U);
                                }});
  EXPECT_EQ(reports, 15U);
  EXPECT_NE(result.best, 0U);
  EXPECT_GT(result.scores[result.best].mean, result.scores[0].mean);
  const GridSearch again = grid_search(rows, {}, kernel_grid(), {.folds = 5});
  EXPECT_EQ(again.scores[1].fold_accuracies, result.scores[1].fold_accuracies);
}

TEST(CrossValidate, AnswersForRowsThatWereNotFittedOn) {
  // One neighbour knows rows that it was fitted on by heart; classes here are by chance.
  LabelledFeatures rows = train_rows();
  for (std::size_t r = 0; r < rows.classes.size(); ++r) {
    rows.classes[r] = static_cast<std::uint32_t>((r * 2654435761U >> 16U) % 3);
  }
  const std::array candidates = {PipelineOptions{{}, NearestNeighboursOptions{.neighbours = 1}}};
  const CrossValidation result = cross_validate(rows, {}, candidates, {.folds = 5, .threads = 2});
  std::size_t right = 0;
  for (std::size_t r = 0; r < rows.classes.size(); ++r) {
    right += result.predictions.chosen[r] == rows.classes[r] ? 1 : 0;
  }
  EXPECT_LT(right, 50U);  // of 90; 30 by chance
}

TEST(CrossValidate, ChoosesWithinTheFolds) {
  const LabelledFeatures rows = train_rows();
  const CrossValidation result = cross_validate(rows, {}, kernel_grid(), {.folds = 3});
  ASSERT_EQ(result.chosen.size(), 3U);
  for (const std::size_t candidate : result.chosen) EXPECT_NE(candidate, 0U);
  for (std::size_t r = 0; r < 90; ++r) {
    double sum = 0;
    for (const double share : result.predictions.row(r)) sum += share;
    EXPECT_NEAR(sum, 1, 1e-9);
  }
}

TEST(CrossValidate, TakesFoldsThatLackAClass) {
  // All rows of class 2 are of one group: its fold is answered by those that never saw it.
  LabelledFeatures rows = train_rows();
  std::vector<std::size_t> groups;
  for (std::size_t r = 0; r < rows.classes.size(); ++r) {
    groups.push_back(rows.classes[r] == 2 ? 100 : r % 5);
  }
  const std::array candidates = {PipelineOptions{{StepKind::l2}, LinearSvcOptions{}}};
  const CrossValidation result = cross_validate(rows, groups, candidates, {.folds = 3});
  for (std::size_t r = 0; r < rows.classes.size(); ++r) {
    if (rows.classes[r] == 2) {
      EXPECT_NE(result.predictions.chosen[r], 2U);
    }
  }
}

}  // namespace
}  // namespace mien
