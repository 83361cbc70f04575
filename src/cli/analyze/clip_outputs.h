#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "cli/analyze/analyze_options.h"
#include "cli/analyze/analyze_outputs.h"
#include "cli/analyze/face_blur.h"
#include "cli/analyze/marked_video.h"
#include "cli/files/inputs.h"
#include "mien/pipeline/clip_analyzer.h"
#include "report/html/clip_picture_keeper.h"

namespace mien::cli {

/// What is made of one clip: rows, the annotated video, thumbnails, the timeline. Memory does not
/// grow with the clip.
class ClipOutputs {
 public:
  /// @param blur, writers must live as long as this
  ClipOutputs(const AnalyzeOutputs& outputs, const Input& input, const FaceBlur& blur,
              AnalyzeWriters& writers);

  /// @param frame_rate of the clip, 0 if unknown
  void write(const AnalyzedFrame& frame, double frame_rate);

  /// Completes the files of this clip, also of a part of it.
  void finish(const ClipSummary& summary);

 private:
  /// @param visible the frame's picture, with the faces hidden that are not to be seen
  /// @param faces indices of those that are to be seen
  void write_video(const AnalyzedFrame& frame, const Image& visible,
                   std::span<const std::size_t> faces, double frame_rate);

  const AnalyzeOutputs& outputs_;
  const Input& input_;
  const FaceBlur& blur_;
  AnalyzeWriters& writers_;
  std::optional<MarkedVideo> video_;
  ClipPictureKeeper pictures_;
};

}  // namespace mien::cli
