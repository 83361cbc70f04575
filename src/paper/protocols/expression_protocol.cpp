#include "paper/protocols/expression_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "eval/evaluation.h"
#include "mien/core/error.h"
#include "mien/nn/network.h"
#include "paper/protocols/outcome_count.h"
#include "pipeline/model_loading.h"

namespace mien::paper {

namespace {

using State = eval::PictureOutcome::State;

constexpr const char* contempt = "contempt";

ExpressionScores scores_of(const eval::ClassAnswers& answers, const eval::ScoredClasses& scored,
                           const eval::BootstrapOptions& bootstrap) {
  ExpressionScores result;
  result.labels = answers.labels;
  result.samples = scored.samples.pictures.size();
  result.left_out = scored.left_out;
  result.scores = eval::score(eval::scorer_of(scored.samples), {}, bootstrap);
  const std::vector<std::uint32_t> once(result.samples, 1);
  result.confusion = eval::confusion_of(scored.samples, once);
  return result;
}

/// Scores valence and arousal on some of the pictures.
/// @param pictures in ascending order
void add_affect(ExpressionEvaluation& result, const eval::Evaluation& evaluation,
                std::span<const std::size_t> pictures, const eval::BootstrapOptions& bootstrap) {
  const auto head = std::ranges::find(evaluation.heads, "affect", &eval::HeadEvaluation::attribute);
  if (head == evaluation.heads.end()) return;
  const eval::AffectSamples& all = head->affect_samples;
  std::vector<std::size_t> members;
  for (std::size_t i = 0; i < all.pictures.size(); ++i) {
    if (std::ranges::binary_search(pictures, all.pictures[i])) members.push_back(i);
  }
  const eval::AffectSamples samples = eval::subset(all, members);
  result.affect_samples = members.size();
  if (!members.empty()) result.affect = eval::score(eval::scorer_of(samples), {}, bootstrap);
}

}  // namespace

ExpressionEvaluation evaluate_expressions(
    const std::string& model, const std::shared_ptr<const dataset::PictureSource>& source,
    const ExpressionOptions& options) {
  const Network network = load_network(model, {.threads = options.threads});
  eval::EvaluationOptions evaluating;
  evaluating.split = options.split;
  evaluating.labels = options.labels;
  evaluating.groups.emplace();
  evaluating.bootstrap.resamples = 0;
  evaluating.predict = options.predict;
  evaluating.prior = options.prior;
  const eval::Evaluation evaluation = eval::evaluate(network, source, evaluating);
  const auto head =
      std::ranges::find(evaluation.heads, "emotion", &eval::HeadEvaluation::attribute);
  if (head == evaluation.heads.end()) {
    throw Error(ErrorCode::usage, fmt::format("{}: expected a model of emotion, and labels of it, "
                                              "found neither or one",
                                              model));
  }
  const auto index = static_cast<std::size_t>(head - evaluation.heads.begin());
  ExpressionEvaluation result;
  result.model = model;
  result.prior = head->prior;
  result.records = evaluation.records;
  result.unlabelled = evaluation.set.unlabelled;
  result.without_face = outcome_count(evaluation, State::no_face);
  result.unreadable = outcome_count(evaluation, State::unreadable);
  const eval::ScoredClasses scored = eval::scored_classes(evaluation, index, head->answers);
  result.scores.push_back(scores_of(head->answers, scored, options.bootstrap));
  add_affect(result, evaluation, scored.samples.pictures, options.bootstrap);
  if (std::ranges::count(head->answers.labels, contempt) == 0) return result;
  const auto spec =
      std::ranges::find(network.metadata().heads, head->attribute, &HeadSpec::attribute);
  const std::vector<std::string> drop = {contempt};
  const eval::ClassAnswers answers =
      eval::class_answers(head_for(*spec, options.prior), head->outputs, drop, std::nullopt);
  result.scores.push_back(
      scores_of(answers, eval::scored_classes(evaluation, index, answers), options.bootstrap));
  result.scores.back().dropped = true;
  return result;
}

std::span<const PaperExpressions> paper_table_2() {
  static constexpr std::array<PaperExpressions, 19> rows = {{
      {"VGG-16", "PSR", 60.68, 0, 0},
      {"ResNet-18", "ARM", 59.75, 64.49, 0},
      {"RAN", "", 59.5, 0, 0},
      {"PAENet", "", 0, 65.29, 0},
      {"DACL", "", 0, 65.20, 0},
      {"InceptionResNet-v1", "EmotionNet", 0, 64.74, 0},
      {"CPG", "", 0, 63.57, 0},
      {"MobileNet-v1", "from ImageNet", 56.88, 60.4, 0},
      {"Inception-v3", "from ImageNet", 59.65, 63.1, 0},
      {"EfficientNet-B0", "from ImageNet", 57.55, 60.8, 0},
      {"NFNet-F0", "from ImageNet", 58.35, 61.9, 0},
      {"SENet-50", "from VGGFace2", 58.70, 62.3, 0},
      {"SENet-50", "head only", 40.87, 44.76, 0},
      {"MobileNet-v1", "head only", 40.58, 45.17, 0},
      {"EfficientNet-B0", "head only", 49.15, 55.87, 0},
      {"RexNet-150", "head only", 48.88, 56.95, 0},
      {"MobileNet-v1", "fine-tuned", 60.20, 64.71, 0},
      {"EfficientNet-B0", "fine-tuned", 61.32, 64.57, 65.74},
      {"RexNet-150", "fine-tuned", 0, 65.54, 0},
  }};
  return rows;
}

}  // namespace mien::paper
