#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "mien/core/face.h"
#include "mien/nn/metadata.h"
#include "serve/query.h"

namespace mien::serve {

/// From where on two faces are taken for different people.
struct LikenessThreshold {
  double distance = 0;                  ///< of L2-normalised features, 0 to 2
  std::optional<OperatingPoint> point;  ///< what was measured there; absent if the client chose it
};

/// Reads "threshold", a distance, or "false_accepts", a share of which the model's operating point
/// is taken. Without both it is the operating point of `false_accepts`, or the strictest one.
/// @throws Problem with status 400 for both, or if the model has no such point
[[nodiscard]] LikenessThreshold read_threshold(Query& query, const ModelMetadata& model,
                                               double false_accepts);

/// As `mien compare --json` writes it.
[[nodiscard]] nlohmann::ordered_json threshold_json(const LikenessThreshold& threshold);

/// A distance or a cosine with four digits.
[[nodiscard]] nlohmann::ordered_json distance_json(double distance);

/// "box", "score" and "quality" of a face.
[[nodiscard]] nlohmann::ordered_json place_json(const Face& face);

}  // namespace mien::serve
