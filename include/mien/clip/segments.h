#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mien/clip/mean_classification.h"
#include "mien/core/labels.h"

namespace mien {

/// A span of time over which one person shows one expression.
struct ExpressionSegment {
  double begin = 0;      ///< seconds, of its first frame
  double end = 0;        ///< seconds, of the end of its last frame
  double seen = 0;       ///< seconds of it in which the face was seen
  std::string label{};   ///< the expression
  float confidence = 0;  ///< mean probability of the label over the time seen, 0 to 1
};

struct SegmentOptions {
  /// An expression lasts at least this long (seconds), or it is taken for part of the one before.
  double shortest = 0.4;
  /// How far another expression's probability must be above that of the current one.
  float margin = 0.1F;
  /// A person unseen for longer (seconds) ends the segment.
  double longest_gap = 1.0;
};

/// What a frame did to the segments of a person.
enum class SegmentEvent {
  none,
  candidate,  ///< from this frame on another expression may have begun
  begun,      ///< the candidate has lasted: a segment began at the last frame with `candidate`
  started,    ///< a segment begins here: the first one, or after a gap
};

/// Builds the segments of one person from smoothed probabilities, frame by frame.
///
/// The first expression is the most probable one. Another becomes a candidate when it is the most
/// probable one, by at least `margin` above the current one. It is kept while it stays the most
/// probable one. After `shortest` seconds it is a segment that began when it became a candidate. A
/// first segment that is then shorter than `shortest` becomes part of it. So every segment lasts
/// `shortest` or as long as the face is seen without a gap.
class SegmentBuilder {
 public:
  /// @throws Error (ErrorCode::usage) for options that are negative or not finite
  explicit SegmentBuilder(const SegmentOptions& options = {});

  /// The next frame with the face.
  /// @param seconds its time, not before the last one's end
  /// @param emotion with probabilities; a frame without any is left out
  SegmentEvent add(double seconds, const Classification& emotion);

  /// Says how long the frame that was added last lasted: seconds, at least 0. To be called once
  /// after each `add`, when it is known; until then the frame counts as a moment.
  void lasted(double duration);

  /// The segments so far, in order, the one that lasts still with its end so far.
  [[nodiscard]] std::vector<ExpressionSegment> segments() const;

  /// Changes from one expression to another without a gap between.
  [[nodiscard]] int changes() const;

 private:
  /// A segment in the making.
  struct Span {
    ExpressionSegment segment;
    MeanClassification mean;
  };
  [[nodiscard]] bool is_long(const Span& span) const;
  void join_candidate();
  void begin_candidate();
  void finish_current();
  void close();

  SegmentOptions options_;
  std::vector<ExpressionSegment> done_;
  std::optional<Span> current_;
  std::optional<Span> candidate_;  // what may follow `current_`
  Classification last_;            // of the frame added last, until it is known how it lasted
  double last_seconds_ = 0;
  int changes_ = 0;
};

}  // namespace mien
