#pragma once

#include <cstddef>

namespace mien::corpus {

/// The number that the cluster gave this task, from 0: of SLURM_ARRAY_TASK_ID,
/// JOB_COMPLETION_INDEX (Kubernetes), SGE_TASK_ID (from 1), PBS_ARRAY_INDEX or
/// AWS_BATCH_JOB_ARRAY_INDEX, the first that is there.
/// @throws Error (ErrorCode::usage) if there is none, or if it is no number
[[nodiscard]] std::size_t task_index();

}  // namespace mien::corpus
