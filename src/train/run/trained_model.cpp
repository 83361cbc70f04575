#include "train/run/trained_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gcn/fold_graph.h"
#include "networks/export_heads.h"
#include "networks/export_onnx.h"
#include "train/run/calibration.h"
#include "train/run/training_data.h"
#include "train/run/validation.h"

namespace mien::train {

namespace {

using dataset::TargetKind;

HeadSpec spec_of(const HeadRecipe& head) {
  HeadSpec spec{.output = head.attribute, .attribute = head.attribute, .labels = head.labels};
  spec.sure_from = static_cast<float>(head.sure_from);
  switch (head.kind) {
    case TargetKind::classes:
      spec.kind = HeadKind::classes;
      spec.activation = Activation::softmax;
      spec.prior = head.prior;
      break;
    case TargetKind::binary:
      spec.kind = HeadKind::binary;
      spec.activation = Activation::sigmoid;
      break;
    case TargetKind::age:
      spec.kind = HeadKind::age;
      spec.activation = Activation::softmax;
      spec.age_first = head.age_first;
      spec.age_top = head.age_top;
      break;
    case TargetKind::affect:
      spec.kind = HeadKind::affect;
      spec.activation = head.tanh ? Activation::tanh : Activation::none;
      break;
    case TargetKind::identity:
      spec.kind = HeadKind::identity;
      spec.labels.clear();
      break;
  }
  return spec;
}

std::string data_names(const dataset::PictureSet& set) {
  std::string names;
  for (const auto& source : set.sources) {
    std::filesystem::path path = source->name();
    // A folder with a manifest is called by the manifest.
    if (path.filename() == "labels.csv") path = path.parent_path();
    const std::string name = path.filename().string();
    names += (names.empty() ? "" : ", ") + name;
  }
  return names + ", validation";
}

void add_validation_scores(ModelMetadata& metadata, const Recipe& recipe, const HeadScores& scores,
                           const std::string& data) {
  const auto add = [&](const std::string& metric, double value) {
    metadata.scores.push_back({.metric = scores.attribute + " " + metric,
                               .data = data,
                               .samples = static_cast<int>(scores.samples),
                               .value = value,
                               .source = "measured",
                               .evidence = "mien train " + recipe.name + ".toml"});
  };
  if (scores.samples == 0) return;
  if (scores.kind == dataset::TargetKind::age) {
    add("MAE (years)", scores.mae);
    return;
  }
  if (scores.kind == dataset::TargetKind::affect) {
    for (const auto& [name, agreement] :
         {std::pair{"valence", scores.valence}, std::pair{"arousal", scores.arousal}}) {
      add(fmt::format("{} CCC", name), agreement.ccc);
      add(fmt::format("{} RMSE", name), agreement.rmse);
    }
    return;
  }
  add("accuracy (%)", scores.accuracy * 100);
  add("mean recall (%)", scores.balanced_accuracy * 100);
}

void divide(NamedTensors& weights, const std::string& layer, double temperature) {
  for (const char* part : {".weight", ".bias"}) {
    const auto entry = weights.find(layer + part);
    if (entry == weights.end()) continue;  // a head without a bias
    for (float& value : entry->second.values) value = static_cast<float>(value / temperature);
  }
}

/// Fits the probabilities of classes, or the ranges of ages, to the validation pictures.
void fit_to_validation(TrainedModel& model, NamedTensors& weights, const HeadRecipe& head,
                       const torch::Tensor& targets, const torch::Tensor& all_logits) {
  if (head.kind != TargetKind::classes && head.kind != TargetKind::age) return;
  const torch::Tensor labelled = scored_pictures(head.kind, targets, all_logits);
  if (labelled.numel() == 0) return;
  const torch::Tensor logits = all_logits.index_select(0, labelled);
  const torch::Tensor truth = targets.index_select(0, labelled).argmax(1);
  if (head.kind == TargetKind::age) {
    HeadSpec& spec = model.metadata.heads.back();
    spec.interval_scale = best_interval_scale(logits, truth, head.age_top);
    return;
  }
  const double temperature = best_temperature(logits, truth);
  model.calibrations.push_back({.attribute = head.attribute,
                                .temperature = temperature,
                                .error_before = calibration_error(logits, truth),
                                .error_after = calibration_error(logits / temperature, truth)});
  divide(weights, "heads." + head.attribute, temperature);
}

/// Adds the recipe's offsets of the classes to the scores, after the temperature.
void add_offsets(NamedTensors& weights, const HeadRecipe& head) {
  if (head.offsets.empty()) return;
  std::vector<float>& bias = weights.at("heads." + head.attribute + ".bias").values;
  for (std::size_t i = 0; i < head.offsets.size(); ++i) bias[i] += head.offsets[i];
}

}  // namespace

TrainedModel export_trained(const Recipe& recipe, const TrainingResult& result,
                            const dataset::PictureSet& validation) {
  TrainedModel model;
  ModelMetadata& metadata = model.metadata;
  metadata.id = recipe.name;
  metadata.task = recipe.task;
  metadata.licence = recipe.licence;
  metadata.data_terms = recipe.data_terms;
  metadata.input = recipe.input;
  metadata.crop = recipe.crop;
  metadata.graph = result.label_graph;
  // No picture has a part in the weights that a graph makes.
  auto [graph, weights] = fold_graph(result.graph, result.weights);
  bool identity = recipe.output.features;
  const std::string data = data_names(validation);
  for (std::size_t i = 0; i < recipe.heads.size(); ++i) {
    const HeadRecipe& head = recipe.heads[i];
    identity = identity || head.kind == TargetKind::identity;
    if (head.kind != TargetKind::identity) metadata.heads.push_back(spec_of(head));
    add_validation_scores(metadata, recipe, result.scores[i], data);
    if (recipe.output.temperature) {
      fit_to_validation(model, weights, head, target_tensor(validation, i), result.logits[i]);
    }
    add_offsets(weights, head);
  }
  const bool heads_only =
      std::all_of(recipe.stages.begin(), recipe.stages.end(),
                  [](const StageRecipe& stage) { return stage.train == Trained::heads; });
  if (heads_only && !metadata.heads.empty()) {
    model.heads = export_heads(graph, weights, metadata, {.half_weights = recipe.output.half});
  }
  if (identity) {
    HeadSpec features{.output = "features", .attribute = "identity", .labels = {}};
    features.kind = HeadKind::identity;
    metadata.heads.push_back(std::move(features));
  }
  model.onnx = export_onnx(graph, weights, metadata, {.half_weights = recipe.output.half});
  return model;
}

}  // namespace mien::train
