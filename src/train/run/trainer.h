#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "train/module/trainable_network.h"
#include "train/recipe/recipe.h"
#include "train/run/step_report.h"
#include "train/run/validation.h"

namespace mien::train {

/// What a run tells while it goes on.
struct TrainingObserver {
  std::function<void(const std::string& message)> on_message;
  std::function<void(const StepReport& report)> on_step;
  std::function<void(const EpochRow& row)> on_epoch;
  std::function<void(std::size_t done, std::size_t total)> on_teaching;
};

struct TrainingOptions {
  std::filesystem::path folder;   ///< where the run keeps its files
  bool resume = false;            ///< go on from the folder's checkpoint
  int threads = 2;                ///< of LibTorch
  Device device = Device::cpu;    ///< where the network computes
  std::function<bool()> stopped;  ///< asked at each step; true saves and ends the run
  /// The processes that train together, each with a batch of its own; the one of rank 0 writes the
  /// files, and all see the folder. Null: this one alone.
  const ProcessGroup* group = nullptr;
  TrainingObserver observer;
};

/// What came out of a run.
struct TrainingResult {
  bool finished = false;  ///< false: stopped; a checkpoint was saved
  NetworkGraph graph;
  NamedTensors weights{};               ///< the best ones, by the recipe's validation
  std::vector<HeadScores> scores{};     ///< of these, on the validation pictures
  std::vector<torch::Tensor> logits{};  ///< of these, likewise, one tensor a head
  std::vector<EpochRow> rows{};
  std::optional<LabelGraph> label_graph{};  ///< of the recipe's graph
};

/// Trains a network as a recipe says. The folder gets recipe.toml (in full), run.json (seed, data
/// hashes, versions), metrics.csv after each epoch, and checkpoint.pt by the clock and each epoch.
/// @throws Error as reading data, models and checkpoints do; (ErrorCode::usage) if the folder has a
/// run and `resume` is not set, the checkpoint is of another recipe, or several processes are to
/// train on another device than the CPU; (ErrorCode::setup) if there is no such device
[[nodiscard]] TrainingResult run_training(const Recipe& recipe, const TrainingOptions& options);

}  // namespace mien::train
