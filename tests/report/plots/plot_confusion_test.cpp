#include "report/plots/plot_confusion.h"

#include <gtest/gtest.h>

#include <limits>

#include "mien/core/error.h"
#include "report/well_formed.h"

namespace mien {
namespace {

TEST(PlotConfusion, WritesCountsAndSharesOfRows) {
  const std::vector<std::string> labels = {"male", "female"};
  const std::vector<std::uint64_t> counts = {30, 10, 0, 7};
  const std::string svg = plot_confusion(labels, counts);
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  for (const char* text : {">75.0 %<", ">25.0 %<", ">100.0 %<", ">30<", ">10<", ">40<"})
    EXPECT_EQ(occurrences(svg, text), 1) << text;
  EXPECT_EQ(occurrences(svg, ">7<"), 2);  // the cell and the row's sum
  EXPECT_EQ(occurrences(svg, ">male<"), 2);
  EXPECT_EQ(occurrences(svg, ">0<"), 0);
}

TEST(PlotConfusion, CopesWithHostileInput) {
  const std::vector<std::string> labels = {hostile_text, std::string(500, 'x'), ""};
  const std::vector<std::uint64_t> counts(9, std::numeric_limits<std::uint64_t>::max());
  const std::string svg = plot_confusion(labels, counts, {.title = hostile_text});
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  EXPECT_EQ(occurrences(svg, ">33.3 %<"), 9);
  const std::vector<std::uint64_t> none(9);
  EXPECT_EQ(XmlCheck::problem_of(plot_confusion(labels, none)), "");
}

TEST(PlotConfusion, RefusesWhatDoesNotFit) {
  const std::vector<std::string> labels = {"a", "b"};
  const std::vector<std::uint64_t> counts(4);
  EXPECT_THROW((void)plot_confusion(labels, std::span(counts).first(3)), Error);
  EXPECT_THROW((void)plot_confusion({}, {}), Error);
  EXPECT_THROW((void)plot_confusion(labels, counts, {.title = "", .cell = 1}), Error);
}

}  // namespace
}  // namespace mien
