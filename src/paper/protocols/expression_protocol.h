#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/source.h"
#include "dataset/split.h"
#include "eval/bootstrap.h"
#include "eval/confusion.h"
#include "eval/label_columns.h"
#include "eval/predictions.h"
#include "eval/scores.h"
#include "mien/face/prior.h"

namespace mien::paper {

/// How often a model names expressions right among a number of classes.
struct ExpressionScores {
  std::vector<std::string> labels;  ///< that can be answered, in mien's order
  bool dropped = false;             ///< contempt's score was left out of a model of more classes
  std::size_t samples = 0;
  std::vector<eval::NameCount> left_out;  ///< classes that cannot be answered, and their pictures
  std::vector<eval::ScoreValue>
      scores;  ///< accuracy, balanced accuracy, macro F1, calibration error
  eval::Confusion confusion{0};
};

struct ExpressionEvaluation {
  std::string model;           ///< as the caller named it
  std::string prior;           ///< that its answers are with (`prior_name`)
  std::size_t records = 0;     ///< labelled or not
  std::size_t unlabelled = 0;  ///< without one of the eight expressions
  std::size_t without_face = 0;
  std::size_t unreadable = 0;
  /// All classes of the model and, if contempt is among them, those without it. These are the
  /// paper's 7 classes of a model of 8; the other probabilities are scaled to sum to 1.
  std::vector<ExpressionScores> scores;
  /// Valence and arousal, if the model and the data have both: CCC, PCC, RMSE and SAGR of each,
  /// over the pictures that the first of `scores` is over, so that models of seven expressions are
  /// scored on the pictures of seven.
  std::vector<eval::ScoreValue> affect;
  std::size_t affect_samples = 0;
};

struct ExpressionOptions {
  dataset::Split split{};
  eval::LabelOptions labels{};
  eval::BootstrapOptions bootstrap{};
  eval::PredictOptions predict{};
  Prior prior = Prior::none;
  int threads = 1;  ///< of the network
};

/// The paper's protocol of Table 2, on pictures labelled by name or by votes.
/// @param model a catalogue id or the path of an .onnx with a head of emotion
/// @throws Error as `evaluate` and `load_network`; (ErrorCode::usage) without such a head
[[nodiscard]] ExpressionEvaluation evaluate_expressions(
    const std::string& model, const std::shared_ptr<const dataset::PictureSource>& source,
    const ExpressionOptions& options);

/// A row of Table 2 of the paper: AffectNet, accuracy in percent; 0 where it gives none.
struct PaperExpressions {
  std::string_view network;
  std::string_view training;
  double eight = 0;
  double seven = 0;
  double seven_trained = 0;  ///< of a model trained for seven classes
};

[[nodiscard]] std::span<const PaperExpressions> paper_table_2();

}  // namespace mien::paper
