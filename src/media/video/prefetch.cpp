#include <fmt/format.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "mien/core/error.h"
#include "mien/media/frame_source.h"

namespace mien {

namespace {

/// Of all frames that wait: large ones wait in smaller numbers.
constexpr std::int64_t most_pixels = 100'000'000;

class PrefetchedSource final : public FrameSource {
 public:
  PrefetchedSource(std::unique_ptr<FrameSource> source, std::size_t depth)
      : source_(std::move(source)),
        depth_(depth),
        info_(source_->info()),
        thread_([this] { run(); }) {}

  ~PrefetchedSource() override {
    {
      const std::scoped_lock lock(mutex_);
      stop_ = true;
      changed_.notify_all();
    }
    thread_.join();
  }

  PrefetchedSource(const PrefetchedSource&) = delete;
  PrefetchedSource& operator=(const PrefetchedSource&) = delete;

  std::optional<Frame> next() override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !queue_.empty() || ended_; });
    if (!queue_.empty()) {
      std::optional<Frame> frame = pop();
      changed_.notify_all();
      return frame;
    }
    if (failure_) std::rethrow_exception(failure_);
    return std::nullopt;
  }

  [[nodiscard]] const ClipInfo& info() const override { return info_; }

  [[nodiscard]] std::string damage() const override {
    const std::scoped_lock lock(mutex_);
    return damage_;
  }

 private:
  void run() {
    std::exception_ptr failure;
    try {
      while (std::optional<Frame> frame = source_->next()) {
        if (!put(std::move(*frame))) return;
      }
    } catch (...) {
      failure = std::current_exception();
    }
    const std::scoped_lock lock(mutex_);
    failure_ = failure;
    damage_ = source_->damage();
    ended_ = true;
    changed_.notify_all();
  }

  static std::int64_t pixels_of(const Frame& frame) {
    return std::int64_t{frame.picture.width()} * frame.picture.height();
  }

  [[nodiscard]] bool has_room(std::int64_t more) const {
    return queue_.empty() || (queue_.size() < depth_ && pixels_ + more <= most_pixels);
  }

  Frame pop() {
    Frame frame = std::move(queue_.front());
    queue_.pop_front();
    pixels_ -= pixels_of(frame);
    return frame;
  }

  /// False once nobody waits for frames.
  bool put(Frame frame) {
    std::unique_lock lock(mutex_);
    const std::int64_t more = pixels_of(frame);
    while (info_.live && !has_room(more)) pop();
    changed_.wait(lock, [&] { return stop_ || has_room(more); });
    if (stop_) return false;
    pixels_ += more;
    queue_.push_back(std::move(frame));
    changed_.notify_all();
    return true;
  }

  std::unique_ptr<FrameSource> source_;
  const std::size_t depth_;
  const ClipInfo info_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Frame> queue_;
  std::int64_t pixels_ = 0;  ///< of the frames in the queue
  std::string damage_;
  std::exception_ptr failure_;
  bool ended_ = false;
  bool stop_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace

std::unique_ptr<FrameSource> prefetch(std::unique_ptr<FrameSource> source, int depth) {
  if (source == nullptr) throw Error(ErrorCode::usage, "prefetch: expected a source, found none");
  if (depth < 1) {
    throw Error(ErrorCode::usage, fmt::format("depth: expected at least 1, found {}", depth));
  }
  return std::make_unique<PrefetchedSource>(std::move(source), static_cast<std::size_t>(depth));
}

}  // namespace mien
