#pragma once

#include <functional>
#include <string>
#include <vector>

#include "corpus/run/plan.h"

namespace mien::corpus {

struct LocalOptions {
  int jobs = 1;  ///< worker processes at the same time
  /// The words behind the program's name that start the worker of a shard.
  std::function<std::vector<std::string>(std::size_t shard)> command;
  bool quiet = false;  ///< no progress bar
};

/// What became of a local run.
struct LocalResult {
  std::vector<std::size_t> failed;  ///< shards without a part after their workers ended
  int code = 0;  ///< of the first worker that failed; 130 if the run was interrupted
};

/// Works on all shards without a part, each in a process of its own. A worker that is killed is
/// started again. Where another run works on a shard, its part is waited for.
/// @throws Error (ErrorCode::setup) if no process can be started
[[nodiscard]] LocalResult run_locally(const RunFolder& run, const Plan& plan,
                                      const LocalOptions& options);

}  // namespace mien::corpus
