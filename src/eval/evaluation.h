#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dataset/picture_set.h"
#include "eval/bootstrap.h"
#include "eval/groups.h"
#include "eval/heads/affect_head.h"
#include "eval/heads/age_head.h"
#include "eval/heads/class_head.h"
#include "eval/label_columns.h"
#include "eval/predictions.h"
#include "mien/face/prior.h"
#include "mien/nn/network.h"

namespace mien::eval {

struct EvaluationOptions {
  dataset::Split split{};
  LabelOptions labels{};
  std::vector<std::string> drop{};  ///< classes that are left out of the answers and the pictures
  std::optional<int> age_top{};     ///< L of eq. 1 instead of the model's
  std::optional<float> gender_threshold{};           ///< male from here on, not the model's
  Prior prior = Prior::none;                         ///< natural: times what the head stores
  std::optional<std::vector<std::string>> groups{};  ///< columns; `usual_groups` if nobody says
  std::string resample_by{};  ///< a column whose values are resampled as a whole, such as people
  BootstrapOptions bootstrap{};
  PredictOptions predict{};
};

/// The score of the pictures of one group.
struct GroupScore {
  std::string name;
  std::size_t samples = 0;
  double value = 0;
  Interval interval;
};

/// A head's first score for each value of a column.
struct GroupScores {
  /// Smaller groups do not count for the gap: their scores are mostly chance.
  static constexpr std::size_t least_samples = 20;

  std::string column;
  std::string score;
  Unit unit = Unit::share;
  double gap = 0;  ///< between the highest and the lowest score
  std::vector<GroupScore> groups;
};

/// How well one head answers.
struct HeadEvaluation {
  std::string attribute;
  std::string column;               ///< where its labels are; "votes" for columns of votes
  std::string prior;                ///< of a head of classes (`prior_name`), else empty
  std::vector<NameCount> unknown;   ///< names in the column that are no label
  std::vector<NameCount> left_out;  ///< labels that the model's head does not have or that were
                                    ///< dropped, and their pictures
  std::size_t samples = 0;
  std::vector<ScoreValue> scores;
  std::vector<GroupScores> groups;  ///< by falling gap

  // Of a head of classes; empty for others.
  ClassAnswers answers;
  std::optional<Confusion> confusion;
  std::vector<CalibrationBin> calibration;

  std::vector<double> ages;                ///< of a head of ages: the answer for each picture
  std::vector<AgeInterval> age_intervals;  ///< of a head of ages: likewise
  std::vector<Affect> affects;             ///< of a head of affect: the answer for each picture

  HeadOutputs outputs;           ///< what the answers are made of
  ClassSamples class_samples;    ///< what is scored: of a head of classes
  AgeSamples age_samples;        ///< of a head of ages
  AffectSamples affect_samples;  ///< of a head of affect
};

struct Evaluation {
  dataset::PictureSet set;  ///< the labelled pictures; targets as `target_head` says
  std::size_t records = 0;  ///< of the split, labelled or not
  std::vector<PictureOutcome> outcomes;
  std::vector<HeadEvaluation> heads;  ///< in the order of the set's heads
};

/// The class of a target of classes: the heaviest, the first of equals; nothing if not labelled.
[[nodiscard]] std::optional<std::size_t> true_class(const dataset::Target& target);

/// The samples of a head of ages by another L of eq. 1.
/// @param head index into the evaluation's heads
/// @param spec of the same head of the model
/// @param clamp the nearest of these ages is taken for answers outside them
[[nodiscard]] AgeSamples age_samples_with(const Evaluation& evaluation, std::size_t head,
                                          const HeadSpec& spec, int top,
                                          const std::optional<dataset::AgeInterval>& clamp = {});

/// Pictures that a head of classes is scored on, and those that it is not.
struct ScoredClasses {
  ClassSamples samples;
  std::vector<NameCount> left_out;  ///< classes that are not among the answers' labels
};

/// The samples of a head of classes by other answers of its outputs, such as those without a class.
/// @param head index into the evaluation's heads
[[nodiscard]] ScoredClasses scored_classes(const Evaluation& evaluation, std::size_t head,
                                           const ClassAnswers& answers);

/// Scores the heads of a network for which a source has labels.
/// @throws Error (ErrorCode::input) if there are no labels for any head or none that it knows
/// @throws Error (ErrorCode::usage) if the options name an attribute or a class that the model
/// lacks, and what `find_labels`, `dataset::build_set` and `predict` throw
[[nodiscard]] Evaluation evaluate(const Network& network,
                                  const std::shared_ptr<const dataset::PictureSource>& source,
                                  const EvaluationOptions& options);

}  // namespace mien::eval
