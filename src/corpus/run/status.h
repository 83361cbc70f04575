#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "corpus/run/plan.h"

namespace mien::corpus {

struct FailedShard {
  std::size_t shard = 0;
  std::string reason;
};

/// How a run stands, as its files say.
struct RunStatus {
  std::size_t shards = 0;
  std::size_t done = 0;
  std::size_t running = 0;  ///< a worker has them now
  std::vector<FailedShard> failed;
  std::uint64_t inputs = 0;
  std::uint64_t inputs_done = 0;  ///< also those of shards that are not done
  std::uint64_t faces = 0;        ///< of the shards that are done
  std::uint64_t errors = 0;       ///< likewise
  double inputs_a_second = 0;     ///< of all running workers; 0 if that is not known

  [[nodiscard]] std::size_t waiting() const { return shards - done - running - failed.size(); }
};

/// @param now seconds since 1970
/// @throws Error (ErrorCode::input) for a part that is not of this plan
[[nodiscard]] RunStatus run_status(const RunFolder& run, const Plan& plan, std::int64_t now);

/// A few lines for people.
[[nodiscard]] std::string status_text(const RunStatus& status);

/// The shards without a part.
[[nodiscard]] std::vector<std::size_t> open_shards(const RunFolder& run, const Plan& plan);

/// Forgets what was tried at the shards without a part, so that each of their inputs is read anew.
/// Shards that a worker has now are left alone.
/// @return the shards that were forgotten
/// @throws Error (ErrorCode::output)
[[nodiscard]] std::vector<std::size_t> forget_attempts(const RunFolder& run, const Plan& plan);

}  // namespace mien::corpus
