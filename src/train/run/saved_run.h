#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "train/module/trainable_network.h"
#include "train/recipe/recipe.h"
#include "train/run/checkpoint/checkpoint.h"

namespace mien::train {

/// Where a run in `folder` keeps its checkpoint.
[[nodiscard]] std::filesystem::path checkpoint_file(const std::filesystem::path& folder);

/// The checkpoint of the unfinished run in `folder`; nothing if there is none.
/// @param resume whether such a run is to go on
/// @throws Error (ErrorCode::usage) if there is one and `resume` is not set, or it is of another
/// recipe
/// @throws Error as `load_checkpoint`
[[nodiscard]] std::optional<Checkpoint> unfinished_run(const std::filesystem::path& folder,
                                                       const Recipe& recipe, bool resume);

/// The tensors of a network as a checkpoint holds them, with `prefix` before their names. They
/// share the memory of the network's.
[[nodiscard]] TensorMap saved_tensors(const TrainableNetwork& network, const std::string& prefix);

/// Gives a network the values of tensors that `saved_tensors` named.
/// @param file the checkpoint, for messages
/// @throws Error (ErrorCode::input) if one is missing, or of another type or shape
void restore_tensors(TrainableNetwork& network, const TensorMap& tensors, const std::string& prefix,
                     const std::filesystem::path& file);

}  // namespace mien::train
