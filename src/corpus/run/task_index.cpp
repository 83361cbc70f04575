#include "corpus/run/task_index.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "mien/core/error.h"

namespace mien::corpus {

namespace {

struct IndexVariable {
  const char* name;
  std::size_t first;  ///< number of the first task
};

constexpr IndexVariable index_variables[] = {{"SLURM_ARRAY_TASK_ID", 0},
                                             {"JOB_COMPLETION_INDEX", 0},
                                             {"SGE_TASK_ID", 1},
                                             {"PBS_ARRAY_INDEX", 0},
                                             {"AWS_BATCH_JOB_ARRAY_INDEX", 0}};

}  // namespace

std::size_t task_index() {
  for (const auto& [name, first] : index_variables) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view text = value;
    // Grid Engine says so outside of arrays.
    if (text == "undefined") continue;
    std::size_t index = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (failure != std::errc{} || end != text.data() + text.size() || index < first) {
      throw Error(ErrorCode::usage,
                  fmt::format("{}: expected a number of {} or more, found {}", name, first, text));
    }
    return index - first;
  }
  throw Error(ErrorCode::usage,
              "expected --shard, or the number of a task in SLURM_ARRAY_TASK_ID, "
              "JOB_COMPLETION_INDEX, SGE_TASK_ID, PBS_ARRAY_INDEX or AWS_BATCH_JOB_ARRAY_INDEX, "
              "found none");
}

}  // namespace mien::corpus
