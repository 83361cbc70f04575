#pragma once

#include <span>

#include "mien/clip/tracker.h"
#include "mien/nn/metadata.h"

namespace mien {

/// The options with the cosine from which on two faces are one person's. It is that of the last of
/// `models` that gives identity: its operating point of at most 0.1 % false accepts. The options
/// stay as they are where they have a cosine or the network has no such point.
[[nodiscard]] TrackerOptions with_likeness(TrackerOptions options,
                                           std::span<const ModelMetadata> models);

}  // namespace mien
