#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "mien/learn/matrix.h"

namespace mien {

/// One linear separator for each class against the others (LIBLINEAR, squared hinge loss, L2
/// penalty, dual), as scikit-learn's LinearSVC. With two classes there is one separator.
struct LinearSvcOptions {
  double c = 1;             ///< weight of the errors, above 0
  double tolerance = 1e-4;  ///< at which the solver stops, above 0
  bool balanced = false;    ///< weigh classes by rows / (classes * rows of the class)
  std::uint64_t seed = 0;   ///< of the order in which the solver visits rows
};

/// Support vectors with a Gaussian kernel exp(-gamma |a - b|^2) (LIBSVM, C-SVC, one against one),
/// as scikit-learn's SVC.
struct RbfSvmOptions {
  double c = 1;                                ///< weight of the errors, above 0
  std::optional<double> gamma = std::nullopt;  ///< nothing: 1 / (columns * variance of all values)
  double tolerance = 1e-3;                     ///< at which the solver stops, above 0
  bool balanced = false;                       ///< as LinearSvcOptions::balanced
  bool probabilities = true;                   ///< Platt's estimates, which need five further fits
  std::uint64_t seed = 0;  ///< of the parts into which those fits divide the rows
};

/// Decision trees on bootstrap samples with Gini impurity, as scikit-learn's
/// RandomForestClassifier.
struct RandomForestOptions {
  int trees = 1000;                                    ///< 1 to 100,000
  std::optional<int> depth = std::nullopt;             ///< most splits above a leaf, at least 1
  std::optional<int> features_a_split = std::nullopt;  ///< nothing: the square root of the columns
  std::uint64_t seed = 0;
};

enum class DistanceMetric {
  euclidean,
  cosine,  ///< 1 - cosine of the angle; 1 if one of the two is all zeros
};

/// The nearest rows by brute force, as scikit-learn's KNeighborsClassifier.
struct NearestNeighboursOptions {
  int neighbours = 5;  ///< 1 to the number of rows
  DistanceMetric metric = DistanceMetric::euclidean;
  bool by_distance = false;  ///< weigh votes by 1 / distance; false: all alike
};

using ClassifierOptions =
    std::variant<LinearSvcOptions, RbfSvmOptions, RandomForestOptions, NearestNeighboursOptions>;

/// What a classifier says of some rows.
struct ClassPredictions {
  std::size_t classes = 0;
  std::vector<std::uint32_t> chosen;  ///< one a row
  std::vector<double> probabilities;  ///< rows x classes; those of a row sum to 1

  [[nodiscard]] std::span<const double> row(std::size_t index) const {
    return std::span(probabilities).subspan(index * classes, classes);
  }
};

class ClassifierRecord;

/// A fitted classifier. It does not change, so that several threads may ask it at once.
class Classifier {
 public:
  Classifier() = default;
  Classifier(const Classifier&) = delete;
  Classifier& operator=(const Classifier&) = delete;
  virtual ~Classifier() = default;

  /// "linear-svc", "rbf-svm", "random-forest" or "nearest-neighbours".
  [[nodiscard]] virtual std::string_view kind() const = 0;
  [[nodiscard]] virtual std::size_t features() const = 0;
  [[nodiscard]] virtual std::size_t classes() const = 0;

  /// The answers, the same for any number of threads. Probabilities are, by kind:
  /// - linear-svc: softmax of the margins; of two classes 0 and the margin. Not calibrated.
  /// - rbf-svm: Platt's, coupled over pairs (Wu, Lin and Weng 2004); without them shares of the
  ///   votes of the pairs. The chosen class is that of most votes, as scikit-learn's, and may
  ///   differ from the most probable one.
  /// - random-forest: mean of the trees' class shares.
  /// - nearest-neighbours: shares of the (weighted) votes.
  /// Of equal classes the first is chosen.
  /// @throws Error (ErrorCode::usage) if the rows have another number of columns
  [[nodiscard]] virtual ClassPredictions predict(const FeatureMatrix& samples,
                                                 int threads = 1) const = 0;

  /// How sure it is of each class, rows x classes, on its own scale. For linear-svc these are the
  /// margins (of two classes the negative margin and the margin), for the others the probabilities.
  /// The highest is that of the chosen class; only for rbf-svm may it be another's.
  /// @throws Error as `predict`
  [[nodiscard]] virtual std::vector<double> decision_scores(const FeatureMatrix& samples,
                                                            int threads = 1) const {
    return predict(samples, threads).probabilities;
  }

  /// For `save_classifier`.
  virtual void write(ClassifierRecord& record) const = 0;
};

/// Fits a classifier; the same arguments give the same one whatever the number of threads.
///
/// LIBLINEAR, and LIBSVM for probabilities, use the C library's rand(). Such fits wait for each
/// other and set its seed. They are only reproducible if nothing else in the process calls rand()
/// meanwhile.
/// @param classes one a row, from 0 on; each class up to the highest has a row
/// @throws Error (ErrorCode::usage) for impossible options, (ErrorCode::input) for features that
/// `check_features` refuses, fewer than two classes, or a class without rows
[[nodiscard]] std::shared_ptr<const Classifier> fit_classifier(
    const FeatureMatrix& samples, std::span<const std::uint32_t> classes,
    const ClassifierOptions& options, int threads = 1);

}  // namespace mien
