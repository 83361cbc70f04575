#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/classify/clip_list.h"
#include "mien/learn/matrix.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien::cli {

/// How clips become descriptors.
struct DescribeSettings {
  std::string model = "mobilenet-v1-face";
  std::string layer;  ///< empty: the model's identity feature, else its penultimate layer
  std::vector<std::string> attributes;  ///< describe what these heads say; empty: the feature
  Prior prior = Prior::none;            ///< of their classes
  bool detect = true;                   ///< false: each frame is one face
  AnalyzerOptions analyzer;             ///< the detector's options alone
  ClipDescriberOptions describer;
  FrameSourceOptions frames;
  int threads = 1;
};

/// Descriptors of clips, with what is known of each.
struct DescribedClips {
  FeatureMatrix descriptors;
  std::vector<FeatureMatrix> at_strides;  ///< one for each of the describer's strides
  std::vector<DescribedClip> clips;       ///< without their values
  std::vector<std::string> notes;         ///< what went wrong with each clip; empty if nothing did
  std::string features;  ///< where the numbers come from, such as "ID, layer L, ..."
};

/// Describes clips one after the other. A clip that cannot be read has zeros and a note.
/// @throws Error (ErrorCode::cancelled) if `stop` says so; as `load_features`
[[nodiscard]] DescribedClips describe_clips(const ClipList& list, const DescribeSettings& settings,
                                            const std::function<void(std::size_t done)>& progress,
                                            const std::function<bool()>& stop);

/// The index of descriptors as CSV: row, clip, label, the list's columns, frames,
/// frames_with_face, seconds, note.
[[nodiscard]] std::string descriptor_index(const ClipList& list, const DescribedClips& described);

}  // namespace mien::cli
