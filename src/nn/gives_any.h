#pragma once

#include <algorithm>
#include <span>
#include <string>

#include "mien/nn/metadata.h"

namespace mien {

/// Whether a network has a head for one of the attributes.
[[nodiscard]] inline bool gives_any(const ModelMetadata& metadata,
                                    std::span<const std::string> attributes) {
  return std::ranges::any_of(metadata.heads, [&](const HeadSpec& head) {
    return std::ranges::count(attributes, head.attribute) > 0;
  });
}

}  // namespace mien
