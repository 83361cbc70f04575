#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "face/feature_reader.h"
#include "mien/descriptors/describe.h"
#include "mien/detect/detector.h"
#include "mien/media/frame_source.h"

namespace mien {

/// A frame, and its faces where the data say them.
struct FaceFrame {
  Frame frame;
  std::optional<std::vector<Detection>> faces = std::nullopt;
};

/// Gives frames in the order of time, then nothing.
using FaceFrames = std::function<std::optional<FaceFrame>()>;

/// The descriptors of one clip.
struct ClipDescription {
  std::vector<float> values;                   ///< 4 D numbers; all 0 without a face
  std::vector<std::vector<float>> at_strides;  ///< as `values`, one for each of the strides
  std::vector<bool> faces;  ///< whether each frame has a face; empty without strides
  std::int64_t frames = 0;
  std::int64_t frames_with_face = 0;
  double seconds = 0;  ///< time of the last frame
};

/// Turns clips into descriptors (Savchenko 2021, section III) in memory that does not grow with
/// their length, but for FaceChoice::track with the number of people.
class ClipDescriber {
 public:
  /// @param detector null: each frame is one face, as in data sets of crops
  /// @param identity whether the features tell people apart, so that tracking may use them
  /// @throws Error (ErrorCode::usage) for a stride below 1, or strides with FaceChoice::track,
  /// whose people depend on the frames before. Also for `blend_frames` with strides, a group, the
  /// tracked face or a normalised descriptor.
  ClipDescriber(FeatureReader reader, std::shared_ptr<const Detector> detector, bool identity,
                ClipDescriberOptions options);

  /// Numbers of a descriptor.
  [[nodiscard]] std::size_t numbers() const { return 4 * reader_.dimension(); }

  /// With FaceChoice::track the person seen in the most frames stands for the clip, of equals the
  /// first seen.
  [[nodiscard]] ClipDescription describe(const FaceFrames& next) const;

 private:
  FeatureReader reader_;
  std::shared_ptr<const Detector> detector_;
  bool identity_;
  ClipDescriberOptions options_;
};

}  // namespace mien
