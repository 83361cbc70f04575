#pragma once

#include "media/video/backend.h"

namespace mien::media {

/// Collects what FFmpeg calls errors while it lives.
///
/// FFmpeg has one log for the process and decodes on threads of its own. A message is given to the
/// object whose `owner` the contexts of a clip carry as their `opaque`. A message of a part that
/// carries none is given to the only object that lives, and to none while there are several.
class FfmpegLog {
 public:
  FfmpegLog();
  ~FfmpegLog();
  FfmpegLog(const FfmpegLog&) = delete;
  FfmpegLog& operator=(const FfmpegLog&) = delete;

  [[nodiscard]] Faults faults() const;

  /// For `AVFormatContext::opaque` and `AVCodecContext::opaque`.
  [[nodiscard]] void* owner() { return &faults_; }

  /// Keeps FFmpeg off standard error from now on.
  static void silence();

 private:
  Faults faults_;
};

}  // namespace mien::media
