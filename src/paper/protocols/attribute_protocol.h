#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/source.h"
#include "dataset/split.h"
#include "eval/bootstrap.h"
#include "eval/predictions.h"
#include "eval/scores.h"

namespace mien::paper {

/// One score of one attribute for some of the pictures.
struct AttributeScore {
  std::string attribute;       ///< "age", "gender" or "ethnicity"
  std::optional<int> age_top;  ///< of an age: L of eq. 1
  bool own_age_top = false;    ///< whether that is the model's own
  /// The true ages of the pictures: "all", "21 to 60", or "21 to 60, clamped" where ages outside
  /// them that are answered count as the nearest of them, as in the paper.
  std::string ages = "all";
  std::size_t samples = 0;
  eval::ScoreValue score;
};

/// What the protocol of Table 6 gives for one model.
struct AttributeEvaluation {
  std::string model;        ///< as the caller named it
  std::size_t records = 0;  ///< labelled or not
  std::size_t without_face = 0;
  std::size_t unreadable = 0;
  std::vector<AttributeScore> scores;  ///< of the attributes for which model and data have labels
};

struct AttributeOptions {
  dataset::Split split{};
  int age_top = 2;  ///< L of eq. 1 beside the model's own; the paper's is 2
  /// Male from this score on; the paper's Table 6 was made with 0.6. Nothing: the model's own.
  std::optional<float> gender_threshold = 0.6F;
  eval::BootstrapOptions bootstrap{};
  eval::PredictOptions predict{};  ///< without a detector pictures without a box are seen whole
  int threads = 1;                 ///< of the network
};

/// The paper's protocol of Table 6: how far ages are off and how often gender (and ethnicity) is
/// right. It takes all pictures and, where the column "age" gives exact ages, those of 21 to 60
/// years. The answers are taken as they are and clamped to these years. Of ages given as intervals
/// (FairFace) the share of answers in them is scored.
/// @param model a catalogue id or the path of an .onnx
/// @throws Error as `evaluate` and `load_network`
[[nodiscard]] AttributeEvaluation evaluate_attributes(
    const std::string& model, const std::shared_ptr<const dataset::PictureSource>& source,
    const AttributeOptions& options);

/// A row of Table 6 of the paper: UTKFace in the wild, 23,060 photos with one face.
struct PaperAttributes {
  std::string_view network;
  double gender = 0;               ///< accuracy, percent
  double age = 0;                  ///< mean absolute error, years
  double parameters_millions = 0;  ///< 0 if the row is of a part of the photos
  std::string_view ages = "all";
};

[[nodiscard]] std::span<const PaperAttributes> paper_table_6();

}  // namespace mien::paper
