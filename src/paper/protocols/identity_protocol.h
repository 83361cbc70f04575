#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/source.h"
#include "eval/feature_set.h"
#include "eval/identification.h"
#include "eval/pair_list.h"
#include "eval/verification.h"

namespace mien::paper {

struct IdentityOptions {
  /// Catalogue ids or paths of .onnx files: their identity feature, or else their penultimate
  /// layer.
  std::vector<std::string> models = {"faceres-deep"};
  std::vector<eval::FeatureCrop> crops = {eval::FeatureCrop::centre, eval::FeatureCrop::box};
  /// LFW's pairs.txt (`read_lfw_pairs`) and what to call it; without it pairs are drawn.
  std::optional<std::string> pairs_text = std::nullopt;
  std::string pairs_name = "pairs.txt";
  /// The people of the identification, as the paper takes 596 of LFW's; empty: all. Spaces stand
  /// for underscores.
  std::vector<std::string> people{};
  eval::PairOptions pairs{};  ///< of pairs that are drawn
  eval::IdentificationOptions identification{};
  eval::BootstrapOptions bootstrap{};  ///< of all intervals
  int threads = 1;
  double max_corrupt_share = 0.01;
  /// Finds faces for crops that need them. It is asked from several threads at once.
  std::shared_ptr<const Detector> detector = nullptr;
  /// Told after each batch of pictures: of all models and crops, and the detector's pass.
  std::function<void(std::size_t done, std::size_t total)> progress = nullptr;
  std::function<bool()> stop = nullptr;
};

/// One network's scores with one crop.
struct IdentityScores {
  std::string model;          ///< as the options name it
  std::string layer;          ///< the tensor that is the feature
  bool identity = false;      ///< whether the network was made to tell people apart
  std::size_t dimension = 0;  ///< numbers of a feature
  eval::FeatureCrop crop = eval::FeatureCrop::centre;
  std::size_t without_face = 0;  ///< photos whose centre was read instead
  eval::IdentificationScores identification;
  eval::VerificationScores verification;
};

/// What the identity protocols give for a set of photos.
struct IdentityEvaluation {
  std::size_t photos = 0;               ///< that are scored
  std::size_t people = 0;               ///< of these photos
  std::vector<std::string> unreadable;  ///< what is wrong with each photo that is not
  std::vector<std::string> absent;      ///< people of the options' list without a photo
  eval::PairList pairs;                 ///< of places among the photos that are scored
  bool drawn = true;                    ///< whether the pairs were drawn
  std::vector<IdentityScores> scores;   ///< each model with each crop
};

/// Runs the identification protocol of Table 1 and the verification protocol of LFW on photos of
/// people. All models and crops see the same photos, the same known ones and the same pairs.
/// @throws Error as `people_of`, `read_features`, `draw_pairs`, `read_lfw_pairs`, `identify` and
/// `load_features`; (ErrorCode::input) if none of the options' people has a photo;
/// (ErrorCode::usage) without a model or crop, or a crop that needs a detector and has none
[[nodiscard]] IdentityEvaluation evaluate_identity(const dataset::PictureSource& source,
                                                   const IdentityOptions& options);

/// "whole", "centre", "mtcnn" or "model".
[[nodiscard]] std::string_view name_of(eval::FeatureCrop crop);

/// A row of Table 1 of the paper: rank-1 accuracy on LFW, percent, mean and deviation over 10
/// repetitions, one training photo for each of 596 people.
struct PaperIdentification {
  std::string_view network;
  double centre = 0;
  double centre_deviation = 0;
  double mtcnn = 0;
  double mtcnn_deviation = 0;
};

[[nodiscard]] std::span<const PaperIdentification> paper_table_1();

}  // namespace mien::paper
