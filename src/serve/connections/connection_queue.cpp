#include "serve/connections/connection_queue.h"

#include <utility>

namespace mien::serve {

namespace {

thread_local bool this_one_turns_away = false;

}  // namespace

bool ConnectionQueue::turning_away() { return this_one_turns_away; }

ConnectionQueue::ConnectionQueue(int most) : idle_(static_cast<std::size_t>(most)) {
  for (int i = 0; i < most; ++i) threads_.emplace_back([this] { work(wanted_, false); });
  threads_.emplace_back([this] { work(unwanted_, true); });
}

ConnectionQueue::~ConnectionQueue() { shutdown(); }

void ConnectionQueue::enqueue(std::function<void()> connection) {
  const std::scoped_lock lock(mutex_);
  Tasks& tasks = wanted_.list.size() < idle_ ? wanted_ : unwanted_;
  tasks.list.push_back(std::move(connection));
  tasks.changed.notify_one();
}

void ConnectionQueue::work(Tasks& tasks, bool turns_away) {
  this_one_turns_away = turns_away;
  std::unique_lock lock(mutex_);
  while (true) {
    tasks.changed.wait(lock, [&] { return !tasks.list.empty() || ended_; });
    if (tasks.list.empty()) return;
    const std::function<void()> task = std::move(tasks.list.front());
    tasks.list.pop_front();
    if (!turns_away) --idle_;
    lock.unlock();
    task();
    lock.lock();
    if (!turns_away) ++idle_;
  }
}

void ConnectionQueue::shutdown() {
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  wanted_.changed.notify_all();
  unwanted_.changed.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace mien::serve
