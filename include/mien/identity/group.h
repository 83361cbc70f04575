#pragma once

#include <cstddef>
#include <vector>

#include "mien/identity/gallery.h"

namespace mien {

struct GroupOptions {
  /// Two groups are joined while the mean cosine distance between their members is at most that of
  /// two features so far apart. It is given as a Euclidean distance after L2 normalisation, 0 to 2.
  float distance = 1.0F;
  int threads = 1;  ///< at least 1
};

/// Sorts faces into groups that look like one person each: agglomerative clustering by average
/// link. Each face begins as a group of its own; the two groups whose members are the nearest on
/// average are joined, while that average is at most the threshold. Cosine distance is 1 - cosine,
/// or half the square of the Euclidean distance.
///
/// The pairs within the threshold are found first. Groups never reach across the connected parts of
/// their graph, so that memory grows with the faces and these pairs, not with all pairs.
/// @param faces whose features are compared; names and photos do not matter
/// @return the groups, each with the indices of its faces in rising order: the largest group first,
/// of two of the same size the one with the earlier first face. Every face is in one of them.
/// @throws Error (ErrorCode::usage) for options out of range
[[nodiscard]] std::vector<std::vector<std::size_t>> group_faces(const Gallery& faces,
                                                                const GroupOptions& options = {});

/// Faces of pictures that are near to the same: the connected parts of the graph of pairs within
/// `distance`, without those of one face; order as of `group_faces`.
[[nodiscard]] std::vector<std::vector<std::size_t>> near_duplicates(const Gallery& faces,
                                                                    const GroupOptions& options);

}  // namespace mien
