#include "train/recipe/recipe_file.h"

#include <fmt/format.h>

#include "core/regular_file.h"
#include "mien/core/error.h"
#include "train/recipe/check_recipe.h"
#include "train/recipe/describe.h"
#include "train/recipe/toml.h"

namespace mien::train {

namespace {

using dataset::TargetKind;

const Words<TargetKind> kinds = {{"classes", TargetKind::classes},
                                 {"binary", TargetKind::binary},
                                 {"age", TargetKind::age},
                                 {"identity", TargetKind::identity},
                                 {"affect", TargetKind::affect}};
const Words<EdgeRule> edge_rules = {
    {"correlated", EdgeRule::correlated}, {"all", EdgeRule::all}, {"none", EdgeRule::none}};
const Words<bool> pools = {{"average", false}, {"max", true}};
const Words<bool> ccc_kinds = {{"corrected", false}, {"published", true}};
const Words<bool> affect_activations = {{"tanh", true}, {"none", false}};
const Words<ClassWeightMean> means = {{"samples", ClassWeightMean::samples},
                                      {"weights", ClassWeightMean::weights}};
const Words<ColourOrder> colours = {{"rgb", ColourOrder::rgb}, {"bgr", ColourOrder::bgr}};
const Words<ResizeRule> resizes = {{"bilinear", ResizeRule::bilinear},
                                   {"area", ResizeRule::area},
                                   {"antialias", ResizeRule::antialias}};
const Words<CropShape> shapes = {{"box", CropShape::box}, {"square", CropShape::square}};
const Words<Alignment> alignments = {
    {"none", Alignment::none}, {"five-point", Alignment::five_point}, {"eyes", Alignment::eyes}};

template <typename Io>
void describe_input(Io& io, InputSpec& input) {
  io.whole("size", input.width, 8, 4096);
  input.height = input.width;
  io.word("colour", input.colour, colours);
  io.numbers("mean", input.mean);
  io.numbers("scale", input.scale);
  io.word("resize", input.resize, resizes);
}

template <typename Io>
void describe_crop(Io& io, CropSpec& crop) {
  double margin = crop.margin;
  io.number("margin", margin, 0, 2);
  crop.margin = static_cast<float>(margin);
  io.word("shape", crop.shape, shapes);
  io.word("alignment", crop.alignment, alignments);
}

template <typename Io>
void describe_head(Io& io, HeadRecipe& head) {
  io.text("attribute", head.attribute, Need::required);
  io.word("kind", head.kind, kinds, Need::required);
  io.texts("labels", head.labels);
  io.text("from", head.from);
  io.number("weight", head.weight, 0, 1e6);
  io.flag("bias", head.bias);
  switch (head.kind) {
    case TargetKind::classes:
      io.number("class_weights", head.class_weights, 0, 2);
      io.number("class_weight_limit", head.class_weight_limit, 1, 1e9);
      io.word("class_weight_mean", head.class_weight_mean, means);
      io.number("logit_adjustment", head.logit_adjustment, 0, 2);
      io.numbers("prior", head.prior);
      io.numbers("offsets", head.offsets);
      io.number("label_smoothing", head.label_smoothing, 0, 1);
      io.number("sure_from", head.sure_from, 0, 1);
      break;
    case TargetKind::binary:
      io.number("sure_from", head.sure_from, 0, 1);
      break;
    case TargetKind::age:
      io.whole("age_first", head.age_first, 0, 1000);
      io.whole("age_count", head.age_count, 2, 1000);
      io.whole("age_top", head.age_top, 1, 1000);
      io.number("expected_age_weight", head.expected_age_weight, 0, 1e6);
      break;
    case TargetKind::identity:
      io.number("label_smoothing", head.label_smoothing, 0, 1);
      if (head.arcface || io.has("arcface")) {
        ArcFaceOptions& arcface = head.arcface.emplace(head.arcface.value_or(ArcFaceOptions{}));
        io.table("arcface", [&](Io& inner) {
          inner.number("margin", arcface.margin, 0, 1.5);
          inner.number("scale", arcface.scale, 1, 1000);
        });
      }
      break;
    case TargetKind::affect:
      io.word("activation", head.tanh, affect_activations);
      io.number("ccc_weight", head.affect.ccc_weight, 0, 1e6);
      io.number("mse_weight", head.affect.mse_weight, 0, 1e6);
      io.whole("ccc_least", head.affect.ccc_least, 2, 1000000);
      io.word("ccc", head.affect.published_ccc, ccc_kinds);
      break;
  }
}

template <typename Io>
void describe_graph(Io& io, GraphRecipe& graph) {
  io.texts("heads", graph.heads);
  io.text("embeddings", graph.embeddings, Need::required);
  io.whole("embedding_size", graph.embedding_size, 1, 4096);
  io.text_map("words", graph.words);
  io.text("correlations", graph.correlations);
  io.word("edges", graph.edges.rule, edge_rules);
  io.number("threshold", graph.edges.threshold, 0, 1);
  io.number("self_weight", graph.edges.self_weight, 0, 1);
  io.whole("hidden", graph.hidden, 1, 65536);
}

template <typename Io>
void describe_recipe(Io& io, Recipe& recipe) {
  io.text("name", recipe.name, Need::required);
  io.text("task", recipe.task);
  io.text("licence", recipe.licence);
  io.text("data_terms", recipe.data_terms);
  io.whole("seed", recipe.seed, 0, std::int64_t{1} << 53);
  io.whole("loader_threads", recipe.loader_threads, 1, 256);
  io.number("max_corrupt_share", recipe.max_corrupt_share, 0, 1);
  io.number("checkpoint_minutes", recipe.checkpoint_minutes, 0, 1e6);
  io.table(
      "network",
      [&](Io& inner) {
        inner.text("architecture", recipe.network.architecture, Need::required);
        inner.text("weights", recipe.network.weights);
        inner.flag("allow_missing", recipe.network.allow_missing);
        inner.number("dropout", recipe.network.dropout, 0, 0.99);
        inner.number("drop_path", recipe.network.drop_path, 0, 0.99);
        inner.number("momentum", recipe.network.momentum, 0, 1);
        inner.word("pool", recipe.network.features.maximum, pools);
        inner.flag("last_activation", recipe.network.features.last_activation);
        inner.number("feature_scale", recipe.network.features.scale, 1e-6, 1e6);
      },
      Need::required);
  io.table(
      "input", [&](Io& inner) { describe_input(inner, recipe.input); }, Need::required);
  io.table("crop", [&](Io& inner) { describe_crop(inner, recipe.crop); });
  io.tables("hidden", recipe.hidden, [](Io& inner, HiddenRecipe& hidden) {
    inner.text("name", hidden.name, Need::required);
    inner.text("from", hidden.from);
    inner.whole("size", hidden.size, 1, 65536);
    inner.number("dropout", hidden.dropout, 0, 0.99);
  });
  io.tables("heads", recipe.heads, [](Io& inner, HeadRecipe& head) { describe_head(inner, head); });
  if (recipe.graph || io.has("graph")) {
    GraphRecipe& graph = recipe.graph.emplace(recipe.graph.value_or(GraphRecipe{}));
    io.table("graph", [&](Io& inner) { describe_graph(inner, graph); });
  }
  io.tables("teachers", recipe.teachers, [](Io& inner, TeacherRecipe& teacher) {
    inner.text("model", teacher.model, Need::required);
    inner.text("attribute", teacher.attribute, Need::required);
    inner.number("weight", teacher.weight, 0, 1e6);
    inner.flag("grey", teacher.grey);
    inner.whole("side", teacher.side, 0, 4096);
    inner.flag("unlabelled_only", teacher.unlabelled_only);
  });
  io.tables("data", recipe.data, [](Io& inner, DataRecipe& data) { describe(inner, data); });
  io.table("augment", [&](Io& inner) { describe(inner, recipe.augment); });
  io.tables("stages", recipe.stages, [](Io& inner, StageRecipe& stage) { describe(inner, stage); });
  io.table("validate", [&](Io& inner) {
    inner.text("attribute", recipe.validate.attribute);
    inner.text("metric", recipe.validate.metric);
    inner.flag("flip", recipe.validate.flip);
    inner.whole("batch", recipe.validate.batch, 1, 65536);
  });
  io.table("export", [&](Io& inner) {
    inner.flag("features", recipe.output.features);
    inner.flag("half", recipe.output.half);
    inner.flag("temperature", recipe.output.temperature);
  });
}

}  // namespace

Recipe parse_recipe(std::string_view toml, std::string_view name) {
  const JsonReader::Json json = parse_toml(toml, name);
  RecipeReader reader(JsonReader(json, name, "", ErrorCode::usage));
  Recipe recipe;
  describe_recipe(reader, recipe);
  reader.finish();
  check_recipe(recipe, name);
  return recipe;
}

Recipe read_recipe(const std::filesystem::path& path) {
  constexpr std::size_t largest_recipe = std::size_t{16} << 20;
  Recipe recipe = parse_recipe(
      read_regular_text(path, largest_recipe, "a recipe (TOML)", ErrorCode::input), path.string());
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  const auto resolve = [&](std::string& file) {
    const std::filesystem::path whole = (folder / file).lexically_normal();
    file = (whole.has_filename() ? whole : whole.parent_path()).string();
  };
  for (DataRecipe& data : recipe.data) resolve(data.path);
  // Other names are of the catalogue.
  const auto is_file = [](const std::string& name) {
    return name.find('/') != std::string::npos || name.ends_with(".onnx") || name.ends_with(".pt");
  };
  for (TeacherRecipe& teacher : recipe.teachers) {
    if (is_file(teacher.model)) resolve(teacher.model);
  }
  if (recipe.graph && recipe.graph->embeddings != "random") resolve(recipe.graph->embeddings);
  if (recipe.graph && recipe.graph->correlations != "labels") resolve(recipe.graph->correlations);
  if (is_file(recipe.network.weights)) resolve(recipe.network.weights);
  return recipe;
}

std::string format_recipe(const Recipe& recipe) {
  RecipeWriter writer;
  Recipe copy = recipe;
  describe_recipe(writer, copy);
  return format_toml(writer.json());
}

std::vector<RecipeTable> list_keys(Recipe recipe) {
  RecipeLister lister;
  describe_recipe(lister, recipe);
  return lister.list();
}

}  // namespace mien::train
