#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "mien/clip/frame_faces.h"
#include "mien/core/face.h"

namespace mien {

/// When two faces are one person. docs/guides/clips-output.md tells how the thresholds were found.
struct TrackerOptions {
  /// Least overlap (intersection over union, 0 to 1) of a face with where a person's was expected.
  float least_overlap = 0.2F;
  /// Seconds that a person may be unseen and be found again by place alone.
  double longest_gap = 1.0;
  /// Seconds after which an unseen person is forgotten, and would come back as a new one.
  double longest_absence = 60.0;
  /// Cosine of identity features from which on a face is a known person's wherever it is. Absent:
  /// 0.34, as `mobilefacenet-identity` wants it; `ClipAnalyzer` takes that of its own network.
  std::optional<float> same_person = std::nullopt;
  /// Cosine below which a face is not that person's although it is in the place. Absent: 0.25 less
  /// than `same_person`.
  std::optional<float> other_person = std::nullopt;
  /// Unseen people that are remembered at most, the last seen ones.
  int most_absent = 256;
};

/// Gives the faces of a clip the numbers of people, stable over frames.
///
/// Each face is compared with each person by its overlap with the box that is expected of the
/// person (moved on by its speed). Where both have an identity feature, the cosine with the mean of
/// the person's counts as well. Faces whose `Face::quality` is below three quarters of the person's
/// best are not taken into the mean, so that the best frames say who it is. The pairing of faces
/// and people with the greatest sum of overlap and cosine among those that the thresholds allow is
/// taken (Hungarian algorithm). Faces that are left are new people. Times are seconds, so that the
/// frame rate may vary. Memory does not grow with the length of the clip.
class Tracker {
 public:
  /// @throws Error (ErrorCode::usage) for options out of range
  explicit Tracker(const TrackerOptions& options = {});
  Tracker(Tracker&&) noexcept;
  Tracker& operator=(Tracker&&) noexcept;
  ~Tracker();

  /// The people of the faces that a detector found, in their order; numbers from 1 in order of
  /// appearance.
  /// @param seconds time of the frame
  /// @throws Error (ErrorCode::input) if the time is not finite or goes back
  [[nodiscard]] std::vector<int> update(double seconds, std::span<const Face> faces);

  /// Says where a person's face is in a frame whose detector did not run.
  /// @throws Error (ErrorCode::input) as `update`, and if nobody has this number (any more)
  void follow(double seconds, int track, const Box& box);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien
