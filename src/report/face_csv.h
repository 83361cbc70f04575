#pragma once

#include <span>
#include <string>
#include <string_view>

#include "mien/core/face.h"

namespace mien {

/// The name of an attribute and its probabilities: "gender,p_male,p_female".
[[nodiscard]] std::string attribute_columns(std::string_view attribute,
                                            std::span<const std::string_view> labels);

/// The fields of these columns; empty if there is no answer.
[[nodiscard]] std::string attribute_fields(const std::optional<Classification>& answer,
                                           std::span<const std::string_view> labels);

/// The fields of the columns age, age_low and age_high; empty if there is no answer.
[[nodiscard]] std::string age_fields(const std::optional<float>& age,
                                     const std::optional<AgeInterval>& interval);

/// The fields of the columns valence and arousal; empty if there is no answer.
[[nodiscard]] std::string affect_fields(const std::optional<Affect>& affect);

/// The names of the columns of a face, from x to roll (docs/reference/output.md).
[[nodiscard]] std::string face_columns();

[[nodiscard]] std::string face_fields(const Face& face);

/// As many empty fields.
[[nodiscard]] std::string no_face_fields();

}  // namespace mien
