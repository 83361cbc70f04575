#include "corpus/run/work.h"

#include <fmt/format.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigwaitinfo is not in <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <new>
#include <optional>

#include "app/exit_code.h"
#include "app/interrupt.h"
#include "core/console.h"
#include "corpus/run/journal.h"
#include "corpus/run/part.h"
#include "dataset/input_file.h"
#include "mien/core/error.h"
#include "models/digest.h"

namespace mien::corpus {

namespace {

constexpr int most_kills = 2;
/// A whole attempt may be killed from outside while it reads an innocent input.
constexpr int most_abandoned = 4;
constexpr int most_kills_before_work = 3;

bool is_killer(const JournalState& state, std::size_t number) {
  const auto count = [&](const std::map<std::size_t, int>& counts) {
    const auto entry = counts.find(number);
    return entry == counts.end() ? 0 : entry->second;
  };
  return count(state.killed) >= most_kills || count(state.abandoned) >= most_abandoned;
}

ImageResult failed_input(const Input& input, const std::string& reason) {
  ImageResult result;
  result.file = input.file;
  result.error = reason;
  return result;
}

ClipAnswer failed_clip(const Input& input, const std::string& reason) {
  ClipAnswer answer;
  answer.summary.clip = input.file;
  answer.summary.error = reason;
  return answer;
}

/// Writes the rows of an input that is not opened.
void write_failure(PartWriter& part, const Input& input, const InputFacts& facts,
                   const std::string& reason) {
  if (input.clip) {
    part.write(failed_clip(input, reason), facts);
  } else {
    part.write(failed_input(input, reason), facts);
  }
}

/// The answer for one photo, whatever is wrong with it.
ImageResult answer_for_photo(const Input& input, const ReadPhoto& read, InputFacts& facts) {
  try {
    const std::vector<std::byte> bytes = read_input(input);
    facts.bytes = bytes.size();
    facts.sha256 = models::sha256_hex(bytes);
    return read(input, bytes);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::input) throw;
    return failed_input(input, error.what());
  } catch (const std::bad_alloc&) {
    return failed_input(input, "not enough memory for this picture");
  }
}

/// Size and digest of a clip's file. A folder of pictures has no digest, and what cannot be read is
/// said by its reader.
void find_clip_facts(const Input& input, InputFacts& facts) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(input.file, ignored)) return;
  try {
    const dataset::InputFile file(input.file);
    facts.bytes = file.size();
    facts.sha256 = file.sha256();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::input) throw;
  }
}

/// The answer for one clip, whatever is wrong with it; the rows of its frames are written before.
/// @throws Error (ErrorCode::cancelled) if this process was told to end
ClipAnswer answer_for_clip(const Input& input, const ReadClip& read, InputFacts& facts,
                           PartWriter& part) {
  try {
    find_clip_facts(input, facts);
    ClipAnswer answer = read(input, [&](const FrameFaces& frame) {
      part.write(input.file, frame);
      return !app::InterruptGuard::interrupted();
    });
    if (app::InterruptGuard::interrupted()) {
      throw Error(ErrorCode::cancelled, fmt::format("{}: reading was stopped", input.file));
    }
    return answer;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::input) throw;
    return failed_clip(input, error.what());
  } catch (const std::bad_alloc&) {
    return failed_clip(input, "not enough memory for this clip");
  }
}

/// Reads one input and writes its rows.
void write_answer(PartWriter& part, const Input& input, const Readers& readers, InputFacts facts) {
  if (!input.error.empty()) {
    write_failure(part, input, facts, input.error);
  } else if (input.clip) {
    const ClipAnswer answer = answer_for_clip(input, readers.clip, facts, part);
    part.write(answer, facts);
  } else {
    const ImageResult result = answer_for_photo(input, readers.photo, facts);
    part.write(result, facts);
  }
}

/// What the child process does.
int read_shard_inputs(const RunFolder& run, const Plan& plan, std::size_t shard,
                      const MakeReaders& make_readers, Journal& journal) {
  const std::vector<Input> inputs = read_shard(run, plan, shard);
  const JournalState state = read_journal(run.journal(shard));
  PartWriter part(run, plan, shard, state, journal);
  const app::InterruptGuard guard;
  std::optional<Readers> readers;
  while (part.done() < inputs.size()) {
    if (app::InterruptGuard::interrupted()) return app::exit_interrupted;
    const Input& input = inputs[part.done()];
    const InputFacts facts{.number = part.checkpoint().input, .bytes = input.bytes};
    if (is_killer(state, facts.number)) {
      write_failure(part, input, facts,
                    fmt::format("{}: expected a {}, found one that ended the program each time "
                                "that it was read",
                                input.file, input.clip ? "clip" : "picture"));
      continue;
    }
    if (!readers) readers = make_readers();
    journal.opened(part.checkpoint());
    try {
      write_answer(part, input, *readers, facts);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::cancelled) return app::exit_interrupted;
      throw;
    }
  }
  (void)part.publish();
  return app::exit_ok;
}

