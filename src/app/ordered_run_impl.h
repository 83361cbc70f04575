#pragma once

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "app/ordered_run.h"

namespace mien::app {

namespace detail {

/// What the workers and the caller of `run_ordered` share.
template <typename Result>
class OrderedQueue {
 public:
  OrderedQueue(std::size_t count, std::size_t window) : count_(count), window_(window) {}

  /// The next piece of work, or nothing when there is none left.
  std::optional<std::size_t> take(const std::function<bool()>& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || next_ >= count_ || next_ < emitted_ + window_; });
    if (closed_ || next_ >= count_ || stop()) {
      closed_ = true;
      changed_.notify_all();
      return std::nullopt;
    }
    ++running_;
    return next_++;
  }

  void put(std::size_t index, Result result) {
    const std::scoped_lock lock(mutex_);
    results_.emplace(index, std::move(result));
    --running_;
    changed_.notify_all();
  }

  void fail(std::exception_ptr failure) {
    const std::scoped_lock lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
    closed_ = true;
    --running_;
    changed_.notify_all();
  }

  void close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  /// The next result in order, or nothing at the end. Throws what a worker threw.
  std::optional<Result> next_in_order() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return failure_ || results_.contains(emitted_) || emitted_ >= count_ ||
             (closed_ && running_ == 0);
    });
    if (failure_) std::rethrow_exception(failure_);
    const auto entry = results_.find(emitted_);
    if (entry == results_.end()) return std::nullopt;
    std::optional<Result> result(std::move(entry->second));
    results_.erase(entry);
    ++emitted_;
    changed_.notify_all();
    return result;
  }

  [[nodiscard]] std::size_t emitted() const { return emitted_; }

 private:
  const std::size_t count_;
  const std::size_t window_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::size_t, Result> results_;
  std::size_t next_ = 0;
  std::size_t emitted_ = 0;
  std::size_t running_ = 0;
  bool closed_ = false;
  std::exception_ptr failure_;
};

}  // namespace detail

template <typename Result>
std::size_t run_ordered(std::size_t count, const OrderedRunOptions& options,
                        const std::function<Result(std::size_t)>& work,
                        const std::function<void(Result)>& emit,
                        const std::function<bool()>& stop) {
  detail::OrderedQueue<Result> queue(count, std::max<std::size_t>(options.window, 1));
  std::vector<std::jthread> workers;
  for (int i = 0; i < std::max(options.workers, 1); ++i) {
    workers.emplace_back([&] {
      while (const std::optional<std::size_t> index = queue.take(stop)) {
        try {
          queue.put(*index, work(*index));
        } catch (...) {
          queue.fail(std::current_exception());
        }
      }
    });
  }
  // Whatever ends the loop, the workers must not wait for room in the window for ever.
  try {
    while (std::optional<Result> result = queue.next_in_order()) emit(std::move(*result));
  } catch (...) {
    queue.close();
    throw;
  }
  queue.close();
  return queue.emitted();
}

}  // namespace mien::app
