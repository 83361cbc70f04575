#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/core/face.h"

namespace mien {

// Digits behind the point in every format.
inline constexpr int pixel_decimals = 1;
inline constexpr int probability_decimals = 4;
inline constexpr int age_decimals = 1;
inline constexpr int affect_decimals = 2;  // where people read it; files have four
inline constexpr int degree_decimals = 1;
inline constexpr int quality_decimals = 2;
inline constexpr int openness_decimals = 2;
inline constexpr int second_decimals = 3;
inline constexpr int rate_decimals = 2;  // of changes a minute

/// The number rounded to `decimals` digits behind the point, without a negative zero; nothing for
/// what is not a finite number.
[[nodiscard]] std::optional<double> rounded(double value, int decimals);

/// As text with exactly `decimals` digits behind the point; empty for what is not finite.
[[nodiscard]] std::string fixed(double value, int decimals);

/// A probability as "97%"; empty for what is not finite.
[[nodiscard]] std::string percent(float probability);

/// The message without the file name that it starts with, for places that show the name already.
[[nodiscard]] std::string_view message_without_file(std::string_view message,
                                                    std::string_view file);

/// As above, of a result's error.
[[nodiscard]] std::string_view error_without_file(const ImageResult& result);

/// The chosen class, or `unsure_label` if it is not sure enough.
[[nodiscard]] std::string shown_label(const Classification& classification);

/// The probabilities in the order of `labels`, then those of other labels in their own order.
[[nodiscard]] std::vector<LabelProbability> in_order(const Classification& classification,
                                                     std::span<const std::string_view> labels);

/// The probability of a label, or nothing if the classification has none.
[[nodiscard]] std::optional<float> probability_of(
    const std::optional<Classification>& classification, std::string_view label);

}  // namespace mien
