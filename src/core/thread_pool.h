#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace mien {

/// Runs loops on a fixed number of threads, the caller's among them. With one thread there is none
/// of its own. Several callers may use it at once; their loops then run one after the other, except
/// that a caller who finds it busy runs its loop alone.
class ThreadPool {
 public:
  /// @param threads at least 1
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  [[nodiscard]] int threads() const { return static_cast<int>(workers_.size()) + 1; }

  /// Calls `body(0)` to `body(count - 1)`, each once, in any order; returns when all are done. The
  /// first exception that a call throws is thrown again here after the others ended.
  void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body);

 private:
  struct Loop;
  void work();
  static void run(Loop& loop);

  std::mutex callers_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  Loop* loop_ = nullptr;
  std::size_t generation_ = 0;
  std::size_t busy_ = 0;
  bool stop_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace mien
