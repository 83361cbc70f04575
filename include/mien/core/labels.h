#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace mien {

/// Expression classes in mien's order (that of FER+). AffectNet's names happy and sad are happiness
/// and sadness here.
inline constexpr std::array<std::string_view, 8> emotion_labels = {
    "neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"};

/// Apparent gender classes in mien's order.
inline constexpr std::array<std::string_view, 2> gender_labels = {"male", "female"};

/// Apparent ethnicity classes in mien's order (those of UTKFace; "other" is the paper's
/// Latino/Middle Eastern class).
inline constexpr std::array<std::string_view, 5> ethnicity_labels = {"white", "black", "asian",
                                                                     "indian", "other"};

/// What is shown in place of a class that is not sure enough.
inline constexpr std::string_view unsure_label = "unsure";

/// One class and its probability, 0 to 1.
struct LabelProbability {
  std::string label;
  float probability = 0;
  friend bool operator==(const LabelProbability&, const LabelProbability&) = default;
};

/// The answer of one classifier: the chosen class and all probabilities (they sum to 1), in the
/// documented order of the attribute.
struct Classification {
  std::string label;
  std::vector<LabelProbability> probabilities;
  /// Below this probability of the chosen class the answer is unsure, 0 to 1; 0: never. The model
  /// says it.
  float sure_from = 0;

  /// Probability of the chosen class, 0 if there is none.
  [[nodiscard]] float confidence() const;

  /// Whether the probability of the chosen class is below `sure_from`. Tables, CSV and marked
  /// pictures then show `unsure_label` instead of the class.
  [[nodiscard]] bool unsure() const { return confidence() < sure_from; }
  friend bool operator==(const Classification&, const Classification&) = default;
};

}  // namespace mien
