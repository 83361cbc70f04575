#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "corpus/run/part_files.h"

namespace mien::corpus {

/// How far a part had come when its next input was opened.
struct Checkpoint {
  std::size_t input = 0;             ///< number in the whole list of what was opened next
  OfPartFiles<std::uint64_t> bytes;  ///< of the files so far
};

/// How the last attempt at a shard stands, as far as its journal says.
enum class AttemptEnd {
  none,         ///< it goes on, or it was killed
  done,         ///< the part is there
  interrupted,  ///< by a signal; another attempt may follow
  failed,       ///< for a reason that another attempt will meet, too
};

/// What the journal of a shard says of all attempts so far.
struct JournalState {
  std::size_t attempts = 0;
  AttemptEnd end = AttemptEnd::none;
  std::string reason;              ///< of a failure
  std::int64_t started = 0;        ///< seconds since 1970, of the last attempt
  std::optional<Checkpoint> last;  ///< since the last fresh start
  std::string machine;             ///< on which that was, until it is started anew
  std::size_t opened = 0;          ///< inputs in the last attempt
  /// How often the reader of an input was killed while it had it open, by the input's number.
  std::map<std::size_t, int> killed;
  /// How often a whole attempt was killed while it had an input open.
  std::map<std::size_t, int> abandoned;
};

/// @param path need not exist: then nothing was tried yet
/// @throws Error (ErrorCode::input) if it cannot be read
[[nodiscard]] JournalState read_journal(const std::filesystem::path& path);

/// Whether an attempt at the shard goes on now, on any machine that shares the file.
[[nodiscard]] bool journal_is_held(const std::filesystem::path& path);

/// The journal of a shard, to write: what is opened is noted before it is opened. It is locked
/// while it lives, also in child processes, so that a shard has one worker at a time.
class Journal {
 public:
  /// @return nothing if another worker has it
  /// @throws Error (ErrorCode::output) if it cannot be written, (setup) if the file system has no
  /// locks
  [[nodiscard]] static std::optional<Journal> open(const std::filesystem::path& path);

  ~Journal();
  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&&) = delete;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  void begin_attempt();
  /// The part begins anew: checkpoints before this count no more.
  void begin_part();
  void opened(const Checkpoint& checkpoint);
  /// The reader was killed; `input` is what it had open, if anything.
  void killed(std::optional<std::size_t> input, int signal);
  void end_attempt(AttemptEnd end, const std::string& reason = {});

 private:
  Journal(std::filesystem::path path, int descriptor);
  void write(const std::string& line);

  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// This machine since it was started: what a killed process wrote can still be read there.
[[nodiscard]] std::string this_machine();

}  // namespace mien::corpus
