#include "corpus/run/status.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "core/counted.h"
#include "corpus/run/journal.h"
#include "corpus/run/part.h"
#include "mien/core/error.h"

namespace mien::corpus {

namespace {

std::string remaining_text(double seconds) {
  constexpr double minute = 60;
  constexpr double hour = 60 * minute;
  if (seconds < minute) return fmt::format("{:.0f} s", seconds);
  if (seconds < hour) return fmt::format("{:.0f} min", seconds / minute);
  return fmt::format("{:.1f} h", seconds / hour);
}

void add_running(RunStatus& status, const JournalState& journal, std::int64_t now) {
  ++status.running;
  const auto seconds = static_cast<double>(now - journal.started);
  if (seconds > 0) status.inputs_a_second += static_cast<double>(journal.opened) / seconds;
}

}  // namespace

RunStatus run_status(const RunFolder& run, const Plan& plan, std::int64_t now) {
  RunStatus status;
  status.shards = plan.shards.size();
  status.inputs = plan.inputs;
  for (std::size_t shard = 0; shard < plan.shards.size(); ++shard) {
    if (part_exists(run, shard)) {
      const PartFacts part = read_part_facts(run, plan, shard);
      ++status.done;
      status.inputs_done += part.counts.inputs;
      status.faces += part.counts.faces;
      status.errors += part.counts.errors;
      continue;
    }
    const std::filesystem::path path = run.journal(shard);
    const bool held = journal_is_held(path);
    const JournalState journal = read_journal(path);
    if (held) add_running(status, journal, now);
    if (!held && journal.end == AttemptEnd::failed)
      status.failed.push_back({shard, journal.reason});
    if (journal.last) status.inputs_done += journal.last->input - plan.shards[shard].range.first;
  }
  return status;
}

std::string status_text(const RunStatus& status) {
  std::string text = fmt::format("{} of {} done, {} running, {} waiting, {} failed\n", status.done,
                                 counted(status.shards, "shard"), status.running, status.waiting(),
                                 status.failed.size());
  text += fmt::format("{} of {} read; in the shards that are done: {}, {}\n", status.inputs_done,
                      counted(status.inputs, "input"), counted(status.faces, "face"),
                      counted(status.errors, "error"));
  if (status.inputs_a_second > 0) {
    const auto left = static_cast<double>(status.inputs - status.inputs_done);
    text += fmt::format("{:.1f} inputs/s, {} to go\n", status.inputs_a_second,
                        remaining_text(left / status.inputs_a_second));
  }
  constexpr std::size_t most_shown = 10;
  for (std::size_t i = 0; i < std::min(status.failed.size(), most_shown); ++i) {
    text += fmt::format("shard {} failed: {}\n", status.failed[i].shard, status.failed[i].reason);
  }
  return text;
}

std::vector<std::size_t> open_shards(const RunFolder& run, const Plan& plan) {
  std::vector<std::size_t> shards;
  for (std::size_t shard = 0; shard < plan.shards.size(); ++shard) {
    if (!part_exists(run, shard)) shards.push_back(shard);
  }
  return shards;
}

std::vector<std::size_t> forget_attempts(const RunFolder& run, const Plan& plan) {
  std::vector<std::size_t> forgotten;
  for (const std::size_t shard : open_shards(run, plan)) {
    const std::filesystem::path path = run.journal(shard);
    if (!std::filesystem::exists(path)) continue;
    const std::optional<Journal> journal = Journal::open(path);
    if (!journal || part_exists(run, shard)) continue;
    // The file stays, since a worker that waits at this name would else lock another one.
    std::error_code failure;
    std::filesystem::resize_file(path, 0, failure);
    if (failure) {
      throw Error(ErrorCode::output,
                  fmt::format("{}: cannot write: {}", path.string(), failure.message()));
    }
    forgotten.push_back(shard);
  }
  return forgotten;
}

}  // namespace mien::corpus
