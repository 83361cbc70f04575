#include "app/terminal.h"

#include <sched.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <thread>

namespace mien::app {

int terminal_columns(int descriptor) {
  constexpr int fallback = 100;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return fallback;
  return size.ws_col;
}

int available_processors() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof(set), &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace mien::app
