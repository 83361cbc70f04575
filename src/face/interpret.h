#pragma once

#include <span>
#include <vector>

#include "mien/core/face.h"
#include "mien/nn/metadata.h"

namespace mien {

/// @throws Error (ErrorCode::model) if the head is of an attribute that mien does not know, of a
/// kind that does not suit it, or has labels that are not mien's
void check_head(const HeadSpec& head);

/// The probabilities that an output stands for.
[[nodiscard]] std::vector<float> activated(std::span<const float> values, Activation activation);

/// The face with the attribute that one output gives.
/// @param values the output's numbers for this face
[[nodiscard]] Face interpret(Face face, const HeadSpec& head, std::span<const float> values);

}  // namespace mien
