#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>

namespace mien::app {

/// The text of a progress bar: done, total, rate and remaining time, as wide as the terminal
/// allows.
/// @param seconds since the start
/// @param columns of the terminal
[[nodiscard]] std::string progress_text(std::size_t done, std::size_t total, double seconds,
                                        int columns, const std::string& unit);

/// A progress bar on standard error if that is a terminal, else nothing. It shows after the first
/// half second, ten times a second at most, and vanishes at the end.
class ProgressBar {
 public:
  /// @param total 0 if it is unknown: then only what is done and the rate are shown
  /// @param visible false never shows it
  ProgressBar(std::size_t total, std::string unit, bool visible);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void update(std::size_t done);

 private:
  using Clock = std::chrono::steady_clock;
  std::size_t total_;
  std::string unit_;
  bool shown_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

}  // namespace mien::app
