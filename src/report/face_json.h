#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "mien/core/face.h"

namespace mien {

/// The number rounded to `decimals` digits behind the point; null for what is not finite.
[[nodiscard]] nlohmann::ordered_json number_json(double value, int decimals);

/// Names and probabilities, in the order of `labels`, then others.
[[nodiscard]] nlohmann::ordered_json probabilities_json(
    const std::vector<LabelProbability>& probabilities, std::span<const std::string_view> labels);

/// {"label": ..., "probabilities": {...}}
[[nodiscard]] nlohmann::ordered_json classification_json(const Classification& answer,
                                                         std::span<const std::string_view> labels);

/// Adds age, gender, emotion and ethnicity, as far as there are any, to an object.
void add_attributes(nlohmann::ordered_json& object, const std::optional<float>& age,
                    const std::optional<AgeInterval>& interval,
                    const std::optional<Classification>& gender,
                    const std::optional<Classification>& emotion,
                    const std::optional<Classification>& ethnicity);

/// Adds valence and arousal, if there are any, to an object.
void add_affect(nlohmann::ordered_json& object, const std::optional<Affect>& affect);

/// A face as docs/reference/output.md describes it.
[[nodiscard]] nlohmann::ordered_json face_json(const Face& face);

}  // namespace mien
