#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "corpus/run/plan.h"

namespace mien::corpus {

/// What the script of a cluster says beside the run.
struct ScriptOptions {
  std::string program;                ///< path of mien
  std::string run;                    ///< folder of the run, absolute
  std::string output;                 ///< folder of the data set, absolute
  std::string format = "parquet";     ///< of the data set
  std::string partition;              ///< Slurm's, or SGE's queue; empty: the default one
  std::string time = "1:00:00";       ///< most time of a task
  std::string memory = "2G";          ///< of a task
  int max_running = 0;                ///< tasks at the same time; 0: as many as the cluster gives
  std::string image = "mien:latest";  ///< container for Kubernetes
  std::string claim = "mien";         ///< Kubernetes: the volume claim, mounted at `mount`
  std::string mount = "/data";
};

/// How the shards of a run become tasks of an array. Slurm allows 1001 tasks by default, so a task
/// works on each `tasks`-th shard.
struct TaskLayout {
  std::size_t shards = 0;
  std::size_t tasks = 0;            ///< numbers from 0 to tasks - 1
  std::vector<std::size_t> open{};  ///< the tasks that have a shard without a part
};

[[nodiscard]] TaskLayout task_layout(std::size_t shards, const std::vector<std::size_t>& open);

/// Numbers as Slurm writes them: "0-3,7,9-12".
[[nodiscard]] std::string number_ranges(const std::vector<std::size_t>& numbers);

/// A word as a POSIX shell reads it.
[[nodiscard]] std::string shell_word(const std::string& word);

/// The array for sbatch. A task that shall be tried again is put back into the queue.
[[nodiscard]] std::string slurm_array_script(const Plan& plan, const TaskLayout& tasks,
                                             const ScriptOptions& options);

/// The job for sbatch that makes the data set.
[[nodiscard]] std::string slurm_merge_script(const Plan& plan, const ScriptOptions& options);

/// An indexed Job and what to do after it, as YAML.
[[nodiscard]] std::string kubernetes_script(const Plan& plan, const TaskLayout& tasks,
                                            const ScriptOptions& options);

/// An array for qsub of Grid Engine.
[[nodiscard]] std::string grid_engine_script(const Plan& plan, const TaskLayout& tasks,
                                             const ScriptOptions& options);

/// A submit file of HTCondor.
[[nodiscard]] std::string condor_script(const Plan& plan, const TaskLayout& tasks,
                                        const ScriptOptions& options);

/// A shell script around GNU parallel.
[[nodiscard]] std::string parallel_script(const Plan& plan, const TaskLayout& tasks,
                                          const ScriptOptions& options);

}  // namespace mien::corpus
