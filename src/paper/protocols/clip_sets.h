#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataset/source.h"

namespace mien::paper {

/// A clip of a data set: a video file, or a folder of its frames as pictures.
struct LabelledClip {
  std::filesystem::path path;
  std::uint32_t label = 0;  ///< a class of the set
};

/// A data set of clips, divided by its makers.
struct ClipSet {
  std::vector<std::string> classes;
  std::vector<LabelledClip> train;
  std::vector<LabelledClip> valid;
  dataset::WalkFindings findings;  ///< what else is in its folders
};

/// AFEW (seven expressions) as its owners lay it out: Train_AFEW/CLASS/CLIP and Val_AFEW/CLASS/CLIP
/// (or Train and Val), CLASS one of Angry, Disgust, Fear, Happy, Neutral, Sad, Surprise; sorted by
/// path.
/// @throws Error (ErrorCode::input) that explains the layout if the folder has another
[[nodiscard]] ClipSet read_afew(const std::filesystem::path& folder);

/// VGAF (Positive, Neutral, Negative): Train/CLIP and Val/CLIP, and Train_labels.txt and
/// Val_labels.txt beside the folders or in them. There is a line "CLIP LABEL" for each clip, after
/// a head line or none. CLIP may have its extension. LABEL is a name or 1, 2, 3 in the order above.
/// @throws Error (ErrorCode::input) that explains the layout if the folder has another, or names
/// the line that is wrong
[[nodiscard]] ClipSet read_vgaf(const std::filesystem::path& folder);

}  // namespace mien::paper
