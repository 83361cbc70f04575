#include "eval/groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/sets.h"

namespace mien::eval {
namespace {

using dataset::message_of;
using dataset::TextSource;
using testing::ElementsAre;
using testing::HasSubstr;

dataset::PictureSet set_of(const std::string& csv) {
  dataset::PictureSet set;
  set.sources.push_back(std::make_shared<TextSource>(csv));
  for (std::size_t i = 0; i < set.sources.front()->records().size(); ++i) {
    set.pictures.push_back({0, i, {}});
  }
  return set;
}

TEST(Groups, AreTheValuesOfAColumnInOrder) {
  const PictureGroups groups = picture_groups(
      set_of("path,age_group\na,10-19\nb,3-9\nc,\nd,10-19\ne,more than 70\n"), "age_group");
  EXPECT_THAT(groups.names, ElementsAre("3-9", "10-19", "more than 70"));
  EXPECT_THAT(groups.of, ElementsAre(1U, 0U, std::nullopt, 1U, 2U));
}

TEST(Groups, OfManyAgesAreDecades) {
  std::string csv = "path,age\nlast,100\n";
  for (int age = 5; age < 30; ++age)
    csv += "p" + std::to_string(age) + "," + std::to_string(age) + "\n";
  const PictureGroups groups = picture_groups(set_of(csv), "age");
  EXPECT_THAT(groups.names, ElementsAre("0-9", "10-19", "20-29", "100-109"));
  EXPECT_EQ(groups.of[0], 3U);
  EXPECT_EQ(groups.of[5], 0U);  // 9
  EXPECT_EQ(groups.of[6], 1U);  // 10
}

TEST(Groups, UsualOnesAreThoseThatVary) {
  const auto groups = usual_groups(
      set_of("path,gender,race,ethnicity,subject\na,male,x,white,1\nb,female,x,black,2\n"));
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].column, "gender");
  EXPECT_EQ(groups[1].column, "ethnicity");
}

TEST(Groups, ClustersAreNumbersOfValues) {
  EXPECT_THAT(clusters_of(set_of("path,who\na,Ann\nb,Bob\nc,Ann\n"), "who"),
              ElementsAre(0U, 1U, 0U));
}

TEST(Groups, RefusesColumnsThatAreAbsentOrOfTooManyValues) {
  EXPECT_THAT(message_of([] { (void)picture_groups(set_of("path,a\nx,1\n"), "b"); }),
              HasSubstr("expected a column \"b\" to group by, found path, a"));
  std::string csv = "path\n";
  for (int i = 0; i < 101; ++i) csv += "p" + std::to_string(i) + "\n";
  EXPECT_THAT(message_of([&] { (void)picture_groups(set_of(csv), "path"); }),
              HasSubstr("expected at most 100 different values to group by, found 101"));
}

}  // namespace
}  // namespace mien::eval
