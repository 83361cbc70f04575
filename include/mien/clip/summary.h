#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mien/clip/affect_curve.h"
#include "mien/clip/frame_faces.h"
#include "mien/clip/mean_classification.h"
#include "mien/clip/segments.h"
#include "mien/core/face.h"

namespace mien {

/// What a clip shows of one person.
struct TrackSummary {
  int track = 0;                            ///< the person's number
  double begin = 0;                         ///< seconds, of the first frame with the face
  double end = 0;                           ///< seconds, of the end of the last one
  double seen = 0;                          ///< seconds in which the face was seen
  std::int64_t frames = 0;                  ///< with the face
  std::int64_t detected = 0;                ///< of these, by the detector and not followed
  std::optional<float> age = std::nullopt;  ///< mean over the time seen
  std::optional<AgeInterval> age_interval = std::nullopt;  ///< mean ends, likewise
  std::optional<Classification> gender = std::nullopt;     ///< mean probabilities, likewise
  std::optional<Classification> emotion = std::nullopt;    ///< mean probabilities, likewise
  std::optional<Classification> ethnicity = std::nullopt;  ///< mean probabilities, likewise
  std::optional<Affect> affect = std::nullopt;             ///< mean, likewise
  std::vector<AffectPoint> affect_curve{};                 ///< over time; empty without `affect`
  std::vector<LabelProbability>
      shares{};                   ///< of each expression in the time of the segments; sum 1
  std::string dominant{};         ///< the expression with the greatest share; "" for none
  int changes = 0;                ///< from one expression to another
  double changes_per_minute = 0;  ///< of the time seen
  std::vector<ExpressionSegment> segments{};
};

/// What a clip shows. A clip that could not be read has an `error` and nothing else.
struct ClipSummary {
  std::string clip{};    ///< as the user gave it
  std::string error{};   ///< why the clip could not be read; empty if it could
  std::string damage{};  ///< what cut it short, so that this is a part of it; empty if nothing did
  std::int64_t frames = 0;
  std::int64_t frames_used = 0;  ///< whose faces were read; fewer at an adaptive frame rate
  std::int64_t frames_with_face = 0;
  double begin = 0;    ///< time of the first frame, seconds
  double seconds = 0;  ///< from the first frame to the end of the last
  /// Mean probabilities of the main face (the largest of each frame): the label of the clip.
  std::optional<Classification> emotion = std::nullopt;
  /// Mean over the faces of each frame, then over frames: the label of the group.
  std::optional<Classification> group_emotion = std::nullopt;
  std::vector<LabelProbability> shares{};  ///< of each expression in the time of all people; sum 1
  std::string dominant{};                  ///< the expression with the greatest share; "" for none
  int changes = 0;                         ///< of all people
  double changes_per_minute = 0;           ///< of the time that people were seen, summed
  std::vector<TrackSummary> tracks{};      ///< by number
  int rotation = 0;  ///< degrees clockwise by which its frames were turned before
};

/// An expression that began to be shown. Use it to save one thumbnail for each expression: keep
/// the face of the frame with `started`, and that of the last `candidate` when `begun` comes.
struct ExpressionChange {
  int track = 0;
  SegmentEvent event = SegmentEvent::none;  ///< never `none`
};

struct SummaryOptions {
  SegmentOptions segments{};
  /// A frame lasts until the next one, but at most this long (seconds): a camera that stalls says
  /// nothing of the time between.
  double longest_frame = 1.0;
  /// Frames a second of the clip, for the last frame of a clip of one frame; 0: unknown, then 25.
  double frame_rate = 0;
};

/// Sums a clip up frame by frame. Memory grows with people and changes, not with frames. All means
/// and shares are by time: each frame counts as long as it lasts, until the next one; the last one
/// as long as the one before it.
class ClipSummaryBuilder {
 public:
  /// @throws Error (ErrorCode::usage) for options out of range
  explicit ClipSummaryBuilder(const SummaryOptions& options = {});

  /// The next frame, with its faces (smoothed, if they are to be). Frames without a face count,
  /// too.
  /// @returns the expressions that began or may have begun with this frame
  /// @throws Error (ErrorCode::input) if the time is not finite or goes back, or if a
  /// person is in the frame twice
  std::vector<ExpressionChange> add(const FrameFaces& frame);

  /// The summary of the frames so far; `clip`, `error`, `damage` and `frames_used` (here: all
  /// frames) are for the caller to set.
  [[nodiscard]] ClipSummary summary() const;

 private:
  /// A mean by weight; without any weight, numbers count alike.
  class MeanNumber {
   public:
    void add(double value, double weight);
    [[nodiscard]] std::optional<float> mean() const;

   private:
    double weighted_ = 0;
    double weight_ = 0;
    double plain_ = 0;
    double count_ = 0;
  };
  struct Person {
    TrackSummary summary;
    MeanNumber age;
    MeanNumber age_low;
    MeanNumber age_high;
    MeanNumber valence;
    MeanNumber arousal;
    AffectCurve affect;
    MeanClassification gender;
    MeanClassification emotion;
    MeanClassification ethnicity;
    SegmentBuilder segments;
  };
  /// Counts `last_`, whose duration is known now.
  void settle(double duration);
  [[nodiscard]] double last_duration() const;

  SummaryOptions options_;
  std::optional<FrameFaces> last_;  // how long it lasts is known with the next one
  double first_seconds_ = 0;
  double duration_ = 0;  // of the frame before `last_`
  std::int64_t frames_ = 0;
  std::int64_t frames_with_face_ = 0;
  MeanClassification main_;
  MeanClassification group_;
  std::map<int, Person> people_;
};

}  // namespace mien
