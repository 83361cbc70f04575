#include "app/standard_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "app/exit_code.h"

namespace mien::app {

void keep_standard_files() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free number is this one.
    (void)::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

int checked_output(int code) {
  errno = 0;
  const bool printed = static_cast<bool>(std::cout.flush());
  const bool flushed = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (printed && flushed) return code;
  // Of an earlier failure the reason is not known any more.
  std::fprintf(stderr, "mien: standard output: cannot write%s%s\n", errno == 0 ? "" : ": ",
               errno == 0 ? "" : std::strerror(errno));
  return exit_setup;
}

}  // namespace mien::app
