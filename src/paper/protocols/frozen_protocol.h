#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/source.h"
#include "dataset/split.h"
#include "eval/bootstrap.h"
#include "eval/scores.h"
#include "mien/learn/pipeline.h"

namespace mien::paper {

/// Classes of pictures and the frozen features that they are told by.
struct FrozenFeatures {
  LabelledFeatures samples;  ///< features as the network gives them; names are mien's labels
  std::size_t unlabelled = 0;
  std::size_t unreadable = 0;
};

struct FrozenFeatureOptions {
  std::string attribute = "ethnicity";
  int threads = 1;
  double max_corrupt_share = 0.01;
  std::function<void(std::size_t done, std::size_t total)> progress = nullptr;
  std::function<bool()> stop = nullptr;
};

/// Reads the identity feature (else the penultimate layer) of whole pictures that are labelled.
/// @param model a catalogue id or the path of an .onnx
/// @throws Error as `load_features`, `find_labels` and `read_features`; (ErrorCode::input) without
/// a labelled picture
[[nodiscard]] FrozenFeatures read_frozen_features(
    const std::string& model, const std::shared_ptr<const dataset::PictureSource>& source,
    const dataset::Split& split, const FrozenFeatureOptions& options);

/// A classifier of Table 7.
struct FrozenClassifier {
  std::string name;
  PipelineOptions options;
};

/// Random forest (1000 trees, as the paper's for clips), k-NN (k = 5) and LinearSVC (C = 1) on
/// L2-normalised features. The paper does not say its settings for this table; beyond what it says
/// elsewhere these are scikit-learn's defaults.
[[nodiscard]] std::vector<FrozenClassifier> frozen_classifiers(int trees = 1000,
                                                               std::uint64_t seed = 0);

struct FrozenScore {
  std::string classifier;
  std::size_t train = 0;  ///< pictures; 0 if it was not fitted here
  std::size_t test = 0;
  std::vector<eval::ScoreValue> scores;  ///< accuracy, balanced accuracy, macro F1
};

/// Fits a classifier on some pictures and scores it on others.
[[nodiscard]] FrozenScore score_frozen(const FrozenClassifier& classifier,
                                       const LabelledFeatures& train, const LabelledFeatures& test,
                                       const eval::BootstrapOptions& bootstrap, int threads = 1);

/// Table 7 of the paper: ethnicity on UTKFace, percent, 20,149 training and 3,559 test pictures.
struct PaperEthnicity {
  std::string_view classifier;
  double vggface = 0;
  double vggface2 = 0;
  double facenet = 0;
  double mobilenet = 0;
};

[[nodiscard]] std::span<const PaperEthnicity> paper_table_7();

}  // namespace mien::paper
