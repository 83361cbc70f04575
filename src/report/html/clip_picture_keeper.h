#pragma once

#include <span>
#include <vector>

#include "mien/clip/follower.h"
#include "mien/clip/frame_faces.h"
#include "mien/clip/segments.h"
#include "mien/clip/summary.h"
#include "mien/core/image.h"
#include "mien/report/html_report.h"

namespace mien {

/// Chooses the pictures of a clip that its report and timeline show: the first frame with a face,
/// and a face for each expression that begins. Memory does not grow with the clip.
class ClipPictureKeeper {
 public:
  /// The next frame of the clip.
  /// @param visible its picture, as it may be shown
  /// @param changes the expressions that begin in it, or may
  void add(const Image& visible, const FrameFaces& frame,
           std::span<const ExpressionChange> changes);

  [[nodiscard]] const ClipPictures& pictures() const { return pictures_; }

 private:
  ClipPictures pictures_;
  bool preview_has_faces_ = false;
  std::vector<ClipThumbnail> candidates_;  ///< of expressions that may have begun
};

}  // namespace mien
