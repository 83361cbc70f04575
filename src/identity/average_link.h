#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "mien/identity/gallery.h"

namespace mien {

/// Average-link clustering of some faces of a gallery, cut at a distance; see `group_faces`. Time
/// grows with the square of their number, memory with their number.
/// @param members indices in rising order, at least one
/// @return groups of indices, each in rising order
[[nodiscard]] std::vector<std::vector<std::size_t>> average_link_groups(
    const Gallery& faces, std::span<const std::size_t> members, float distance);

}  // namespace mien
