#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mien/nn/metadata.h"
#include "mien/nn/network.h"

namespace mien {

/// Checks what a network gave for one head of its metadata. What the file declares is a promise
/// only: ONNX Runtime hands over whatever the graph computes, and an index into less is memory of
/// someone else.
/// @param actual the shape as it came
/// @param declared the output as the file declares it, -1 where it is free
/// @param batch number of pictures, which must be the length of the first axis
/// @throws Error (ErrorCode::model) if the number of axes or the length of one is not what the
/// metadata and the declaration promise, or a row is empty
void check_answer(std::span<const std::int64_t> actual, const TensorInfo& declared,
                  const HeadSpec& head, std::int64_t batch, std::string_view source);

/// A shape for messages: "[2, 3]", with "any" for an axis that is free.
[[nodiscard]] std::string shape_text(std::span<const std::int64_t> shape);

/// Numbers that a head has for a picture: one a label, 1 for two classes, 2 for valence and
/// arousal; -1 if the metadata leave it open.
[[nodiscard]] std::int64_t numbers_of(const HeadSpec& head);

/// Numbers that the output of a head has for a picture; -1 if the metadata leave it open, also
/// because the output holds those of other heads, too.
[[nodiscard]] std::int64_t promised_width(const HeadSpec& head);

}  // namespace mien
