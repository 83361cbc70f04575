#pragma once

#include <torch/types.h>

#include <functional>
#include <string>
#include <vector>

#include "dataset/encoded_pictures.h"
#include "mien/core/image.h"
#include "train/recipe/recipe.h"
#include "train/run/initial_network.h"

namespace mien::train {

/// What one teacher says of all training pictures.
struct TeacherAnswers {
  int head = -1;         ///< index of the recipe's head that it teaches; -1: features
  std::string output{};  ///< features: name of the student's layer that imitates them
  torch::Tensor
      answers{};  ///< picture x values: class probabilities, valence and arousal, or features
  double weight = 1;
  bool unlabelled_only = false;
};

/// How far the teachers are; called from the thread that called `ask_teachers`.
using TeachingProgress = std::function<void(std::size_t done, std::size_t total)>;

/// Runs each teacher of a recipe over the pictures, as they are or made worse, not augmented.
/// @throws Error (ErrorCode::usage) if a teacher has no such head, or its labels are not the
/// student's; as loading a model and reading pictures do
[[nodiscard]] std::vector<TeacherAnswers> ask_teachers(const Recipe& recipe,
                                                       const dataset::EncodedPictures& pictures,
                                                       const TeachingProgress& progress);

}  // namespace mien::train
