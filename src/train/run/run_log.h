#pragma once

#include <filesystem>
#include <vector>

#include "train/recipe/recipe.h"
#include "train/run/checkpoint/checkpoint.h"
#include "train/run/training_data.h"

namespace mien::train {

/// Writes what a run was started with: recipe.toml with all settings, and run.json with the seed,
/// SHA-256 and size of the data, class counts, threads and versions.
void write_run_log(const std::filesystem::path& folder, const Recipe& recipe,
                   const TrainingData& data, int threads);

/// Compares the data with those that run.json names: a run goes on with what it began with.
/// @throws Error (ErrorCode::usage) if they are others, (ErrorCode::input) if run.json cannot be
/// read
void check_run_log(const std::filesystem::path& folder, const TrainingData& data);

/// Writes metrics.csv: a line an epoch.
void write_metrics(const std::filesystem::path& folder, const std::vector<EpochRow>& rows);

}  // namespace mien::train
