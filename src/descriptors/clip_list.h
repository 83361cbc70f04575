#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dataset/source.h"
#include "descriptors/clip_describer.h"
#include "mien/descriptors/describe.h"

namespace mien::descriptors {

/// A clip to describe: what `open_frames` opens, or records of a source.
struct ClipEntry {
  std::string name;
  std::string label;                ///< empty if unknown
  std::vector<std::string> fields;  ///< of the columns of the list
  std::string path;                 ///< for `open_frames`; empty for records
  std::shared_ptr<const dataset::PictureSource> source;
  std::vector<std::size_t> records;  ///< in the order of time
};

struct ClipList {
  std::vector<std::string> columns;  ///< further ones that sources have for all frames of a clip
  std::vector<ClipEntry> clips;
  dataset::WalkFindings findings;  ///< of the folders and manifests
};

/// What the inputs hold, in their order.
/// - A manifest (.csv or .tar, or a folder with a labels.csv) gives a clip for each value of its
///   sequence column.
/// - A folder of pictures is a clip.
/// - Another folder gives its video files and its folders of pictures at any depth, sorted by path.
///   Each is labelled by the name of the folder that holds it, if that lies below the input.
/// - Anything else is a clip that `open_frames` opens.
/// @throws Error (ErrorCode::usage) if a folder holds no clip; (ErrorCode::input) as
/// `dataset::open_source`, if a manifest has no sequence column, or a clip has two labels
[[nodiscard]] ClipList list_clips(std::span<const std::string> inputs,
                                  const ClipListOptions& options);

/// A clip that was opened.
struct OpenClip {
  FaceFrames next;
  std::function<std::string()> damage;  ///< after the end: what is missing; empty if nothing is
};

/// @throws Error (ErrorCode::input) if it cannot be opened; `next` if a picture cannot be read
[[nodiscard]] OpenClip open_clip(const ClipEntry& clip, const FrameSourceOptions& options);

}  // namespace mien::descriptors
