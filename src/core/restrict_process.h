#pragma once

#include <cstddef>

namespace mien {

struct ProcessRestrictions {
  int descriptor = -1;     ///< the only one that stays open, for writing
  std::size_t memory = 0;  ///< bytes that may be used beyond those in use
  int cpu_seconds = 1;
  bool threads = false;  ///< whether it may start threads
};

/// Takes this process's rights for good: it can compute, use some memory, write to one descriptor
/// and end. For a child process, after fork(). A system without seccomp still sets the limits, of
/// which one is that no file can be opened.
void restrict_process(const ProcessRestrictions& restrictions);

}  // namespace mien
