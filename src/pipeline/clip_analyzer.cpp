#include "mien/pipeline/clip_analyzer.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <string_view>
#include <utility>

#include "face/face_reader.h"
#include "mien/clip/descriptor.h"
#include "mien/core/error.h"
#include "pipeline/face_finder.h"
#include "pipeline/likeness.h"

namespace mien {

namespace {

constexpr int largest_stride = 64;  // frames of a window, which are kept

/// Windows of large frames are shorter, so that memory does not grow with their size.
constexpr std::int64_t most_waiting_pixels = 200'000'000;

/// A frame in the making.
struct WaitingFrame {
  Frame frame;
  FoundFaces detected;
  std::vector<Face> faces;
  bool used = true;
};

/// Frames whose faces are found and read together.
struct Window {
  std::vector<WaitingFrame> frames;
  ClipTiming timing;  ///< of finding the faces, perhaps on another thread
};

Image view_of(const Image& picture) {
  return Image::view(picture.row(0), picture.width(), picture.height(), picture.stride());
}

std::vector<float> probabilities(const std::vector<Face>& faces) {
  const std::optional<std::size_t> main = choose_face(faces, FaceChoice::largest);
  if (!main || !faces[*main].emotion) return {};
  std::vector<float> values;
  for (const LabelProbability& entry : faces[*main].emotion->probabilities) {
    values.push_back(entry.probability);
  }
  return values;
}

/// The time from used frame to used frame, at most; 0 if each is used.
double longest_step(const ClipAnalyzerOptions& options, const ClipInfo& info) {
  const double rate = info.frame_rate > 0 ? info.frame_rate : 25;
  return options.adaptive ? options.stages.front().stride / rate : 0;
}

/// The options with limits of time that frames which are not used do not exceed.
ClipAnalyzerOptions adapted(ClipAnalyzerOptions options, const ClipInfo& info) {
  const double gap = 1.5 * longest_step(options, info);
  options.tracker.longest_gap = std::max(options.tracker.longest_gap, gap);
  options.tracker.longest_absence = std::max(options.tracker.longest_absence, gap);
  options.smoothing.longest_gap = std::max(options.smoothing.longest_gap, gap);
  options.segments.longest_gap = std::max(options.segments.longest_gap, gap);
  if (options.adaptive) options.detect_every = 1;
  return options;
}

SummaryOptions summary_options(const ClipAnalyzerOptions& options, const ClipInfo& info) {
  SummaryOptions summary;
  summary.segments = options.segments;
  summary.longest_frame = std::max(summary.longest_frame, 1.5 * longest_step(options, info));
  summary.frame_rate = info.frame_rate;
  return summary;
}

/// One run over one clip.
class Run {
 public:
  Run(const FaceAnalyzer& analyzer, const ClipAnalyzerOptions& options, const ClipInfo& info,
      const std::function<bool(const AnalyzedFrame&)>& on_frame)
      : analyzer_(analyzer),
        options_(adapted(options, info)),
        on_frame_(on_frame),
        finder_(analyzer, options_.detect_every, options_.follower),
        tracker_(with_likeness(options_.tracker, analyzer.models())),
        smoother_(options_.smoothing),
        builder_(summary_options(options_, info)) {
    window_ = info.live ? 1 : options.batch_frames;
    if (options.adaptive) window_ = options.stages.front().stride;
    find_ahead_ = options.find_ahead && !info.live && !options.adaptive;
  }

  ClipAnalysis all(FrameSource& source) {
    std::string breakage;
    {
      const Stopwatch watch(analysis_.timing.total);
      breakage = read(source);
      answer();
      finish_found();
    }
    ClipSummary& summary = analysis_.summary;
    summary = builder_.summary();
    summary.clip = source.info().name;
    summary.frames = frames_;
    summary.frames_used = used_;
    summary.damage = breakage.empty() ? source.damage() : breakage;
    analysis_.detections = finder_.detections();
    return std::move(analysis_);
  }

