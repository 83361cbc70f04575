#include "nn/pass_watch.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace mien {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds look_every{50};
// What ends by itself soon after Ctrl-C may do so, so that its answer is kept.
constexpr std::chrono::milliseconds patience{2'000};

std::atomic<bool (*)()> stop_asked = nullptr;

bool asked_to_stop() {
  bool (*const predicate)() = stop_asked.load();
  return predicate != nullptr && predicate();
}

}  // namespace

/// The thread that watches. It sleeps while there is nothing to watch over.
class PassWatcher {
 public:
  /// Never destroyed: at the end of the program other threads may still be in a forward pass. A
  /// process that came of fork() has this object but not its thread. That is ended, though.
  static PassWatcher& instance() {
    static auto* const watcher = new PassWatcher;
    static const AtEnd end{*watcher};
    return *watcher;
  }

  PassWatcher(const PassWatcher&) = delete;
  PassWatcher& operator=(const PassWatcher&) = delete;

  void add(PassWatch& pass) {
    const std::lock_guard lock(mutex_);
    if (!thread_.joinable() && !closing_) thread_ = std::thread([this] { watch(); });
    passes_.push_back(&pass);
    if (std::exchange(sleeping_, false)) wake_.notify_one();
  }

  void remove(PassWatch& pass) {
    const std::lock_guard lock(mutex_);
    std::erase(passes_, &pass);
  }

  PassWatch::End ended(const PassWatch& pass) {
    const std::lock_guard lock(mutex_);
    return pass.ended_;
  }

 private:
  struct AtEnd {
    PassWatcher& watcher;
    ~AtEnd() { watcher.close(); }
  };

  PassWatcher() = default;
  ~PassWatcher() = default;

  void close() {
    if (::getpid() != process_) return;
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
      wake_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
  }

  void watch() {
    std::unique_lock lock(mutex_);
    while (!closing_) {
      if (passes_.empty()) {
        // Said before each wait: a pass may begin and end before this thread is awake, and the one
        // after it must wake it again.
        sleeping_ = true;
        wake_.wait(lock);
      } else {
        wake_.wait_for(lock, look_every, [this] { return closing_; });
        look();
      }
    }
  }

  void look() {
    const Clock::time_point now = Clock::now();
    const bool stopped = asked_to_stop();
    if (!stopped) stop_seen_ = now;
    for (PassWatch* const pass : passes_) {
      if (pass->ended_ != PassWatch::End::none) continue;
      if (now - pass->start_ >= pass->limit_) {
        pass->ended_ = PassWatch::End::late;
      } else if (stopped && now - std::max(stop_seen_, pass->start_) >= patience) {
        pass->ended_ = PassWatch::End::stopped;
      } else {
        continue;
      }
      pass->end_();
    }
  }

  const pid_t process_ = ::getpid();
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<PassWatch*> passes_;
  Clock::time_point stop_seen_ = Clock::now();  ///< the last look before the user asked to stop
  bool sleeping_ = false;
  bool closing_ = false;
  std::thread thread_;
};

PassWatch::PassWatch(std::chrono::milliseconds limit, std::function<void()> end)
    : start_(Clock::now()), limit_(limit), end_(std::move(end)) {
  PassWatcher::instance().add(*this);
}

PassWatch::~PassWatch() { PassWatcher::instance().remove(*this); }

PassWatch::End PassWatch::ended() const { return PassWatcher::instance().ended(*this); }

void stop_passes_if(bool (*stopped)()) { stop_asked = stopped; }

}  // namespace mien
