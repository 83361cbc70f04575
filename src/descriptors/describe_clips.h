#pragma once

#include <string>

#include "descriptors/clip_list.h"
#include "mien/descriptors/describe.h"

namespace mien::descriptors {

/// As `mien::describe_clips`, for clips that were listed before.
[[nodiscard]] DescribedClips describe_clips(const ClipList& list, const DescribeOptions& options,
                                            const DescribeCallbacks& callbacks = {});

/// The index of descriptors as CSV: row, clip, label, the further columns, frames,
/// frames_with_face, seconds, note.
[[nodiscard]] std::string descriptor_index(const DescribedClips& clips);

}  // namespace mien::descriptors