 private:
  /// Reads to the end; returns what broke it off.
  std::string read(FrameSource& source) {
    while (!analysis_.stopped) {
      std::optional<Frame> frame;
      try {
        const Stopwatch watch(analysis_.timing.decode);
        frame = source.next();
      } catch (const Error& error) {
        if (read_ == 0) throw;
        return error.what();
      }
      if (!frame) return {};
      ++read_;
      waiting_pixels_ += std::int64_t{frame->picture.width()} * frame->picture.height();
      waiting_.push_back({.frame = std::move(*frame), .detected = {}, .faces = {}});
      const bool full = static_cast<int>(waiting_.size()) >= window_;
      if (full || waiting_pixels_ >= most_waiting_pixels) answer();
    }
    return {};
  }

  /// Answers the frames that wait.
  void answer() {
    if (waiting_.empty() || analysis_.stopped) return;
    std::vector<WaitingFrame> frames = std::exchange(waiting_, {});
    waiting_pixels_ = 0;
    if (options_.adaptive) {
      read_adaptively(frames);
      hand_over(frames);
    } else if (find_ahead_) {
      answer_last_and_find(std::move(frames));
    } else {
      finish(find({.frames = std::move(frames), .timing = {}}));
    }
  }

  /// Answers the window before this one while the faces of this one are found on another thread.
  void answer_last_and_find(std::vector<WaitingFrame> frames) {
    std::optional<Window> last;
    if (found_.valid()) last = wait_for_window();
    found_ =
        std::async(std::launch::async, [this, window = Window{std::move(frames), {}}]() mutable {
          return find(std::move(window));
        });
    if (last) finish(*std::move(last));
  }

  /// Answers the window whose faces were found last.
  void finish_found() {
    if (!found_.valid()) return;
    if (analysis_.stopped) {
      found_.wait();
    } else {
      finish(wait_for_window());
    }
  }

  /// Waits for the faces of the window that was given to the other thread.
  Window wait_for_window() {
    const Stopwatch watch(analysis_.timing.wait);
    return found_.get();
  }

  /// Of one window at a time, in the order of the clip.
  Window find(Window window) {
    for (WaitingFrame& waiting : window.frames) {
      waiting.detected = finder_.find(waiting.frame.picture, window.timing);
    }
    return window;
  }

  void finish(Window window) {
    analysis_.timing.detect += window.timing.detect;
    analysis_.timing.follow += window.timing.follow;
    read_faces(window.frames);
    hand_over(window.frames);
  }

  void hand_over(std::span<WaitingFrame> frames) {
    for (WaitingFrame& waiting : frames) {
      hand_over(waiting);
      if (analysis_.stopped) break;
    }
  }

  void read_faces(std::span<WaitingFrame> frames) {
    const Stopwatch watch(analysis_.timing.forward);
    std::vector<WaitingFrame*> whole;
    std::vector<WaitingFrame*> momentary;
    for (WaitingFrame& waiting : frames) {
      (options_.read_all || waiting.detected.detected ? whole : momentary).push_back(&waiting);
    }
    read_faces(whole, Reading::all);
    read_faces(momentary, Reading::momentary);
  }

  void read_faces(std::span<WaitingFrame* const> frames, Reading reading) const {
    if (frames.empty()) return;
    std::vector<Image> pictures;
    std::vector<std::vector<Detection>> faces;
    for (const WaitingFrame* waiting : frames) {
      pictures.push_back(view_of(waiting->frame.picture));
      faces.push_back(waiting->detected.faces);
    }
    std::vector<std::vector<Face>> answers = analyzer_.read(pictures, faces, reading);
    for (std::size_t i = 0; i < frames.size(); ++i) frames[i]->faces = std::move(answers[i]);
  }

  /// Keeps what is read where the detector ran, and gives it to the faces that are followed.
  void complete(WaitingFrame& waiting) {
    if (options_.read_all) return;
    if (!waiting.detected.detected) {
      for (std::size_t i = 0; i < waiting.faces.size(); ++i) {
        waiting.faces[i] = merged(std::move(waiting.faces[i]), lasting_[i]);
      }
      return;
    }
    lasting_ = waiting.faces;
    for (Face& face : lasting_) {
      face.emotion.reset();
      face.affect.reset();
    }
  }

