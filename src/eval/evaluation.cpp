#include "eval/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "face/interpret.h"
#include "mien/core/error.h"

namespace mien::eval {

namespace {

using State = PictureOutcome::State;

/// A head of the model with the labels that the source has for it.
struct LabelledHead {
  std::size_t head = 0;  ///< index into the metadata's heads
  FoundLabels labels;
};

/// The heads that can be scored: classified attributes, ages and affect.
std::vector<std::size_t> scorable_heads(const ModelMetadata& metadata) {
  std::vector<std::size_t> heads;
  for (std::size_t i = 0; i < metadata.heads.size(); ++i) {
    const HeadSpec& head = metadata.heads[i];
    if (head.attribute != "age" && head.attribute != "affect" &&
        labels_of(head.attribute).empty()) {
      continue;
    }
    check_head(head);
    heads.push_back(i);
  }
  if (heads.empty()) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected a model of age, gender, emotion, ethnicity or affect, "
                            "found one of {}",
                            metadata.id, metadata.task));
  }
  return heads;
}

std::vector<std::string> attributes_of(const ModelMetadata& metadata,
                                       const std::vector<std::size_t>& heads) {
  std::vector<std::string> attributes;
  attributes.reserve(heads.size());
  for (const std::size_t head : heads) attributes.push_back(metadata.heads[head].attribute);
  return attributes;
}

void check_options(const ModelMetadata& metadata, const std::vector<std::size_t>& heads,
                   const EvaluationOptions& options) {
  const std::vector<std::string> attributes = attributes_of(metadata, heads);
  for (const auto& [attribute, column] : options.labels.columns) {
    if (std::ranges::find(attributes, attribute) != attributes.end()) continue;
    throw Error(ErrorCode::usage,
                fmt::format("--label-column: expected an attribute that {} gives ({}), "
                            "found \"{}\"",
                            metadata.id, fmt::join(attributes, ", "), attribute));
  }
  for (const auto& entry : options.labels.names) {
    // clang 14 does not let a lambda capture a structured binding.
    const std::string& name = entry.first;
    const std::string& label = entry.second;
    const bool known = std::ranges::any_of(attributes, [&](const std::string& attribute) {
      return std::ranges::count(labels_of(attribute), label) > 0;
    });
    if (known) continue;
    throw Error(ErrorCode::usage,
                fmt::format(R"(--map: "{}" stands for "{}": expected a label of {}, found none)",
                            name, label, fmt::join(attributes, ", ")));
  }
  for (const std::string& label : options.drop) {
    const bool known = std::ranges::any_of(heads, [&](std::size_t head) {
      return std::ranges::count(metadata.heads[head].labels, label) > 0;
    });
    if (known) continue;
    throw Error(
        ErrorCode::usage,
        fmt::format("--drop: expected a class that {} knows, found \"{}\"", metadata.id, label));
  }
}

std::vector<LabelledHead> labelled_heads(const ModelMetadata& metadata,
                                         const std::vector<std::size_t>& heads,
                                         const dataset::PictureSource& source,
                                         const EvaluationOptions& options) {
  const std::vector<std::size_t> records = dataset::select_records(source, options.split);
  std::vector<LabelledHead> result;
  for (const std::size_t head : heads) {
    std::optional<FoundLabels> labels =
        find_labels(source, records, metadata.heads[head].attribute, options.labels);
    if (labels) result.push_back({head, *std::move(labels)});
  }
  if (result.empty()) {
    for (const std::size_t head : heads) {
      // A column of the right name whose values mean nothing to mien is the likely cause.
      const std::string& attribute = metadata.heads[head].attribute;
      if (const auto cause = unknown_names(source, records, attribute, options.labels.names)) {
        throw Error(ErrorCode::input, *cause);
      }
    }
    throw Error(ErrorCode::input,
                fmt::format("{}: expected labels of {}, found the columns {}", source.name(),
                            fmt::join(attributes_of(metadata, heads), " or "),
                            fmt::join(source.records().columns(), ", ")));
  }
  return result;
}

dataset::PictureSet set_of(const std::shared_ptr<const dataset::PictureSource>& source,
                           const dataset::Split& split, const std::vector<LabelledHead>& heads) {
  dataset::SourceSelection selection{source, split, {}};
  std::vector<dataset::TargetHead> targets;
  for (const LabelledHead& head : heads) {
    selection.mappings.push_back(head.labels.mapping);
    targets.push_back(target_head(head.labels.mapping.attribute));
  }
  return dataset::build_set({&selection, 1}, std::move(targets), {.require_all_classes = false});
}

