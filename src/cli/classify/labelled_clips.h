#pragma once

#include <string>

#include "paper/protocols/clip_protocol.h"

namespace mien::cli {

/// Where labelled clips are, as `list_clips` takes them.
struct LabelledClipsOptions {
  std::string train;
  std::string valid;            ///< empty: the column `split` of `train` tells
  std::string split = "split";  ///< whose values are train, and valid or val; others are left out
  ClipListOptions list;
};

/// Clips to fit on and to score; the classes are the labels, sorted.
/// @throws Error (ErrorCode::input) if a part is empty, a clip has no label, or there is no column
/// that divides them; as `list_clips`
[[nodiscard]] paper::ProtocolData read_labelled_clips(const LabelledClipsOptions& options);

}  // namespace mien::cli
