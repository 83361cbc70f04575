#include "train/recipe/recipe_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/output_file.h"
#include "full_recipe.h"
#include "recipe_text.h"
#include "temporary_folder.h"

namespace mien::train {
namespace {

using testing::HasSubstr;

TEST(ParseRecipe, ReadsEveryKey) {
  const Recipe recipe = parse_recipe(full_recipe, "r.toml");
  EXPECT_EQ(recipe.name, "full-1");
  EXPECT_EQ(recipe.data_terms, "drawn \"pictures\"");
  EXPECT_EQ(recipe.seed, std::uint64_t{1} << 53U);
  EXPECT_EQ(recipe.checkpoint_minutes, 0.1);
  EXPECT_EQ(recipe.network.architecture, "rexnet-150");
  EXPECT_EQ(recipe.network.momentum, 0.03);
  EXPECT_EQ(recipe.input.width, 97);
  EXPECT_EQ(recipe.input.height, 97);
  EXPECT_EQ(recipe.input.colour, ColourOrder::bgr);
  EXPECT_EQ(recipe.input.mean, std::vector<float>({103.939F, 116.779F, 123.68F}));
  EXPECT_EQ(recipe.input.resize, ResizeRule::area);
  EXPECT_EQ(recipe.crop.margin, 0.3F);
  EXPECT_EQ(recipe.crop.shape, CropShape::square);
  ASSERT_EQ(recipe.hidden.size(), 2U);
  EXPECT_EQ(recipe.hidden[1].from, "shared");
  ASSERT_EQ(recipe.heads.size(), 5U);
  EXPECT_EQ(recipe.heads[0].class_weight_limit, 20);
  EXPECT_EQ(recipe.heads[0].prior, (std::vector<float>{0.75F, 0.25F}));
  EXPECT_EQ(recipe.heads[0].class_weight_mean, ClassWeightMean::weights);
  EXPECT_EQ(recipe.heads[1].kind, dataset::TargetKind::binary);
  EXPECT_EQ(recipe.heads[2].age_top, 5);
  ASSERT_TRUE(recipe.heads[3].arcface);
  EXPECT_EQ(recipe.heads[3].arcface->margin, 0.35);
  EXPECT_FALSE(recipe.heads[4].tanh);
  EXPECT_EQ(recipe.heads[4].affect.ccc_weight, 0.5);
  EXPECT_EQ(recipe.heads[4].affect.mse_weight, 3);
  EXPECT_EQ(recipe.heads[4].affect.ccc_least, 4);
  EXPECT_TRUE(recipe.heads[4].affect.published_ccc);
  EXPECT_FALSE(recipe.heads[0].bias);
  EXPECT_TRUE(recipe.network.features.maximum);
  EXPECT_FALSE(recipe.network.features.last_activation);
  EXPECT_EQ(recipe.network.features.scale, 0.25);
  ASSERT_TRUE(recipe.graph);
  EXPECT_THAT(recipe.graph->heads, testing::ElementsAre("affect"));
  EXPECT_EQ(recipe.graph->embeddings, "words.txt");
  EXPECT_EQ(recipe.graph->embedding_size, 50);
  EXPECT_EQ(recipe.graph->words.at("valence"), "pleasant");
  EXPECT_EQ(recipe.graph->correlations, "c.csv");
  EXPECT_EQ(recipe.graph->edges.rule, EdgeRule::all);
  EXPECT_EQ(recipe.graph->edges.threshold, 0.2);
  EXPECT_EQ(recipe.graph->edges.self_weight, 0.25);
  EXPECT_EQ(recipe.graph->hidden, 64);
  EXPECT_FALSE(recipe.stages.at(0).optimizer.nesterov);
  EXPECT_TRUE(recipe.stages.at(0).decay_all);
  EXPECT_FALSE(recipe.stages.at(0).drop_last);
  ASSERT_EQ(recipe.teachers.size(), 2U);
  EXPECT_TRUE(recipe.teachers[0].grey);
  EXPECT_EQ(recipe.teachers[0].side, 48);
  ASSERT_EQ(recipe.data.size(), 3U);
  EXPECT_EQ(std::get<dataset::SplitColumn>(recipe.data[0].split).column, "usage");
  EXPECT_EQ(std::get<dataset::SplitShare>(recipe.data[1].split).group, "person");
  EXPECT_TRUE(std::holds_alternative<dataset::WholeSource>(recipe.data[2].split));
  const auto& votes = std::get<dataset::VoteColumns>(recipe.data[0].labels[0].from);
  ASSERT_EQ(votes.columns.size(), 2U);
  EXPECT_EQ(votes.columns[0].column, "happy");
  EXPECT_EQ(votes.columns[0].label, "anger");
  EXPECT_FALSE(votes.drop_single);
  EXPECT_TRUE(std::get<dataset::AgeColumn>(recipe.data[0].labels[1].from).clamp);
  EXPECT_EQ(std::get<dataset::NameColumn>(recipe.data[0].labels[2].from).values.at("m"), "male");
  const auto& affect = std::get<dataset::AffectColumns>(recipe.data[0].labels[3].from);
  EXPECT_EQ(affect.valence, "v");
  EXPECT_EQ(affect.arousal, "a");
  EXPECT_TRUE(affect.ignore.contains("-2"));
  EXPECT_EQ(affect.range.low, -10);
  EXPECT_EQ(recipe.augment.geometry.border, dataset::Border::reflect);
  EXPECT_EQ(recipe.augment.degrade.side.low, 24);
  EXPECT_EQ(recipe.augment.erase.fill, dataset::EraseFill::mean);
  ASSERT_EQ(recipe.stages.size(), 2U);
  EXPECT_EQ(recipe.stages[0].train, Trained::heads);
  EXPECT_EQ(recipe.stages[0].optimizer.kind, OptimizerKind::sgd);
  EXPECT_EQ(recipe.stages[0].sam_rho, 0.05);
  EXPECT_EQ(recipe.stages[0].patience, 2);
  EXPECT_FALSE(recipe.stages[0].bfloat16);
  EXPECT_TRUE(recipe.validate.flip);
  EXPECT_TRUE(recipe.output.features);
  EXPECT_FALSE(recipe.output.temperature);
}

TEST(FormatRecipe, IsReadBackToTheSame) {
  for (const std::string_view text : {full_recipe, least_recipe}) {
    const std::string written = format_recipe(parse_recipe(text, "r.toml"));
    EXPECT_EQ(format_recipe(parse_recipe(written, "written.toml")), written);
  }
}

TEST(FormatRecipe, LosesNothing) {
  // Every key and value of the full recipe stands in what is written.
  const Recipe recipe = parse_recipe(full_recipe, "r.toml");
  const std::string written = format_recipe(recipe);
  const Recipe back = parse_recipe(written, "written.toml");
  EXPECT_EQ(back.seed, recipe.seed);
  EXPECT_EQ(back.crop.margin, recipe.crop.margin);
  EXPECT_EQ(back.input.scale, recipe.input.scale);
  EXPECT_EQ(back.heads[3].arcface->scale, 30);
  EXPECT_FALSE(back.heads[0].arcface);
  EXPECT_EQ(back.augment.colour.gamma.low, recipe.augment.colour.gamma.low);
  EXPECT_EQ(back.stages[0].optimizer.beta2, 0.99);
  std::size_t begin = 0;
  while (begin < full_recipe.size()) {
    const std::size_t end = full_recipe.find('\n', begin);
    const std::string_view line = full_recipe.substr(begin, end - begin);
    begin = end + 1;
    const std::size_t equals = line.find(" = ");
    if (equals == std::string_view::npos) continue;
    const std::string key(line.substr(0, equals));
    // An inline table becomes one of its own.
    EXPECT_THAT(written, testing::AnyOf(HasSubstr(key + " = "), HasSubstr("." + key + "]")));
  }
}

TEST(FormatRecipe, SaysTheDefaults) {
  const std::string written = format_recipe(parse_recipe(least_recipe, "r.toml"));
  for (const char* line :
       {"seed = 1", "loader_threads = 2", "max_corrupt_share = 0.01", "checkpoint_minutes = 5.0",
        "weights = 'random'", "dropout = 0.2", "batch = 64", "epochs = 1", "optimizer = 'adamw'",
        "learning_rate = 0.0001", "head_learning_rate = 0.001", "metric = 'accuracy'",
        "half = true", "colour = 'rgb'", "shape = 'box'", "flip = 0.0"}) {
    std::string quoted = line;
    std::replace(quoted.begin(), quoted.end(), '\'', '"');
    EXPECT_THAT(written, testing::AnyOf(HasSubstr(line), HasSubstr(quoted)));
  }
}

struct Change {
  const char* old;
  const char* now;
  const char* message;
};

TEST(ParseRecipe, NamesKeyExpectedAndFound) {
  const Change changes[] = {
      {"name = \"full-1\"\n", "", "r.toml: \"name\": expected this key, found nothing"},
      {"[network]\narchitecture = \"rexnet-150\"", "[network]",
       "r.toml: \"network.architecture\": expected this key, found nothing"},
      {"seed = 9007199254740992", "seed = -1",
       "r.toml: \"seed\": expected a number from 0 to 9007199254740992, found -1"},
      {"seed = 9007199254740992", "seed = 1.5",
       "r.toml: \"seed\": expected a whole number from 0 to 9007199254740992, found 1.5"},
      {"seed = 9007199254740992", "sead = 1", "r.toml: \"sead\": expected no such key, found 1"},
      {"task = \"emotion, gender, age, identity\"", "task = 3",
       "r.toml: \"task\": expected a text, found 3"},
      {"dropout = 0.35", "dropout = 1",
       "r.toml: \"network.dropout\": expected a number from 0 to 0.99, found 1"},
      {"dropout = 0.35", "dropout = nan",
       "r.toml: \"network.dropout\": expected a number from 0 to 0.99, found null"},
      {"dropout = 0.35", "dropout = \"much\"",
       R"(r.toml: "network.dropout": expected a number from 0 to 0.99, found "much")"},
      {"size = 97", "size = 7",
       "r.toml: \"input.size\": expected a number from 8 to 4096, found 7"},
      {"colour = \"bgr\"", "colour = \"grey\"",
       R"(r.toml: "input.colour": expected one of "rgb", "bgr", found "grey")"},
      {"mean = [103.939, 116.779, 123.68]", "mean = [inf, 0, 0]",
       "r.toml: \"input.mean\": expected a list of finite numbers, found null"},
      {"mean = [103.939, 116.779, 123.68]", "mean = 3",
       "r.toml: \"input.mean\": expected a list of numbers, found 3"},
      {"kind = \"binary\"", "kind = \"yes\"",
       "r.toml: \"heads[1].kind\": expected one of \"classes\", \"binary\", \"age\", \"identity\", "
       "\"affect\", "
       "found \"yes\""},
      {"weight = 2\n", "weight = 2\nlabel_smoothing = 0.1\n",
       "r.toml: \"heads[1].label_smoothing\": expected no such key, found 0.1"},
      {"margin = 0.35", "margin = 2",
       "r.toml: \"heads[3].arcface.margin\": expected a number from 0 to 1.5, found 2"},
      {"grey = true", "grey = 1", "r.toml: \"teachers[0].grey\": expected true or false, found 1"},
      {"use = \"validate\"", "use = \"test\"",
       R"(r.toml: "data[1].use": expected one of "train", "validate", found "test")"},
      {"share = {", "split = { value = \"a\" }\nshare = {",
       "r.toml: \"data[1].share\": expected either split or share, found both"},
      {"ages = {", "names = { column = \"a\" }\nages = {",
       "r.toml: \"data[0].labels[1].names\": expected one of the tables names, votes, ages and "
       "affect, "
       "found 2"},
      {"happy = \"anger\"", "happy = 1",
       "r.toml: \"data[0].labels[0].votes.columns.happy\": expected a text, found 1"},
      {"scale = [0.85, 1.15]", "scale = [1.15, 0.85]",
       "r.toml: \"augment.geometry.scale\": expected two numbers, the lower one first, found "
       "[1.15, 0.85]"},
      {"scale = [0.85, 1.15]", "scale = [1]",
       "r.toml: \"augment.geometry.scale\": expected two numbers, the lower one first, found [1]"},
      {"[augment.erase]\nprobability", "[augment.erase]\nproability",
       "r.toml: \"augment.erase.proability\": expected no such key, found 0.3"},
      {"epochs = 3", "epochs = 0",
       "r.toml: \"stages[0].epochs\": expected a number from 1 to 100000, found 0"},
      {"train = \"heads\"\n", "", "r.toml: \"stages[0].train\": expected this key, found nothing"},
      {"optimizer = \"sgd\"", "optimizer = \"lion\"",
       "r.toml: \"stages[0].optimizer\": expected one of \"sgd\", \"adam\", \"adamw\", found "
       "\"lion\""},
      {"[export]\nfeatures = true", "[export]\nfeature = true",
       "r.toml: \"export.feature\": expected no such key, found true"},
      {"[crop]", "[[crop]]", "r.toml: \"crop\": expected an object, found a list of 1"},
      {"[validate]", "validate = 1\n[other]",
       "r.toml: \"stages[1].validate\": expected no such key, found 1"},
  };
  for (const Change& change : changes) {
    EXPECT_EQ(refusal(with(full_recipe, change.old, change.now)), change.message) << change.now;
  }
}

TEST(ParseRecipe, NamesTheLineOfWhatIsNoToml) {
  EXPECT_THAT(refusal(with(least_recipe, "size = 32", "size 32")),
              testing::StartsWith("r.toml:5: expected TOML: "));
  EXPECT_EQ(refusal(with(least_recipe, "size = 32", "size = 2020-01-01")),
            "r.toml:5: expected a text, number, truth value, list or table, found a date or time");
}

TEST(ReadRecipe, TakesPathsFromTheRecipesFolder) {
  const TemporaryFolder folder;
  std::string text = with(least_recipe, "path = \"faces\"", "path = \"../sets/faces/\"");
  text += R"([[teachers]]
model = "models/a.onnx"
attribute = "emotion"
[[teachers]]
model = "faceres-deep"
attribute = "identity"
)";
  write_file(folder.path() / "r.toml", text);
  const Recipe recipe = read_recipe(folder.path() / "r.toml");
  EXPECT_EQ(recipe.data[0].path, (folder.path().parent_path() / "sets" / "faces").string());
  EXPECT_EQ(recipe.data[1].path, (folder.path() / "faces").string());
  EXPECT_EQ(recipe.teachers[0].model, (folder.path() / "models" / "a.onnx").string());
  EXPECT_EQ(recipe.teachers[1].model, "faceres-deep");
  // What a run keeps of it holds in another folder, too.
  std::filesystem::create_directory(folder.path() / "run");
  write_file(folder.path() / "run" / "recipe.toml", format_recipe(recipe));
  EXPECT_EQ(format_recipe(read_recipe(folder.path() / "run" / "recipe.toml")),
            format_recipe(recipe));
}

TEST(ReadRecipe, NamesAFileThatIsNotThere) {
  try {
    (void)read_recipe("no/such.toml");
    ADD_FAILURE() << "expected an Error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::input);
    EXPECT_STREQ(error.what(),
                 "no/such.toml: expected a recipe (TOML), found no file that can be read");
  }
}

TEST(Recipes, OfTheRepositoryAreSound) {
  int count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(MIEN_SOURCE_DIR) / "recipes")) {
    if (entry.path().extension() != ".toml") continue;
    ++count;
    EXPECT_NO_THROW({
      const Recipe recipe = read_recipe(entry.path());
      EXPECT_EQ(recipe.name, entry.path().stem());
    }) << entry.path();
  }
  EXPECT_GT(count, 0);
}

}  // namespace
}  // namespace mien::train
