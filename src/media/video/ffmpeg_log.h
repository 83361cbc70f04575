#pragma once

#include "media/video/backend.h"

namespace mien::media {

/// Collects what FFmpeg calls errors while it lives.
///
/// FFmpeg has one log for the process and decodes on threads of its own, so a message does not say
/// which clip it is about: while several objects live, none of them is given any.
class FfmpegLog {
 public:
  FfmpegLog();
  ~FfmpegLog();
  FfmpegLog(const FfmpegLog&) = delete;
  FfmpegLog& operator=(const FfmpegLog&) = delete;

  [[nodiscard]] Faults faults() const;

  /// Keeps FFmpeg off standard error from now on.
  static void silence();

 private:
  Faults faults_;
};

}  // namespace mien::media
