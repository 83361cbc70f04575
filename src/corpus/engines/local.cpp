#include "corpus/engines/local.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <map>
#include <optional>
#include <thread>

#include "app/exit_code.h"
#include "app/interrupt.h"
#include "app/progress.h"
#include "corpus/run/journal.h"
#include "corpus/run/part.h"
#include "corpus/run/status.h"
#include "corpus/run/work.h"
#include "mien/core/error.h"

namespace mien::corpus {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds look_again{20};
/// Before a shard that another run has is tried again.
constexpr milliseconds try_again{500};
/// A worker from which nobody heard why it was killed is started again so often.
constexpr int most_starts = 50;

struct Waiting {
  std::size_t shard = 0;
  Clock::time_point not_before{};
  int starts = 0;
};

pid_t start_worker(const std::vector<std::string>& arguments) {
  constexpr const char* self = "/proc/self/exe";
  std::vector<std::string> words = arguments;
  words.insert(words.begin(), "mien");
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_t process = -1;
  const int failure = ::posix_spawn(&process, self, nullptr, nullptr, pointers.data(), environ);
  if (failure != 0) {
    throw Error(ErrorCode::setup, fmt::format("cannot start a worker: {}", std::strerror(failure)));
  }
  return process;
}

/// The workers of one run; they are told to end when it ends before them.
class LocalWorkers {
 public:
  LocalWorkers(const RunFolder& run, const Plan& plan, const LocalOptions& options)
      : run_(run), options_(options), progress_(plan.shards.size(), "shards", !options.quiet) {
    for (const std::size_t shard : open_shards(run, plan)) waiting_.push_back({shard});
    done_ = plan.shards.size() - waiting_.size();
  }
  ~LocalWorkers() {
    tell_to_end();
    for (const auto& [process, worker] : running_) ::waitpid(process, nullptr, 0);
  }
  LocalWorkers(const LocalWorkers&) = delete;
  LocalWorkers& operator=(const LocalWorkers&) = delete;

  [[nodiscard]] LocalResult run() {
    while (!waiting_.empty() || !running_.empty()) {
      if (app::InterruptGuard::interrupted() && !told_) {
        told_ = true;
        tell_to_end();
      }
      if (told_ && running_.empty()) break;
      if (!told_ && !hopeless_) start_what_can();
      if (hopeless_ && running_.empty()) break;
      collect();
      progress_.update(done_);
      std::this_thread::sleep_for(look_again);
    }
    for (const Waiting& worker : waiting_) result_.failed.push_back(worker.shard);
    if (told_) result_.code = app::exit_interrupted;
    std::ranges::sort(result_.failed);
    return result_;
  }

 private:
  void tell_to_end() const {
    for (const auto& [process, worker] : running_) ::kill(process, SIGTERM);
  }

  void start_what_can() {
    for (std::size_t looked = waiting_.size();
         looked > 0 && running_.size() < static_cast<std::size_t>(options_.jobs); --looked) {
      Waiting worker = waiting_.front();
      waiting_.pop_front();
      if (part_exists(run_, worker.shard)) {
        ++done_;
      } else if (worker.not_before > Clock::now()) {
        waiting_.push_back(worker);
      } else if (journal_is_held(run_.journal(worker.shard))) {
        worker.not_before = Clock::now() + try_again;
        waiting_.push_back(worker);
      } else {
        ++worker.starts;
        running_.emplace(start_worker(options_.command(worker.shard)), worker);
      }
    }
  }

  void collect() {
    for (auto it = running_.begin(); it != running_.end();) {
      int status = 0;
      const pid_t child = ::waitpid(it->first, &status, WNOHANG);
      if (child == 0 || (child < 0 && errno == EINTR)) {
        ++it;
        continue;
      }
      ended(it->second, status);
      it = running_.erase(it);
    }
  }

  void ended(Waiting worker, int status) {
    const bool killed = WIFSIGNALED(status);
    constexpr int killed_base = 128;
    const int code = killed ? killed_base + WTERMSIG(status) : WEXITSTATUS(status);
    if (part_exists(run_, worker.shard)) {
      ++done_;
    } else if (code == exit_try_again) {
      --worker.starts;
      worker.not_before = Clock::now() + try_again;
      waiting_.push_back(worker);
    } else if (killed && worker.starts < most_starts) {
      waiting_.push_back(worker);
    } else {
      result_.failed.push_back(worker.shard);
      if (result_.code == 0) result_.code = code == 0 ? app::exit_setup : code;
      // What another shard would meet, too: a wrong option, or a model that is not there.
      hopeless_ = hopeless_ || code == app::exit_usage || code == app::exit_setup;
    }
  }

  const RunFolder& run_;
  const LocalOptions& options_;
  app::ProgressBar progress_;
  std::deque<Waiting> waiting_;
  std::map<pid_t, Waiting> running_;
  std::size_t done_ = 0;
  LocalResult result_;
  bool told_ = false;
  bool hopeless_ = false;
};

}  // namespace

LocalResult run_locally(const RunFolder& run, const Plan& plan, const LocalOptions& options) {
  const app::InterruptGuard guard;
  return LocalWorkers(run, plan, options).run();
}

}  // namespace mien::corpus
