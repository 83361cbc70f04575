#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "mien/clip/adaptive.h"
#include "mien/clip/follower.h"
#include "mien/clip/frame_faces.h"
#include "mien/clip/segments.h"
#include "mien/clip/smoothing.h"
#include "mien/clip/summary.h"
#include "mien/clip/tracker.h"
#include "mien/media/frame_source.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien {

struct ClipAnalyzerOptions {
  /// The detector runs on every Nth frame, and whenever a face that is followed in between is
  /// lost; at least 1. Without a detector it is 1.
  int detect_every = 5;
  /// Whether age, gender, ethnicity and identity, which last, are read in every frame. Otherwise
  /// they are read only where the detector ran, and a face that is followed keeps what was read of
  /// it last.
  bool read_all = false;
  /// Frames whose faces share forward passes, at least 1; frames of a live source are answered one
  /// by one.
  int batch_frames = 8;
  /// Finds the faces of the next frames on a thread of its own while those of the last ones are
  /// read; the answers are the same. It pays with two processors and more. Live sources and
  /// `adaptive` do without.
  bool find_ahead = false;
  /// Reads few frames where they are enough. A window has as many frames as the first stride of
  /// `stages`. Of each window the frames 0, stride, 2 stride and so on are read, from stage to
  /// stage, until the mean expression of the largest face is sure (clip/adaptive.h). Faces are
  /// detected in each frame that is used, and in no other.
  bool adaptive = false;
  /// Strides at most 64. The thresholds are a choice, not the outcome of a training:
  /// `adaptive_stages` finds such.
  std::vector<AdaptiveStage> stages = {{16, 0.6}, {4, 0.5}, {1, 0}};
  /// Where it has no cosines, those of the attached identity network: its operating point of 0.1 %
  /// false accepts, and 0.25 less.
  TrackerOptions tracker = {};
  FollowerOptions follower = {};
  SmoothingOptions smoothing = {};
  SegmentOptions segments = {};
};

/// A frame with its answer, for as long as the callback runs.
struct AnalyzedFrame {
  const Frame& frame;
  /// The faces; of a frame that was not used (`adaptive`) those of the last one that was, with that
  /// one's time.
  const FrameFaces& faces;
  bool used = true;
  /// The expressions that begin here, or may.
  std::span<const ExpressionChange> changes;
};

/// Where the time of a run went, seconds of the calling thread. With `find_ahead`, `detect` and
/// `follow` are seconds of the other thread, which finds the faces of the next frames.
struct ClipTiming {
  double decode = 0;   ///< waiting for frames; with `prefetch` only what analysis did not hide
  double detect = 0;   ///< the detector
  double follow = 0;   ///< following faces between detections
  double forward = 0;  ///< crops and forward passes of the attribute models
  double wait = 0;     ///< with `find_ahead`: waiting for the other thread; else 0
  double write = 0;    ///< the callback
  double total = 0;    ///< all of this, tracking, smoothing and sums
};

struct ClipAnalysis {
  ClipSummary summary;  ///< of the frames that were read
  ClipTiming timing;
  std::int64_t detections = 0;  ///< frames in which the detector ran
  bool stopped = false;         ///< the callback ended it
};

/// Finds the people of a clip, follows them and reads their attributes over time. Memory does not
/// grow with the clip, apart from people and changes of expression.
class ClipAnalyzer {
 public:
  /// @param faces must live as long as this
  /// @throws Error (ErrorCode::usage) for options out of range
  explicit ClipAnalyzer(const FaceAnalyzer& faces, ClipAnalyzerOptions options = {});

  /// Reads all frames that `source` has.
  /// @param on_frame called for each frame in order, on this thread; false ends the run, so that
  /// the summary is one of the frames so far
  /// @throws Error (ErrorCode::input) if not one frame can be read; what breaks off later is in the
  /// summary's `damage`. What `on_frame` throws.
  [[nodiscard]] ClipAnalysis analyze(
      FrameSource& source, const std::function<bool(const AnalyzedFrame&)>& on_frame = {}) const;

 private:
  const FaceAnalyzer* faces_;
  ClipAnalyzerOptions options_;
};

}  // namespace mien
