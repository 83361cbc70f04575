#pragma once

#include <httplib.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace mien::serve {

/// Threads for connections, one each. Connections above that number are handed to one more thread,
/// which turns them away: none waits unanswered, and none takes memory.
class ConnectionQueue final : public httplib::TaskQueue {
 public:
  /// @param most connections at once, at least 1
  explicit ConnectionQueue(int most);
  ~ConnectionQueue() override;

  void enqueue(std::function<void()> connection) override;

  /// Waits for the connections that are there.
  void shutdown() override;

  /// Whether this thread is the one that turns away.
  [[nodiscard]] static bool turning_away();

 private:
  struct Tasks {
    std::deque<std::function<void()>> list;
    std::condition_variable changed;
  };
  void work(Tasks& tasks, bool turns_away);

  std::mutex mutex_;
  Tasks wanted_;
  Tasks unwanted_;
  std::size_t idle_ = 0;  ///< threads that wait for a connection
  bool ended_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace mien::serve