/// Numbers of the samples' pictures.
std::vector<std::size_t> picked(const std::vector<std::size_t>& of_pictures,
                                const std::vector<std::size_t>& pictures) {
  std::vector<std::size_t> result;
  if (of_pictures.empty()) return result;
  for (const std::size_t picture : pictures) result.push_back(of_pictures[picture]);
  return result;
}

/// What all heads are scored with.
struct Scoring {
  std::vector<PictureGroups> groups;
  std::vector<std::size_t> clusters;  ///< of the pictures; empty: each by itself
  BootstrapOptions bootstrap;
};

template <typename Samples>
GroupScores score_groups(const Samples& samples, const PictureGroups& groups,
                         const Scoring& scoring) {
  std::vector<std::vector<std::size_t>> members(groups.names.size());
  for (std::size_t i = 0; i < samples.pictures.size(); ++i) {
    const std::optional<std::size_t> group = groups.of[samples.pictures[i]];
    if (group) members[*group].push_back(i);
  }
  GroupScores result;
  result.column = groups.column;
  std::optional<double> lowest;
  std::optional<double> highest;
  for (std::size_t g = 0; g < members.size(); ++g) {
    if (members[g].empty()) continue;
    const Samples part = subset(samples, members[g]);
    const ScoreValue first =
        score(scorer_of(part), picked(scoring.clusters, part.pictures), scoring.bootstrap).front();
    result.score = first.name;
    result.unit = first.unit;
    result.groups.push_back({groups.names[g], members[g].size(), first.value, first.interval});
    if (members[g].size() < GroupScores::least_samples) continue;
    lowest = std::min(lowest.value_or(first.value), first.value);
    highest = std::max(highest.value_or(first.value), first.value);
  }
  result.gap = highest.value_or(0) - lowest.value_or(0);
  return result;
}

template <typename Samples>
void add_scores(HeadEvaluation& head, const Samples& samples, const Scoring& scoring) {
  if (samples.pictures.empty()) {
    throw Error(ErrorCode::input,
                fmt::format("labels of {}: expected pictures with a label that the model knows, "
                            "found none that could be scored",
                            head.attribute));
  }
  head.samples = samples.pictures.size();
  head.scores =
      score(scorer_of(samples), picked(scoring.clusters, samples.pictures), scoring.bootstrap);
  for (const PictureGroups& groups : scoring.groups) {
    head.groups.push_back(score_groups(samples, groups, scoring));
  }
  std::ranges::stable_sort(head.groups, std::greater<>(), &GroupScores::gap);
}

void evaluate_classes(HeadEvaluation& head, const Evaluation& evaluation, std::size_t index,
                      const Scoring& scoring) {
  ScoredClasses scored = scored_classes(evaluation, index, head.answers);
  head.left_out = std::move(scored.left_out);
  head.class_samples = std::move(scored.samples);
  add_scores(head, head.class_samples, scoring);
  const std::vector<std::uint32_t> once(head.samples, 1);
  head.confusion = confusion_of(head.class_samples, once);
  head.calibration = calibration(head.class_samples.confidences, head.class_samples.right, once);
}

AgeSamples age_samples_of(const std::vector<double>& ages, const Evaluation& evaluation,
                          std::size_t index) {
  AgeSamples samples;
  for (std::size_t i = 0; i < evaluation.set.pictures.size(); ++i) {
    const dataset::Target& target = evaluation.set.pictures[i].targets[index];
    if (target.empty() || evaluation.outcomes[i].state != State::answered) continue;
    samples.add(i, true_ages(target), ages[i]);
  }
  return samples;
}

void evaluate_ages(HeadEvaluation& head, const Evaluation& evaluation, std::size_t index,
                   const Scoring& scoring) {
  head.age_samples = age_samples_of(head.ages, evaluation, index);
  add_scores(head, head.age_samples, scoring);
  AgeCoverage coverage;
  for (const std::size_t picture : head.age_samples.pictures) {
    const dataset::AgeInterval truth = true_ages(evaluation.set.pictures[picture].targets[index]);
    if (truth.first != truth.last) return;
    coverage.add(picture, truth.first, head.age_intervals[picture]);
  }
  std::ranges::move(
      score(scorer_of(coverage), picked(scoring.clusters, coverage.pictures), scoring.bootstrap),
      std::back_inserter(head.scores));
}

void evaluate_affect(HeadEvaluation& head, const Evaluation& evaluation, std::size_t index,
                     const Scoring& scoring) {
  for (std::size_t i = 0; i < evaluation.set.pictures.size(); ++i) {
    const dataset::Target& target = evaluation.set.pictures[i].targets[index];
    if (evaluation.outcomes[i].state != State::answered || target.empty() ||
        std::isnan(target[0]) || std::isnan(target[1])) {
      continue;
    }
    head.affect_samples.add(i, target, head.affects[i]);
  }
  add_scores(head, head.affect_samples, scoring);
}