/// The signals that the parent waits for.
sigset_t awaited_signals() {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT}) ::sigaddset(&set, signal);
  return set;
}

/// Keeps the signals from their usual effect while it lives.
class HeldSignals {
 public:
  HeldSignals() : held_(awaited_signals()) { ::sigprocmask(SIG_BLOCK, &held_, &before_); }
  ~HeldSignals() { release(); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  void release() const { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
  [[nodiscard]] const sigset_t& held() const { return held_; }

 private:
  sigset_t held_;
  sigset_t before_{};
};

struct ChildEnd {
  int status = 0;
  int told_by = 0;  ///< the signal that asked this process to end, or 0
};

ChildEnd await_child(pid_t child, const sigset_t& signals) {
  ChildEnd end;
  while (true) {
    const pid_t ended = ::waitpid(child, &end.status, WNOHANG);
    if (ended == child) return end;
    if (ended < 0 && errno != EINTR) {
      throw Error(ErrorCode::setup,
                  fmt::format("cannot wait for a process: {}", std::strerror(errno)));
    }
    siginfo_t info{};
    const int signal = ::sigwaitinfo(&signals, &info);
    if (signal != SIGTERM && signal != SIGINT) continue;
    end.told_by = signal;
    // A terminal sends Ctrl-C to the child itself.
    if (info.si_code == SI_USER || signal == SIGTERM) ::kill(child, signal);
  }
}

/// @return in the parent: the child; never returns in the child
pid_t start_child(const HeldSignals& signals, const std::function<int()>& work) {
  (void)std::fflush(nullptr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) {
    throw Error(ErrorCode::setup, fmt::format("cannot start a process: {}", std::strerror(errno)));
  }
  if (child > 0) return child;
  // The shard is read only as long as this process's parent holds it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(exit_try_again);
  signals.release();
  const int code = app::run_reporting_errors("mien", work);
  (void)std::fflush(nullptr);
  ::_exit(code);
}

int told_code(int signal) { return signal == SIGINT ? app::exit_interrupted : exit_try_again; }

}  // namespace

int work_on_shard(const RunFolder& run, const Plan& plan, std::size_t shard,
                  const MakeReaders& make_readers) {
  if (shard >= plan.shards.size()) {
    throw Error(ErrorCode::usage,
                fmt::format("--shard: expected 0 to {}, found {}", plan.shards.size() - 1, shard));
  }
  if (part_exists(run, shard)) return app::exit_ok;
  std::optional<Journal> journal = Journal::open(run.journal(shard));
  if (!journal) {
    say(fmt::format("mien: shard {}: another worker has it\n", shard));
    return exit_try_again;
  }
  if (part_exists(run, shard)) return app::exit_ok;
  journal->begin_attempt();
  const HeldSignals signals;
  for (int kills_before_work = 0;;) {
    const std::size_t opened_before = read_journal(run.journal(shard)).opened;
    const pid_t child = start_child(
        signals, [&] { return read_shard_inputs(run, plan, shard, make_readers, *journal); });
    const ChildEnd end = await_child(child, signals.held());
    if (WIFEXITED(end.status)) {
      const int code = WEXITSTATUS(end.status);
      if (code == app::exit_ok) {
        journal->end_attempt(AttemptEnd::done);
        return code;
      }
      const bool reported = end.told_by != 0 || code == app::exit_interrupted;
      journal->end_attempt(reported ? AttemptEnd::interrupted : AttemptEnd::failed,
                           reported ? "" : fmt::format("exit code {}", code));
      return reported ? told_code(end.told_by == 0 ? SIGTERM : end.told_by) : code;
    }
    if (end.told_by != 0) {
      journal->end_attempt(AttemptEnd::interrupted);
      return told_code(end.told_by);
    }
    const int signal = WTERMSIG(end.status);
    const JournalState state = read_journal(run.journal(shard));
    const bool open = state.opened > opened_before;
    journal->killed(open ? std::optional(state.last->input) : std::nullopt, signal);
    kills_before_work = open ? 0 : kills_before_work + 1;
    if (kills_before_work >= most_kills_before_work) {
      const std::string reason =
          fmt::format("killed by signal {} ({}) before it opened an input, three times", signal,
                      ::strsignal(signal));
      journal->end_attempt(AttemptEnd::failed, reason);
      throw Error(ErrorCode::setup, fmt::format("shard {}: the worker was {}", shard, reason));
    }
  }
}

}  // namespace mien::corpus
