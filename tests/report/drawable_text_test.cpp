#include "report/drawable_text.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(DrawableTextTest, EuropeanLettersLoseTheirAccents) {
  EXPECT_EQ(drawable_text("Zoë Müller-Łęcki 2"), "Zoe Muller-Lecki 2");
  EXPECT_EQ(drawable_text("José Ångström Žižka"), "Jose Angstrom Zizka");
  EXPECT_EQ(drawable_text("Jose\u0301"), "Jose");
  EXPECT_EQ(drawable_text("Ñandú, Þór, ŉ, Œ, ſ"), "Nandu, Tor, n, O, s");
}

TEST(DrawableTextTest, OtherCharactersAreQuestionMarks) {
  EXPECT_EQ(drawable_text("李明"), "??");
  EXPECT_EQ(drawable_text("a\nb\xff"), "a?b?");
  EXPECT_EQ(drawable_text(""), "");
}

}  // namespace
}  // namespace mien
