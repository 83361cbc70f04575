#include "mien/core/labels.h"

#include <algorithm>

namespace mien {

float Classification::confidence() const {
  const auto chosen =
      std::ranges::find(probabilities, label, [](const auto& entry) { return entry.label; });
  return chosen == probabilities.end() ? 0.0F : chosen->probability;
}

}  // namespace mien
