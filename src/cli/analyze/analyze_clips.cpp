#include "cli/analyze/analyze_clips.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <new>
#include <utility>

#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/analyze/clip_outputs.h"
#include "cli/files/expected_frames.h"
#include "mien/core/error.h"
#include "mien/pipeline/rotation.h"

namespace mien::cli {

namespace {

/// Measures what `next` takes, on the thread that calls it.
class TimedSource final : public FrameSource {
 public:
  TimedSource(std::unique_ptr<FrameSource> source, std::atomic<double>& seconds)
      : source_(std::move(source)), seconds_(seconds) {}

  std::optional<Frame> next() override {
    const auto start = std::chrono::steady_clock::now();
    std::optional<Frame> frame = source_->next();
    seconds_ =
        seconds_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return frame;
  }
  [[nodiscard]] const ClipInfo& info() const override { return source_->info(); }
  [[nodiscard]] std::string damage() const override { return source_->damage(); }

 private:
  std::unique_ptr<FrameSource> source_;
  std::atomic<double>& seconds_;
};

void add_timing(ClipTiming& sum, const ClipTiming& part) {
  sum.decode += part.decode;
  sum.detect += part.detect;
  sum.follow += part.follow;
  sum.forward += part.forward;
  sum.wait += part.wait;
  sum.write += part.write;
  sum.total += part.total;
}

class ClipRun {
 public:
  ClipRun(const AnalyzeRequest& request, const FaceAnalyzer& analyzer, const FaceBlur& blur,
          AnalyzeWriters& writers)
      : request_(request),
        faces_(analyzer),
        analyzer_(analyzer, request.clips.analysis),
        blur_(blur),
        writers_(writers) {}

  void run(const Input& input) {
    ClipOutputs outputs(request_.outputs, input, blur_, writers_);
    ClipSummary summary;
    bool live = false;
    try {
      summary = analyze(input, outputs, live);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::input) throw;
      summary = {};
      summary.error = error.what();
    } catch (const std::bad_alloc&) {
      summary = {};
      summary.error = "not enough memory for this clip";
    }
    summary.clip = input.path.string();
    outputs.finish(summary);
    ++totals_.clips;
    totals_.people += summary.tracks.size();
    totals_.frames += summary.frames;
    totals_.frames_used += summary.frames_used;
    // That a camera or a stream stopped is how it ends.
    const bool damaged = !summary.damage.empty() && !live && !totals_.interrupted;
    if (!summary.error.empty() || damaged) ++totals_.errors;
  }

  [[nodiscard]] const ClipTotals& totals() const { return totals_; }

 private:
  /// The way to turn a clip, which is opened once more for it.
  [[nodiscard]] int found_rotation(const std::string& name, FrameSourceOptions options) const {
    options.every = 1;
    const std::unique_ptr<FrameSource> source = open_frames(name, options);
    if (source->info().live) {
      throw Error(
          ErrorCode::input,
          fmt::format("{}: expected --rotate 0, 90, 180 or 270 for a camera or stream, found "
                      "auto",
                      name));
    }
    return best_rotation(faces_, *source);
  }

  ClipSummary analyze(const Input& input, ClipOutputs& outputs, bool& live) {
    FrameSourceOptions options = request_.clips.source;
    options.max_pixels = request_.max_pixels;
    options.open_timeout = options.read_timeout;
    std::atomic<double> decode = 0;
    const std::string name = input.path.string();
    const int rotation = request_.rotation ? *request_.rotation : found_rotation(name, options);
    const std::unique_ptr<FrameSource> source = prefetch(
        std::make_unique<TimedSource>(turn_frames(open_frames(name, options), rotation), decode));
    const ClipInfo& info = source->info();
    live = info.live;
    std::size_t done = 0;
    app::ProgressBar progress(expected_frames(info, options), "frames",
                              !request_.outputs.quiet && !writers_.table_on_terminal());
    const ClipAnalysis analysis = analyzer_.analyze(*source, [&](const AnalyzedFrame& frame) {
      outputs.write(frame, info.frame_rate);
      progress.update(++done);
      return !app::InterruptGuard::interrupted();
    });
    add_timing(totals_.timing, analysis.timing);
    totals_.decode += decode;
    ClipSummary summary = analysis.summary;
    summary.rotation = rotation;
    if (analysis.stopped) {
      totals_.interrupted = true;
      summary.damage = fmt::format("interrupted after {:.1f} s", summary.seconds);
    }
    return summary;
  }

  const AnalyzeRequest& request_;
  const FaceAnalyzer& faces_;
  ClipAnalyzer analyzer_;
  const FaceBlur& blur_;
  AnalyzeWriters& writers_;
  ClipTotals totals_;
};

}  // namespace

ClipTotals analyze_clips(const AnalyzeRequest& request, std::span<const Input> clips,
                         const FaceAnalyzer& analyzer, const FaceBlur& blur,
                         AnalyzeWriters& writers) {
  ClipRun run(request, analyzer, blur, writers);
  for (const Input& clip : clips) {
    if (run.totals().interrupted || app::InterruptGuard::interrupted()) break;
    run.run(clip);
  }
  return run.totals();
}

}  // namespace mien::cli
