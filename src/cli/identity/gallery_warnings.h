#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "mien/core/face.h"
#include "mien/identity/gallery.h"
#include "mien/nn/metadata.h"

namespace mien::cli {

/// Why a face is hard to compare, such as "quality 2.1" or "turned by 52 degrees"; nothing if it is
/// not.
[[nodiscard]] std::optional<std::string> why_poor(const Face& face);

/// Sentences about pairs of faces that have two names and are taken for one person at the strictest
/// operating point of the model. There is one for each pair of names, the nearest first.
/// @param first only pairs with an entry from this one on count
[[nodiscard]] std::vector<std::string> shared_faces(const Gallery& gallery,
                                                    const ModelMetadata& model, std::size_t first,
                                                    int threads);

/// Prints the first sentences on standard error, and how many more there are.
void print_warnings(const std::vector<std::string>& warnings);

}  // namespace mien::cli
