#pragma once

#include <string>

#include "corpus/run/plan.h"

namespace mien::corpus {

/// Numbers of jobs, as Slurm gave them.
struct SlurmJobs {
  std::string array;
  std::string merge;
};

/// Hands both scripts to sbatch: the merge begins when all tasks of the array have ended well. What
/// the jobs print goes to the folder of logs.
/// @throws Error (ErrorCode::setup) if there is no sbatch, or if it refuses
[[nodiscard]] SlurmJobs submit_to_slurm(const RunFolder& run, const std::string& array,
                                        const std::string& merge);

}  // namespace mien::corpus
