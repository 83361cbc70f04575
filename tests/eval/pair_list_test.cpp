#include "eval/pair_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <set>

#include "eval/drawn_source.h"

namespace mien::eval {
namespace {

using dataset::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

/// Forty people, the first with ten photos, ten with three, the others with two.
std::vector<std::size_t> people() {
  std::vector<std::size_t> of(10, 0);
  for (std::size_t person = 1; person < 40; ++person) {
    of.insert(of.end(), person <= 10 ? 3 : 2, person);
  }
  return of;
}

TEST(PairList, NoPersonIsInTwoFoldsAndNoPairTwice) {
  const std::vector<std::size_t> of = people();
  const PairList list = draw_pairs(of, {.folds = 5, .per_fold = 8, .seed = 3});
  EXPECT_EQ(list.per_fold, 8U);
  ASSERT_EQ(list.pairs.size(), 80U);
  std::map<std::size_t, std::size_t> fold_of;
  std::set<std::pair<std::size_t, std::size_t>> known;
  for (const PhotoPair& pair : list.pairs) {
    EXPECT_EQ(pair.same, of[pair.first] == of[pair.second]);
    EXPECT_NE(pair.first, pair.second);
    for (const std::size_t photo : {pair.first, pair.second}) {
      EXPECT_EQ(fold_of.emplace(of[photo], pair.fold).first->second, pair.fold);
    }
    EXPECT_TRUE(known.insert(std::minmax(pair.first, pair.second)).second);
  }
}

TEST(PairList, ASeedAlwaysDrawsTheSame) {
  const std::vector<std::size_t> of = people();
  EXPECT_EQ(draw_pairs(of).pairs, draw_pairs(of).pairs);
  EXPECT_NE(draw_pairs(of, {.seed = 1}).pairs, draw_pairs(of).pairs);
}

TEST(PairList, FoldsHaveAsManyPairsAsThePoorestOfThem) {
  // Two people of two photos in each of two folds: two pairs of one person, four of two.
  const std::vector<std::size_t> of = {0, 0, 1, 1, 2, 2, 3, 3};
  const PairList list = draw_pairs(of, {.folds = 2});
  EXPECT_EQ(list.per_fold, 2U);
  EXPECT_EQ(list.pairs.size(), 8U);
}

TEST(PairList, RefusesTooFewPeople) {
  const std::vector<std::size_t> alone = {0, 0, 0, 1, 1};
  EXPECT_THAT(
      error_of(ErrorCode::input, [&] { static_cast<void>(draw_pairs(alone, {.folds = 2})); }),
      HasSubstr("people for 2 folds"));
  EXPECT_THAT(
      error_of(ErrorCode::usage, [&] { static_cast<void>(draw_pairs(alone, {.folds = 1})); }),
      HasSubstr("2 folds or more"));
}

constexpr std::string_view photos =
    "path,label\nAnn/Ann_0001.jpg,Ann\nAnn/Ann_0002.jpg,Ann\nBo_Li/Bo_Li_0001.jpg,Bo_Li\n"
    "Bo_Li/Bo_Li_0012.jpg,Bo_Li\n";

PairList read(std::string_view text) {
  const DrawnSource source(photos);
  std::vector<std::size_t> records(source.records().size());
  std::iota(records.begin(), records.end(), std::size_t{0});
  return read_lfw_pairs(text, "pairs.txt", source, records);
}

TEST(PairList, ReadsLfwsLayout) {
  const PairList list =
      read("2\t1\r\nAnn\t1\t2\r\nAnn\t1\tBo_Li\t12\r\nBo_Li\t12\t1\nBo_Li\t1\tAnn\t2\n\n");
  EXPECT_EQ(list.folds, 2U);
  EXPECT_EQ(list.per_fold, 1U);
  EXPECT_THAT(list.pairs, ElementsAre(PhotoPair{0, 1, true, 0}, PhotoPair{0, 3, false, 0},
                                      PhotoPair{3, 2, true, 1}, PhotoPair{2, 1, false, 1}));
}

TEST(PairList, NamesTheLineThatIsWrong) {
  const auto message = [](std::string_view text) {
    return error_of(ErrorCode::input, [&] { static_cast<void>(read(text)); });
  };
  EXPECT_THAT(message(""), HasSubstr("FOLDS PAIRS"));
  EXPECT_THAT(message("500\n"), HasSubstr("pairs.txt:1: expected a line \"FOLDS PAIRS\""));
  EXPECT_THAT(message("1 1\n"), HasSubstr("2 folds or more"));
  EXPECT_THAT(message("10 99999999999\n"), HasSubstr("found \"99999999999\""));
  EXPECT_THAT(message("2 1\nAnn 1 2\n"), HasSubstr("expected 4 pairs, found 1"));
  EXPECT_THAT(message("2 1\nAnn 1 Bo_Li 2\n"), HasSubstr("pairs.txt:2: expected \"NAME I J\""));
  EXPECT_THAT(message("2 1\nAnn 1 2\nAnn 1 2\n"), HasSubstr("pairs.txt:3: expected \"NAME I NAME"));
  EXPECT_THAT(message("2 1\nAnn 1 x\n"), HasSubstr("found \"x\""));
  EXPECT_THAT(message("2 1\nAnn 1 3\n"), HasSubstr("expected the photo Ann_0003 in set"));
  EXPECT_THAT(message("2 1\nAnn 1 2\nAnn 1 Bo_Li 1\nAnn 1 2\nAnn 1 Bo_Li 1\nAnn 1 2\n"),
              HasSubstr("pairs.txt:6: expected the end"));
}

}  // namespace
}  // namespace mien::eval
