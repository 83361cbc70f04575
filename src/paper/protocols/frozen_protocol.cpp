#include "paper/protocols/frozen_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "dataset/picture_set.h"
#include "eval/evaluation.h"
#include "eval/feature_set.h"
#include "eval/heads/class_head.h"
#include "eval/label_columns.h"
#include "mien/core/error.h"
#include "pipeline/model_loading.h"

namespace mien::paper {

namespace {

dataset::PictureSet labelled_set(const std::shared_ptr<const dataset::PictureSource>& source,
                                 const dataset::Split& split, const std::string& attribute) {
  const std::optional<eval::FoundLabels> labels =
      eval::find_labels(*source, dataset::select_records(*source, split), attribute);
  if (!labels) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected labels of {}, found the columns {}", source->name(),
                            attribute, fmt::join(source->records().columns(), ", ")));
  }
  const dataset::SourceSelection selection{source, split, {labels->mapping}};
  return dataset::build_set({&selection, 1}, {eval::target_head(attribute)},
                            {.require_all_classes = false});
}

}  // namespace

FrozenFeatures read_frozen_features(const std::string& model,
                                    const std::shared_ptr<const dataset::PictureSource>& source,
                                    const dataset::Split& split,
                                    const FrozenFeatureOptions& options) {
  const dataset::PictureSet set = labelled_set(source, split, options.attribute);
  std::vector<std::size_t> records;
  for (const dataset::LabelledPicture& picture : set.pictures) records.push_back(picture.record);
  const FeatureReader reader(load_features(model, "", {.threads = options.threads}).network);
  const eval::FeatureSet read =
      eval::read_features(reader, *source, records, {},
                          {eval::FeatureCrop::whole, options.threads, options.max_corrupt_share,
                           options.progress, options.stop});
  FrozenFeatures result;
  result.unlabelled = set.unlabelled;
  std::vector<std::size_t> readable;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (read.outcomes[i].state == eval::PictureOutcome::State::unreadable) {
      ++result.unreadable;
      continue;
    }
    readable.push_back(i);
    const std::optional<std::size_t> truth = eval::true_class(set.pictures[i].targets.front());
    result.samples.classes.push_back(static_cast<std::uint32_t>(truth.value_or(0)));
  }
  result.samples.names = set.heads.front().labels;
  result.samples.features = rows_of(read.features, readable);
  return result;
}

std::vector<FrozenClassifier> frozen_classifiers(int trees, std::uint64_t seed) {
  return {{fmt::format("random forest, {} trees", trees),
           {{StepKind::l2}, RandomForestOptions{.trees = trees, .seed = seed}}},
          {"k-NN, k = 5", {{StepKind::l2}, NearestNeighboursOptions{}}},
          {"LinearSVC, C = 1", {{StepKind::l2}, LinearSvcOptions{.seed = seed}}}};
}

FrozenScore score_frozen(const FrozenClassifier& classifier, const LabelledFeatures& train,
                         const LabelledFeatures& test, const eval::BootstrapOptions& bootstrap,
                         int threads) {
  const Pipeline pipeline = fit_pipeline(train, classifier.options, threads);
  const ClassPredictions predictions = pipeline.predict(test.features, threads);
  // Classes without training pictures are not among the pipeline's.
  eval::ClassAnswers answers;
  answers.labels = test.names;
  for (const std::uint32_t chosen : predictions.chosen) {
    const auto at = std::ranges::find(test.names, pipeline.names()[chosen]);
    answers.chosen.push_back(static_cast<std::uint32_t>(at - test.names.begin()));
  }
  answers.probabilities.assign(predictions.chosen.size() * test.names.size(), 0);
  eval::ClassSamples samples;
  samples.classes = test.names.size();
  for (std::size_t i = 0; i < predictions.chosen.size(); ++i)
    samples.add(i, test.classes[i], answers);
  FrozenScore result{classifier.name, train.features.rows, test.features.rows, {}};
  result.scores = eval::score(eval::scorer_of(samples), {}, bootstrap);
  result.scores.resize(3);  // these answers have no confidence to calibrate
  return result;
}

std::span<const PaperEthnicity> paper_table_7() {
  static constexpr std::array<PaperEthnicity, 4> rows = {
      {{"random forest", 83.5, 87.8, 84.3, 83.8},
       {"k-NN", 76.2, 84.5, 84.4, 82.2},
       {"LinearSVC", 79.5, 83.1, 85.6, 85.6},
       {"new fc layer", 80.4, 86.4, 84.4, 87.6}}};
  return rows;
}

}  // namespace mien::paper