Scoring scoring_of(const dataset::PictureSet& set, const EvaluationOptions& options) {
  Scoring scoring{.groups = {}, .clusters = {}, .bootstrap = options.bootstrap};
  if (options.groups) {
    for (const std::string& column : *options.groups) {
      scoring.groups.push_back(picture_groups(set, column));
    }
  } else {
    scoring.groups = usual_groups(set);
  }
  if (!options.resample_by.empty()) scoring.clusters = clusters_of(set, options.resample_by);
  return scoring;
}

}  // namespace

std::optional<std::size_t> true_class(const dataset::Target& target) {
  if (target.empty()) return std::nullopt;
  return static_cast<std::size_t>(std::ranges::max_element(target) - target.begin());
}

ScoredClasses scored_classes(const Evaluation& evaluation, std::size_t head,
                             const ClassAnswers& answers) {
  const dataset::TargetHead& target_head = evaluation.set.heads[head];
  // Where each of mien's labels is among the answers'; those that these lack are counted.
  std::vector<std::optional<std::uint32_t>> places;
  std::vector<std::size_t> lacking(target_head.labels.size(), 0);
  for (const std::string& label : target_head.labels) {
    const auto match = std::ranges::find(answers.labels, label);
    places.push_back(match == answers.labels.end() ? std::nullopt
                                                   : std::optional(static_cast<std::uint32_t>(
                                                         match - answers.labels.begin())));
  }
  ScoredClasses result;
  result.samples.classes = answers.labels.size();
  for (std::size_t i = 0; i < evaluation.set.pictures.size(); ++i) {
    const std::optional<std::size_t> truth = true_class(evaluation.set.pictures[i].targets[head]);
    if (!truth || evaluation.outcomes[i].state != State::answered) continue;
    if (places[*truth]) {
      result.samples.add(i, *places[*truth], answers);
    } else {
      ++lacking[*truth];
    }
  }
  for (std::size_t label = 0; label < lacking.size(); ++label) {
    if (lacking[label] > 0) result.left_out.push_back({target_head.labels[label], lacking[label]});
  }
  return result;
}

AgeSamples age_samples_with(const Evaluation& evaluation, std::size_t head, const HeadSpec& spec,
                            int top, const std::optional<dataset::AgeInterval>& clamp) {
  const Predictions predictions{evaluation.outcomes, {}};
  std::vector<double> ages = age_answers(spec, predictions, evaluation.heads[head].outputs, top);
  if (clamp) {
    for (double& age : ages) {
      age = std::clamp(age, static_cast<double>(clamp->first), static_cast<double>(clamp->last));
    }
  }
  return age_samples_of(ages, evaluation, head);
}

Evaluation evaluate(const Network& network,
                    const std::shared_ptr<const dataset::PictureSource>& source,
                    const EvaluationOptions& options) {
  const ModelMetadata& metadata = network.metadata();
  const std::vector<std::size_t> scorable = scorable_heads(metadata);
  check_options(metadata, scorable, options);
  check_prior(options.prior, {&metadata, 1});
  const std::vector<LabelledHead> heads = labelled_heads(metadata, scorable, *source, options);
  Evaluation result;
  result.set = set_of(source, options.split, heads);
  result.records = result.set.pictures.size() + result.set.unlabelled;
  const Scoring scoring = scoring_of(result.set, options);

  std::vector<std::size_t> indices;
  indices.reserve(heads.size());
  for (const LabelledHead& head : heads) indices.push_back(head.head);
  Predictions predictions = predict(network, result.set, indices, options.predict);
  result.outcomes = predictions.outcomes;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const HeadSpec& spec = metadata.heads[heads[i].head];
    HeadEvaluation head;
    head.attribute = spec.attribute;
    head.column = heads[i].labels.column;
    head.unknown = heads[i].labels.unknown;
    if (spec.kind == HeadKind::age) {
      head.ages = age_answers(spec, predictions, predictions.heads[i], options.age_top);
      head.age_intervals = age_intervals(spec, predictions, predictions.heads[i], head.ages);
      evaluate_ages(head, result, i, scoring);
    } else if (spec.kind == HeadKind::affect) {
      head.affects = affect_answers(predictions, predictions.heads[i]);
      evaluate_affect(head, result, i, scoring);
    } else {
      const auto threshold = spec.attribute == "gender" ? options.gender_threshold : std::nullopt;
      head.prior = prior_name(spec, options.prior);
      head.answers = class_answers(head_for(spec, options.prior), predictions.heads[i],
                                   options.drop, threshold);
      evaluate_classes(head, result, i, scoring);
    }
    head.outputs = std::move(predictions.heads[i]);
    result.heads.push_back(std::move(head));
  }
  return result;
}

}  // namespace mien::eval
