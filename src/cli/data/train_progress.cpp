#include "cli/data/train_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "core/console.h"
#include "core/printable.h"

namespace mien::train {

namespace {

constexpr std::chrono::milliseconds pause(200);
constexpr std::chrono::seconds pause_in_files(60);

std::string duration_text(double seconds) {
  const auto whole = static_cast<long>(std::max(seconds, 0.0));
  if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

std::string step_text(const StepReport& report) {
  return fmt::format(
      "{} {}/{}  {:3.0f} %  loss {:.4f}  accuracy {:.1f} %  {:.0f} pictures/s  {} left",
      report.stage, report.epoch, report.epochs,
      100.0 * static_cast<double>(report.batch) / static_cast<double>(report.batches), report.loss,
      report.accuracy * 100, report.pictures_per_second, duration_text(report.seconds_left));
}

std::string epoch_text(const EpochRow& row) {
  std::string text = fmt::format("{} {}: {}, {:.0f} pictures/s", row.stage, row.epoch,
                                 duration_text(row.seconds), row.pictures_per_second);
  for (const auto& [name, value] : row.values) {
    if (name.ends_with("accuracy")) {
      text += fmt::format(", {} {:.2f} %", name, value * 100);
    } else {
      text += fmt::format(", {} {:.4f}", name, value);
    }
  }
  return text;
}

TrainProgress::TrainProgress(bool quiet)
    : quiet_(quiet), moving_(!quiet && isatty(STDERR_FILENO) == 1) {}

TrainingObserver TrainProgress::observer() {
  return {.on_message = [this](const std::string& message) { print(message); },
          .on_step = [this](const StepReport& report) { show(step_text(report)); },
          .on_epoch = [this](const EpochRow& row) { print(epoch_text(row)); },
          .on_teaching =
              [this](std::size_t done, std::size_t total) {
                show(fmt::format("asking teachers: {} of {} pictures", done, total));
              }};
}

void TrainProgress::show(const std::string& line) {
  const Clock::time_point now = Clock::now();
  if (quiet_ || now - last_ < (moving_ ? pause : pause_in_files)) return;
  last_ = now;
  if (!moving_) {
    print(line);
    return;
  }
  const std::string text = printable(line);
  std::fprintf(stderr, "\r%-*s", static_cast<int>(std::max(shown_, text.size())), text.c_str());
  shown_ = text.size();
}

void TrainProgress::print(const std::string& line) {
  if (quiet_) return;
  if (shown_ > 0) std::fprintf(stderr, "\r%*s\r", static_cast<int>(shown_), "");
  shown_ = 0;
  say(printable(line) + "\n");
}

}  // namespace mien::train
