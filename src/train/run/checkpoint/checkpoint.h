#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "train/run/checkpoint/tensor_list.h"

namespace mien::train {

/// What was measured in one epoch.
struct EpochRow {
  std::string stage;
  std::int64_t epoch = 0;  ///< in the stage, from 1
  double seconds = 0;
  double pictures_per_second = 0;
  std::map<std::string, double> values;  ///< such as "train loss", "emotion accuracy"
};

/// How far a run is.
struct RunProgress {
  std::int64_t stage = 0;
  std::int64_t epoch = 0;  ///< in the stage
  std::int64_t batch = 0;  ///< next one in the epoch
  std::int64_t steps = 0;  ///< taken in the stage
  std::int64_t epochs_since_best = 0;
  double best_score = 0;
  double loss_sum = 0;        ///< over the epoch's batches
  double right_sum = 0;       ///< of the epoch's batches: share of right answers, first head
  double seconds = 0;         ///< of the epoch
  std::int64_t pictures = 0;  ///< of the epoch
};

/// All that a run needs to go on to the same end.
struct Checkpoint {
  std::string recipe;  ///< in full, as `format_recipe` writes it
  RunProgress progress;
  std::vector<EpochRow> rows;
  TensorMap tensors;    ///< network, average and best weights
  TensorMap optimizer;  ///< `Optimizer::state`
};

/// Writes a checkpoint whole or not at all. It holds text and numbers, nothing that is run.
void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// @throws Error (ErrorCode::input) if the file is none of these, damaged, or of an older mien
[[nodiscard]] Checkpoint load_checkpoint(const std::filesystem::path& path);

}  // namespace mien::train
