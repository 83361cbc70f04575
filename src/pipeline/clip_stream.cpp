#include "mien/pipeline/clip_stream.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "mien/core/error.h"

namespace mien {

namespace {

std::unique_ptr<FrameSource> checked(std::unique_ptr<FrameSource> source) {
  if (source == nullptr) throw Error(ErrorCode::usage, "clip: expected a source, found none");
  return source;
}

}  // namespace

struct ClipStream::Impl {
  Impl(const FaceAnalyzer& faces, std::unique_ptr<FrameSource> frames,
       const ClipAnalyzerOptions& options)
      : source(checked(std::move(frames))), info(source->info()), analyzer(faces, options) {
    worker = std::thread([this] { work(); });
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      stop = true;
    }
    changed.notify_all();
    worker.join();
  }

  void work() {
    std::optional<ClipAnalysis> analysis;
    std::exception_ptr problem;
    try {
      analysis = analyzer.analyze(*source,
                                  [this](const AnalyzedFrame& frame) { return hand_over(frame); });
    } catch (...) {
      problem = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    result = std::move(analysis);
    failure = problem;
    done = true;
    changed.notify_all();
  }

  /// Waits for room; false ends the run.
  bool hand_over(const AnalyzedFrame& frame) {
    ClipFrame answer{frame.frame.index, frame.frame.seconds, frame.frame.picture.size(), frame.used,
                     frame.faces};
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return stop || waiting.size() < static_cast<std::size_t>(depth); });
    if (stop) return false;
    waiting.push_back(std::move(answer));
    changed.notify_all();
    return true;
  }

  std::optional<ClipFrame> next() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return done || !waiting.empty(); });
    if (waiting.empty()) {
      ended = true;
      if (failure) std::rethrow_exception(std::exchange(failure, nullptr));
      return std::nullopt;
    }
    std::optional<ClipFrame> frame = std::move(waiting.front());
    waiting.pop_front();
    changed.notify_all();
    return frame;
  }

  const std::unique_ptr<FrameSource> source;
  const ClipInfo info;
  const ClipAnalyzer analyzer;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<ClipFrame> waiting;
  std::optional<ClipAnalysis> result;
  std::exception_ptr failure;
  bool stop = false;
  bool done = false;
  bool ended = false;  ///< the caller saw the end
  const std::optional<ClipAnalysis> nothing;
  std::thread worker;  ///< last: it uses the others
};

ClipStream::ClipStream(const FaceAnalyzer& faces, std::unique_ptr<FrameSource> source,
                       const ClipAnalyzerOptions& options)
    : impl_(std::make_unique<Impl>(faces, std::move(source), options)) {}

ClipStream::~ClipStream() = default;

std::optional<ClipFrame> ClipStream::next() { return impl_->next(); }

const ClipInfo& ClipStream::info() const { return impl_->info; }

const std::optional<ClipAnalysis>& ClipStream::analysis() const {
  return impl_->ended ? impl_->result : impl_->nothing;
}

}  // namespace mien
