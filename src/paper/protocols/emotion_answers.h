#pragma once

#include <span>
#include <string>
#include <vector>

#include "eval/bootstrap.h"
#include "eval/evaluation.h"
#include "eval/heads/class_head.h"
#include "paper/writers/reproduced_table.h"

namespace mien::paper {

/// What a model answers for pictures with a label of an expression.
/// @param drop classes that are left out of the answers and the pictures
/// @throws Error (ErrorCode::model) if the evaluation has no head of expressions
[[nodiscard]] eval::ClassSamples emotion_samples(const eval::Evaluation& evaluation,
                                                 std::span<const std::string> drop);

/// Accuracy and mean recall in percent, with intervals.
[[nodiscard]] std::vector<Cell> emotion_cells(const eval::ClassSamples& samples,
                                              const eval::BootstrapOptions& options);

/// How much higher `a` scores than `b` on the same pictures, in points, with intervals of a paired
/// bootstrap: both are scored on the same drawn pictures.
/// @throws Error (ErrorCode::usage) if the pictures are not the same
[[nodiscard]] std::vector<Cell> emotion_differences(const eval::ClassSamples& a,
                                                    const eval::ClassSamples& b,
                                                    const eval::BootstrapOptions& options);

}  // namespace mien::paper
