#include "mien/learn/pipeline.h"

#include <fmt/format.h>

#include <utility>

#include "mien/core/error.h"

namespace mien {

LabelledFeatures rows_of(const LabelledFeatures& samples, std::span<const std::size_t> indices) {
  LabelledFeatures part{rows_of(samples.features, indices), {}, samples.names};
  for (const std::size_t index : indices) part.classes.push_back(samples.classes[index]);
  return part;
}

Pipeline::Pipeline(std::vector<FittedStep> steps, std::shared_ptr<const Classifier> classifier,
                   std::vector<std::string> names, std::string descriptors)
    : steps_(std::move(steps)),
      classifier_(std::move(classifier)),
      names_(std::move(names)),
      descriptors_(std::move(descriptors)) {}

FeatureMatrix Pipeline::prepared(const FeatureMatrix& samples) const {
  if (samples.columns != classifier_->features()) {
    throw Error(ErrorCode::usage, fmt::format("expected descriptors of {} numbers, which the "
                                              "classifier was fitted on, found {}",
                                              classifier_->features(), samples.columns));
  }
  check_features(samples);
  FeatureMatrix rows = samples;
  for (const FittedStep& step : steps_) rows = apply_step(step, std::move(rows));
  return rows;
}

ClassPredictions Pipeline::predict(const FeatureMatrix& samples, int threads) const {
  return classifier_->predict(prepared(samples), threads);
}

std::vector<double> Pipeline::decision_scores(const FeatureMatrix& samples, int threads) const {
  return classifier_->decision_scores(prepared(samples), threads);
}

Pipeline fit_pipeline(const LabelledFeatures& samples, const PipelineOptions& options, int threads,
                      const std::string& descriptors) {
  check_features(samples.features);
  std::vector<std::uint32_t> number_of(samples.names.size());
  for (const std::uint32_t c : samples.classes) number_of.at(c) = 1;
  std::vector<std::string> names;
  for (std::size_t c = 0; c < number_of.size(); ++c) {
    if (number_of[c] == 0) continue;
    number_of[c] = static_cast<std::uint32_t>(names.size());
    names.push_back(samples.names[c]);
  }
  std::vector<std::uint32_t> classes;
  for (const std::uint32_t c : samples.classes) classes.push_back(number_of[c]);

  FeatureMatrix rows = samples.features;
  std::vector<FittedStep> steps;
  for (const StepKind kind : options.steps) {
    steps.push_back(fit_step(kind, rows));
    rows = apply_step(steps.back(), std::move(rows));
  }
  auto classifier = fit_classifier(rows, classes, options.classifier, threads);
  return {std::move(steps), std::move(classifier), std::move(names), descriptors};
}

}  // namespace mien
