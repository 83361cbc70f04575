#include "app/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "app/terminal.h"

namespace mien::app {

namespace {

std::string duration_text(double seconds) {
  const auto whole = static_cast<long>(std::clamp(seconds, 0.0, 359999.0));
  if (whole >= 3600) {
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  }
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

std::string progress_text(std::size_t done, std::size_t total, double seconds, int columns,
                          const std::string& unit) {
  const double share =
      total == 0 ? 1.0 : static_cast<double>(std::min(done, total)) / static_cast<double>(total);
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const std::string rest =
      rate > 0 ? duration_text(static_cast<double>(total - std::min(done, total)) / rate) : "?";
  const std::string numbers =
      fmt::format(" {}/{}  {:.1f} {}/s  {} left", done, total, rate, unit, rest);
  const int room = std::min(40, columns - 1 - static_cast<int>(numbers.size()) - 7);
  if (room < 5) return numbers.substr(1, static_cast<std::size_t>(std::max(columns - 1, 1)));
  const auto filled = static_cast<std::size_t>(share * room);
  return fmt::format("{:3.0f}% [{:<{}}]{}", 100 * share, std::string(filled, '#'), room, numbers);
}

ProgressBar::ProgressBar(std::size_t total, std::string unit, bool visible)
    : total_(total), unit_(std::move(unit)), shown_(visible && ::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void ProgressBar::update(std::size_t done) {
  using namespace std::chrono_literals;
  const Clock::time_point now = Clock::now();
  if (!shown_ || now - start_ < 500ms || now - last_ < 100ms) return;
  last_ = now;
  drawn_ = true;
  const std::chrono::duration<double> elapsed = now - start_;
  const std::string text =
      total_ == 0
          ? fmt::format("{} {}  {:.1f} {}/s", done, unit_,
                        static_cast<double>(done) / elapsed.count(), unit_)
          : progress_text(done, total_, elapsed.count(), terminal_columns(STDERR_FILENO), unit_);
  std::fputs(("\r" + text + "\033[K").c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace mien::app
