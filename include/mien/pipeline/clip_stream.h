#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "mien/clip/frame_faces.h"
#include "mien/media/frame_source.h"
#include "mien/pipeline/clip_analyzer.h"

namespace mien {

/// A frame of a clip with its answer.
struct ClipFrame {
  std::int64_t index = 0;  ///< of the frame
  double seconds = 0;      ///< time of the frame
  Size size;               ///< of the upright picture, pixels
  bool used = true;        ///< false: skipped at an adaptive frame rate
  FrameFaces faces;        ///< of a frame that was skipped those of the last one that was not
};

/// Analyses a clip frame by frame, for who wants to ask for the next answer instead of being called
/// with it. `ClipAnalyzer` works on a thread of its own, at most `depth` frames ahead, so that
/// memory does not grow with the clip. Not for several threads at once.
class ClipStream {
 public:
  static constexpr int depth = 16;

  /// @param faces must live as long as this
  /// @throws Error (ErrorCode::usage) for options out of range or no source
  ClipStream(const FaceAnalyzer& faces, std::unique_ptr<FrameSource> source,
             const ClipAnalyzerOptions& options = {});
  ClipStream(const ClipStream&) = delete;
  ClipStream& operator=(const ClipStream&) = delete;
  /// Ends the run; waits for the frame that is being read or analysed.
  ~ClipStream();

  /// The next frame, or nothing at the end.
  /// @throws Error as `ClipAnalyzer::analyze`, in the place of the frame that failed; afterwards
  /// there is no other frame
  std::optional<ClipFrame> next();

  [[nodiscard]] const ClipInfo& info() const;

  /// What the whole clip shows; nothing before `next` gave nothing.
  [[nodiscard]] const std::optional<ClipAnalysis>& analysis() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien
