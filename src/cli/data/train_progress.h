#pragma once

#include <chrono>
#include <string>

#include "train/run/trainer.h"

namespace mien::train {

/// The line that shows a step: stage, epoch, loss, accuracy, pictures/s, remaining time.
[[nodiscard]] std::string step_text(const StepReport& report);

/// The line that tells of an epoch: its scores and how long it took.
[[nodiscard]] std::string epoch_text(const EpochRow& row);

/// Tells how a run goes on, on standard error: a line that moves if that is a terminal, else a new
/// one each minute; and a line for each epoch.
class TrainProgress {
 public:
  /// @param quiet shows nothing
  explicit TrainProgress(bool quiet);

  [[nodiscard]] TrainingObserver observer();

 private:
  void show(const std::string& line);
  void print(const std::string& line);

  using Clock = std::chrono::steady_clock;
  bool quiet_;
  bool moving_;
  std::size_t shown_ = 0;  // letters of the moving line
  Clock::time_point last_{};
};

}  // namespace mien::train