  void read_adaptively(std::span<WaitingFrame> frames) {
    for (WaitingFrame& waiting : frames) waiting.used = false;
    const auto read = [&](std::int64_t index) {
      WaitingFrame& waiting = frames[static_cast<std::size_t>(index)];
      waiting.used = true;
      waiting.detected = finder_.find(waiting.frame.picture, analysis_.timing);
      read_faces(std::span(&waiting, 1));
      return probabilities(waiting.faces);
    };
    const auto classify = [](std::span<const std::vector<float>> frames, std::size_t /*stage*/) {
      return mean_scores(frames);
    };
    static_cast<void>(classify_adaptively(std::ssize(frames), options_.stages, read, classify));
  }

  /// Gives the faces their people, smooths, sums up and calls back.
  void hand_over(WaitingFrame& waiting) {
    ++frames_;
    std::vector<ExpressionChange> changes;
    if (waiting.used) {
      ++used_;
      last_ = {.index = waiting.frame.index, .seconds = waiting.frame.seconds, .faces = {}};
      if (waiting.detected.detected) tracks_ = tracker_.update(last_.seconds, waiting.faces);
      complete(waiting);
      for (std::size_t i = 0; i < waiting.faces.size(); ++i) {
        const int track = tracks_[i];
        if (!waiting.detected.detected) tracker_.follow(last_.seconds, track, waiting.faces[i].box);
        last_.faces.push_back({track, waiting.detected.detected, std::move(waiting.faces[i])});
      }
      smoother_.smooth(last_);
      changes = builder_.add(last_);
    }
    if (!on_frame_) return;
    const Stopwatch watch(analysis_.timing.write);
    analysis_.stopped = !on_frame_({waiting.frame, last_, waiting.used, changes});
  }

  const FaceAnalyzer& analyzer_;
  const ClipAnalyzerOptions options_;
  const std::function<bool(const AnalyzedFrame&)>& on_frame_;
  FaceFinder finder_;
  Tracker tracker_;
  FaceSmoother smoother_;
  ClipSummaryBuilder builder_;
  int window_ = 1;
  bool find_ahead_ = false;
  std::vector<WaitingFrame> waiting_;
  std::int64_t waiting_pixels_ = 0;
  std::vector<int> tracks_;    ///< of the faces of the last frame whose detector ran
  std::vector<Face> lasting_;  ///< of the same faces: what is not read again until the next
  FrameFaces last_;
  std::int64_t read_ = 0;    ///< frames that the source gave
  std::int64_t frames_ = 0;  ///< those that were handed over
  std::int64_t used_ = 0;
  ClipAnalysis analysis_;
  std::future<Window> found_;  ///< last: the thread behind it uses the finder
};

}  // namespace

ClipAnalyzer::ClipAnalyzer(const FaceAnalyzer& faces, ClipAnalyzerOptions options)
    : faces_(&faces), options_(std::move(options)) {
  const auto refuse = [](std::string_view option, std::string_view expected, auto actual) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected {}, found {}", option, expected, actual));
  };
  if (options_.detect_every < 1) refuse("detect_every", "at least 1", options_.detect_every);
  if (options_.batch_frames < 1) refuse("batch_frames", "at least 1", options_.batch_frames);
  if (!options_.adaptive) return;
  if (options_.stages.empty()) refuse("stages", "at least one", 0);
  const int window = options_.stages.front().stride;
  if (window < 1 || window > largest_stride) {
    refuse("stages", fmt::format("strides of 1 to {}", largest_stride), window);
  }
}

ClipAnalysis ClipAnalyzer::analyze(
    FrameSource& source, const std::function<bool(const AnalyzedFrame&)>& on_frame) const {
  return Run(*faces_, options_, source.info(), on_frame).all(source);
}

}  // namespace mien
