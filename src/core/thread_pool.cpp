#include "core/thread_pool.h"

#include <atomic>
#include <exception>

namespace mien {

struct ThreadPool::Loop {
  std::size_t count;
  const std::function<void(std::size_t)>& body;
  std::atomic<std::size_t> next{0};
  std::mutex failure_mutex{};
  std::exception_ptr failure{};
};

ThreadPool::ThreadPool(int threads) {
  for (int i = 1; i < threads; ++i) workers_.emplace_back([this] { work(); });
}

ThreadPool::~ThreadPool() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run(Loop& loop) {
  for (std::size_t i = loop.next++; i < loop.count; i = loop.next++) {
    try {
      loop.body(i);
    } catch (...) {
      const std::scoped_lock lock(loop.failure_mutex);
      if (!loop.failure) loop.failure = std::current_exception();
    }
  }
}

void ThreadPool::work() {
  std::size_t seen = 0;
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stop_ || generation_ != seen; });
    if (stop_) return;
    seen = generation_;
    if (loop_ == nullptr) continue;
    Loop& loop = *loop_;
    ++busy_;
    lock.unlock();
    run(loop);
    lock.lock();
    if (--busy_ == 0) done_.notify_all();
  }
}

void ThreadPool::parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
  Loop loop{count, body};
  std::unique_lock caller(callers_, std::defer_lock);
  if (workers_.empty() || count < 2 || !caller.try_lock()) {
    run(loop);
  } else {
    {
      const std::scoped_lock lock(mutex_);
      loop_ = &loop;
      ++generation_;
    }
    wake_.notify_all();
    run(loop);
    std::unique_lock lock(mutex_);
    loop_ = nullptr;
    done_.wait(lock, [&] { return busy_ == 0; });
  }
  if (loop.failure) std::rethrow_exception(loop.failure);
}

}  // namespace mien
