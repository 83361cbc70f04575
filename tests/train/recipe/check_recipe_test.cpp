#include "train/recipe/check_recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recipe_text.h"

namespace mien::train {
namespace {

using testing::HasSubstr;

std::string changed(std::string_view old, std::string_view now) {
  return refusal(with(least_recipe, old, now));
}

std::string extended(std::string_view more) {
  return refusal(std::string(least_recipe) + std::string(more));
}

TEST(CheckRecipe, NameIsLowerCase) {
  EXPECT_EQ(changed("\"least\"", "\"A b\""),
            "r.toml: \"name\": expected lower-case letters, digits and hyphens, found \"A b\"");
  EXPECT_THAT(changed("\"least\"", "\"\""), HasSubstr("\"name\": expected lower-case"));
}

TEST(CheckRecipe, InputSaysSizeAndNormalisation) {
  EXPECT_EQ(changed("size = 32\n", ""),
            "r.toml: \"input.size\": expected pixels, 8 to 4096, found nothing");
  EXPECT_EQ(changed("mean = [0, 0, 0]", "mean = [0, 0]"),
            "r.toml: \"input.mean\": expected three numbers, in the order of input.colour, found 2 "
            "numbers");
  EXPECT_THAT(changed("scale = [1, 1, 1]\n", ""), HasSubstr("\"input.scale\": expected three"));
  EXPECT_EQ(changed("scale = [1, 1, 1]", "scale = [1, 0, 1]"),
            "r.toml: \"input.scale\": expected numbers other than 0, found 0");
}

TEST(CheckRecipe, GraphsJoinHeadsOfClassesAndAffectOnTheFeatures) {
  const auto graph = [](std::string_view keys) {
    return extended("[graph]\nembeddings = \"random\"\n" + std::string(keys));
  };
  EXPECT_EQ(graph(""), "r.toml: \"graph.heads\": expected one of emotion, found none");
  EXPECT_EQ(graph(R"(heads = ["gender"])"),
            "r.toml: \"graph.heads\": expected one of emotion, found \"gender\"");
  EXPECT_EQ(graph(R"(heads = ["emotion", "emotion"])"),
            "r.toml: \"graph.heads\": expected each head once, found \"emotion\" twice");
  EXPECT_EQ(graph("heads = [\"emotion\"]\nwords = { joy = \"happy\" }"),
            "r.toml: \"graph.words\": expected one of anger, arousal, neutral, valence, found "
            "\"joy\"");
  EXPECT_EQ(graph(R"(heads = ["emotion"])"), "no error");
  EXPECT_THAT(extended("[graph]\nheads = [\"emotion\"]\n"), HasSubstr("graph.embeddings"));
}

TEST(CheckRecipe, HeadsHaveWhatTheirKindNeeds) {
  EXPECT_EQ(changed(R"(["neutral", "anger"])", R"(["neutral"])"),
            "r.toml: \"heads[0].labels\": expected at least two labels, found 1 labels");
  EXPECT_EQ(changed(R"("classes"
labels = ["neutral", "anger"])",
                    R"("binary"
labels = ["a", "b", "c"])"),
            "r.toml: \"heads[0].labels\": expected two labels, found 3 labels");
  EXPECT_EQ(changed("kind = \"classes\"", "kind = \"age\""),
            "r.toml: \"heads[0].labels\": expected none for ages, found 2 labels");
  EXPECT_EQ(changed("kind = \"classes\"", "kind = \"affect\""),
            "r.toml: \"heads[0].labels\": expected none for valence and arousal, found 2 labels");
  EXPECT_EQ(changed(R"(["neutral", "anger"])", R"(["anger", "anger"])"),
            "r.toml: \"heads[0].labels\": expected different labels, found one twice");
}

TEST(CheckRecipe, PriorsAreSharesOfTheLabels) {
  const auto with_prior = [](std::string_view prior) {
    return changed("labels = [", std::string("prior = ") + std::string(prior) + "\nlabels = [");
  };
  EXPECT_EQ(
      with_prior("[1]"),
      "r.toml: \"heads[0].prior\": expected a number above 0 for each label, with a sum of 1, "
      "found 1 with a sum of 1");
  EXPECT_THAT(with_prior("[0.5, 0.6]"), HasSubstr("found 2 with a sum of 1.1"));
  EXPECT_THAT(with_prior("[1, 0]"), HasSubstr("expected a number above 0"));
  EXPECT_EQ(with_prior("[0.75, 0.25]"), "no error");
  EXPECT_THAT(changed("labels = [", "offsets = [1]\nlabels = ["),
              HasSubstr("\"heads[0].offsets\": expected a number for each label, found 1"));
}

TEST(CheckRecipe, HeadsAndLayersReferToEachOther) {
  EXPECT_EQ(changed("labels = [", "from = \"shared\"\nlabels = ["),
            "r.toml: \"heads[0].from\": expected one of features, found \"shared\"");
  EXPECT_EQ(extended("[[hidden]]\nname = \"a\"\nfrom = \"b\"\n"),
            "r.toml: \"hidden[0].from\": expected one of features, found \"b\"");
  EXPECT_EQ(extended("[[hidden]]\nname = \"a\"\n[[hidden]]\nname = \"a\"\n"),
            "r.toml: \"hidden[1].name\": expected a name of its own, found \"a\"");
  EXPECT_EQ(extended(R"([[heads]]
attribute = "emotion"
kind = "age"
)"),
            "r.toml: \"heads[1].attribute\": expected an attribute of its own, found \"emotion\"");
  // A head and a layer share one name space: their parameters are named alike.
  EXPECT_EQ(extended("[[hidden]]\nname = \"emotion\"\n"),
            "r.toml: \"heads[0].attribute\": expected a name that no hidden layer has, found "
            "\"emotion\"");
}

TEST(CheckRecipe, DataAreThereAndLabelHeads) {
  EXPECT_EQ(changed("use = \"validate\"", "use = \"train\""),
            "r.toml: \"data\": expected at least one entry with use = \"validate\", found none");
  EXPECT_EQ(changed("use = \"train\"", "use = \"validate\""),
            "r.toml: \"data\": expected at least one entry with use = \"train\", found none");
  EXPECT_EQ(changed("[[data.labels]]\nattribute = \"emotion\"",
                    "[[data.labels]]\nattribute = \"gender\""),
            "r.toml: \"data[0].labels.attribute\": expected one of emotion, found \"gender\"");
  EXPECT_EQ(changed("[[data.labels]]", R"([[data.labels]]
attribute = "emotion"
names = { column = "other" }
[[data.labels]])"),
            "r.toml: \"data[0].labels.attribute\": expected each attribute once, found \"emotion\" "
            "twice");
}

TEST(CheckRecipe, StagesHaveNames) {
  EXPECT_EQ(changed("[[stages]]\nname = \"all\"\ntrain = \"all\"\n", ""),
            "r.toml: \"stages\": expected at least one stage, found none");
  EXPECT_EQ(extended("[[stages]]\nname = \"all\"\ntrain = \"heads\"\n"),
            "r.toml: \"stages[1].name\": expected a name of its own, found \"all\"");
}

TEST(CheckRecipe, ValidationFitsAHead) {
  EXPECT_EQ(extended("[validate]\nattribute = \"age\"\n"),
            "r.toml: \"validate.attribute\": expected the attribute of a head, found \"age\"");
  EXPECT_EQ(extended("[validate]\nmetric = \"MAE\"\n"),
            "r.toml: \"validate.metric\": expected one of accuracy, balanced accuracy, found "
            "\"MAE\"");
  EXPECT_EQ(extended("[[heads]]\nattribute = \"age\"\nkind = \"age\"\n[validate]\nattribute = "
                     "\"age\"\n"),
            "r.toml: \"validate.metric\": expected one of MAE, found \"accuracy\"");
  EXPECT_EQ(extended("[[heads]]\nattribute = \"affect\"\nkind = \"affect\"\n[validate]\n"
                     "attribute = \"affect\"\n"),
            "r.toml: \"validate.metric\": expected one of CCC, found \"accuracy\"");
}

TEST(CheckRecipe, AcceptsTheLeast) {
  EXPECT_NO_THROW(check_recipe(parse_recipe(least_recipe, "r.toml"), "r.toml"));
}

}  // namespace
}  // namespace mien::train
