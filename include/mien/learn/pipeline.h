#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "mien/learn/classifier.h"
#include "mien/learn/matrix.h"

namespace mien {

/// Subtracts the mean of each column and divides by its population deviation, as scikit-learn's
/// StandardScaler; a column of one value is only shifted.
struct StandardScaling {
  std::vector<double> means;
  std::vector<double> deviations;  ///< 1 for a column of one value
};

/// Divides each row by its Euclidean length; rows of zeros stay.
struct RowNormalisation {};

using FittedStep = std::variant<StandardScaling, RowNormalisation>;

/// What is done to rows before a classifier sees them.
enum class StepKind { standard_scaling, l2 };

/// Learns what the step needs to know of the rows.
[[nodiscard]] FittedStep fit_step(StepKind kind, const FeatureMatrix& samples);

/// @param samples of the columns that the step was fitted on
[[nodiscard]] FeatureMatrix apply_step(const FittedStep& step, FeatureMatrix samples);

struct PipelineOptions {
  std::vector<StepKind> steps;  ///< in this order
  ClassifierOptions classifier;
};

/// Rows of known classes.
struct LabelledFeatures {
  FeatureMatrix features;
  std::vector<std::uint32_t> classes;  ///< one a row, each a number of `names`
  std::vector<std::string> names;      ///< different ones
};

/// Some of the rows, with the same names.
[[nodiscard]] LabelledFeatures rows_of(const LabelledFeatures& samples,
                                       std::span<const std::size_t> indices);

/// Steps, a classifier and the names of its classes. A value: copies share the classifier, which
/// does not change.
class Pipeline {
 public:
  /// @param names one for each class of the classifier
  /// @param descriptors what the rows are, such as the model and layer they come from; may be empty
  Pipeline(std::vector<FittedStep> steps, std::shared_ptr<const Classifier> classifier,
           std::vector<std::string> names, std::string descriptors);

  [[nodiscard]] const std::vector<FittedStep>& steps() const { return steps_; }
  [[nodiscard]] const Classifier& classifier() const { return *classifier_; }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] const std::string& descriptors() const { return descriptors_; }

  /// @throws Error (ErrorCode::usage) if the rows have other columns than those it was fitted on
  [[nodiscard]] ClassPredictions predict(const FeatureMatrix& samples, int threads = 1) const;

  /// As Classifier::decision_scores, after the steps.
  [[nodiscard]] std::vector<double> decision_scores(const FeatureMatrix& samples,
                                                    int threads = 1) const;

 private:
  [[nodiscard]] FeatureMatrix prepared(const FeatureMatrix& samples) const;

  std::vector<FittedStep> steps_;
  std::shared_ptr<const Classifier> classifier_;
  std::vector<std::string> names_;
  std::string descriptors_;
};

/// Fits the steps in order, each on what the one before gives, and then the classifier. Names
/// without rows are left out of the result's.
/// @throws Error as `fit_classifier`
[[nodiscard]] Pipeline fit_pipeline(const LabelledFeatures& samples, const PipelineOptions& options,
                                    int threads = 1, const std::string& descriptors = "");

/// Writes a file as docs/guides/classifiers.md describes it.
/// @throws Error (ErrorCode::output)
void save_pipeline(const Pipeline& pipeline, const std::filesystem::path& path);

/// @throws Error (ErrorCode::model) if the file cannot be read, is of another format or version,
/// cut short, damaged, or holds a classifier that cannot be
[[nodiscard]] Pipeline load_pipeline(const std::filesystem::path& path);

/// As `load_pipeline`, from memory; `name` is what to call it in messages.
[[nodiscard]] Pipeline decode_pipeline(std::span<const std::byte> bytes, const std::string& name);

}  // namespace mien
