#pragma once

#include <memory>
#include <span>
#include <vector>

#include "mien/core/face.h"
#include "mien/core/image.h"

namespace mien {

struct FollowerOptions {
  /// Least correlation (-1 to 1) of a face with how it looked when it was detected.
  float least_score = 0.55F;
  /// How far a face may move from one frame to the next, in sides of its box.
  float reach = 0.5F;
  /// Pixels that the longer side of a box is reduced to; 8 to 128.
  int side = 32;
};

/// A face that was followed into a frame.
struct FollowedBox {
  Box box;           ///< where it is; where it was last if it is lost
  float score = 0;   ///< normalised correlation, -1 to 1; at most 0 if nothing could be compared
  bool lost = true;  ///< the score is too low, or the face left the picture: detect again
};

/// Follows faces between the frames in which a detector runs, by templates. Each face is cut out of
/// the frame in which it was detected, reduced and made grey. It is searched for around its last
/// place, moved on by its speed, in three sizes. The measure is normalised cross-correlation with
/// the mean subtracted, and its peak is found to a fraction of a pixel. The template is not
/// renewed, so that it does not drift; run the detector every few frames. It knows nothing of
/// faces: if a similar thing takes the place of a face, that is followed until the detector runs.
class FaceFollower {
 public:
  /// @throws Error (ErrorCode::usage) for options out of range
  explicit FaceFollower(const FollowerOptions& options = {});
  FaceFollower(FaceFollower&&) noexcept;
  FaceFollower& operator=(FaceFollower&&) noexcept;
  ~FaceFollower();

  /// Remembers how these faces look, instead of those before.
  /// @param frame a frame whose detector ran
  /// @throws Error (ErrorCode::input) if the picture is empty
  void start(const Image& frame, std::span<const Box> boxes);

  /// Where they are in a next frame, in the order of `start`. A face that is lost stays lost until
  /// `start`. All are lost if the size of the frames changes.
  /// @throws Error (ErrorCode::input) if the picture is empty
  [[nodiscard]] std::vector<FollowedBox> follow(const Image& frame);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A detection whose box moved: its landmarks move and grow with it.
[[nodiscard]] Detection moved(const Detection& detection, const Box& box);

}  // namespace mien
