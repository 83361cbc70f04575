#include "paper/protocols/attribute_protocol.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dataset/intervals.h"
#include "eval/evaluation.h"
#include "mien/nn/network.h"
#include "paper/protocols/outcome_count.h"
#include "pipeline/model_loading.h"

namespace mien::paper {

namespace {

using State = eval::PictureOutcome::State;

constexpr dataset::AgeInterval grown_up = {21, 60};

/// Whether each picture's exact age is in an interval; empty if the source has no exact ages.
std::vector<bool> in_ages(const dataset::PictureSet& set, const dataset::AgeInterval& ages) {
  const dataset::Records& records = set.sources.front()->records();
  const std::optional<std::size_t> column = records.find_column("age");
  if (!column) return {};
  std::vector<bool> result;
  for (const dataset::LabelledPicture& picture : set.pictures) {
    const auto years = dataset::parse_ages(records.field(picture.record, *column));
    if (years && years->first != years->last) return {};
    result.push_back(years && years->first >= ages.first && years->last <= ages.last);
  }
  return result;
}

template <typename Samples>
void add_scores_of(const Samples& samples, const AttributeScore& kind, const char* ages,
                   const eval::BootstrapOptions& bootstrap, std::vector<AttributeScore>& scores) {
  if (samples.pictures.empty()) return;
  for (eval::ScoreValue& value : eval::score(eval::scorer_of(samples), {}, bootstrap)) {
    AttributeScore score = kind;
    score.ages = ages;
    score.samples = samples.pictures.size();
    score.score = std::move(value);
    scores.push_back(std::move(score));
  }
}

template <typename Samples>
Samples grown_ups(const Samples& samples, const std::vector<bool>& grown) {
  std::vector<std::size_t> members;
  for (std::size_t i = 0; i < samples.pictures.size(); ++i) {
    if (grown[samples.pictures[i]]) members.push_back(i);
  }
  return eval::subset(samples, members);
}

/// Adds the scores of all samples and, if ages are known, of those of grown-ups.
template <typename Samples>
void add_scores(const Samples& samples, const AttributeScore& kind, const std::vector<bool>& grown,
                const eval::BootstrapOptions& bootstrap, std::vector<AttributeScore>& scores) {
  add_scores_of(samples, kind, "all", bootstrap, scores);
  if (grown.empty()) return;
  add_scores_of(grown_ups(samples, grown), kind, "21 to 60", bootstrap, scores);
}

}  // namespace

AttributeEvaluation evaluate_attributes(const std::string& model,
                                        const std::shared_ptr<const dataset::PictureSource>& source,
                                        const AttributeOptions& options) {
  const Network network = load_network(model, {.threads = options.threads});
  eval::EvaluationOptions evaluating;
  evaluating.split = options.split;
  evaluating.groups.emplace();
  evaluating.bootstrap.resamples = 0;
  evaluating.predict = options.predict;
  evaluating.gender_threshold = options.gender_threshold;
  const eval::Evaluation evaluation = eval::evaluate(network, source, evaluating);

  AttributeEvaluation result;
  result.model = model;
  result.records = evaluation.records;
  result.without_face = outcome_count(evaluation, State::no_face);
  result.unreadable = outcome_count(evaluation, State::unreadable);
  const std::vector<bool> grown = in_ages(evaluation.set, grown_up);
  for (std::size_t i = 0; i < evaluation.heads.size(); ++i) {
    const eval::HeadEvaluation& head = evaluation.heads[i];
    AttributeScore kind;
    kind.attribute = head.attribute;
    if (head.confusion) {
      add_scores(head.class_samples, kind, grown, options.bootstrap, result.scores);
      continue;
    }
    const auto spec =
        std::ranges::find(network.metadata().heads, head.attribute, &HeadSpec::attribute);
    const auto add_ages = [&](int top) {
      kind.age_top = top;
      kind.own_age_top = top == spec->age_top;
      add_scores(eval::age_samples_with(evaluation, i, *spec, top), kind, grown, options.bootstrap,
                 result.scores);
      if (grown.empty()) return;
      add_scores_of(grown_ups(eval::age_samples_with(evaluation, i, *spec, top, grown_up), grown),
                    kind, "21 to 60, clamped", options.bootstrap, result.scores);
    };
    add_ages(options.age_top);
    if (options.age_top != spec->age_top) add_ages(spec->age_top);
  }
  return result;
}

std::span<const PaperAttributes> paper_table_6() {
  static constexpr std::array<PaperAttributes, 6> rows = {
      {{"FaceNet", 89.54, 8.58, 12.3},
       {"MobileNet-v2", 91.47, 7.29, 7.1},
       {"ResNet-50 (InsightFace)", 87.52, 8.57, 60.1},
       {"DEX", 91.05, 6.48, 262.5},
       {"MobileNet-v1", 93.79, 5.74, 3.2},
       {"MobileNet-v1", 97.5, 5.39, 0, "21 to 60"}}};
  return rows;
}

}  // namespace mien::paper
