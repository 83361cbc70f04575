#pragma once

namespace mien::app {

/// Turns Ctrl-C (SIGINT) and SIGTERM into a flag while it lives, so that a run can end in order. A
/// second signal ends the program at once. One object at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  [[nodiscard]] static bool interrupted();
};

}  // namespace mien::app
