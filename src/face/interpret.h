#pragma once

#include <span>
#include <vector>

#include "mien/core/face.h"
#include "mien/nn/metadata.h"

namespace mien {

/// @throws Error (ErrorCode::model) if the head is of an attribute that mien does not know, of a
/// kind that does not suit it, or has labels that are not mien's
void check_head(const HeadSpec& head);

/// The numbers of an output that are this head's.
/// @throws Error (ErrorCode::model) if the output ends before them
[[nodiscard]] std::span<const float> own_values(const HeadSpec& head,
                                                std::span<const float> output);

/// The probabilities that an output stands for; of valence and arousal, their values.
[[nodiscard]] std::vector<float> activated(std::span<const float> values, Activation activation);

/// What a head says of a face, as numbers for descriptors. They are the probabilities in mien's
/// order (of two labels the first one's), the expected age in centuries, valence and arousal, or
/// the normalised feature.
/// @param output all numbers of the head's output for this face
[[nodiscard]] std::vector<float> answer_numbers(const HeadSpec& head,
                                                std::span<const float> output);

/// The face with the attribute that one output gives; a stored prior of the head is multiplied in.
/// @param output all numbers of the head's output for this face
/// @throws Error (ErrorCode::model) as `own_values`
[[nodiscard]] Face interpret(Face face, const HeadSpec& head, std::span<const float> output);

}  // namespace mien
