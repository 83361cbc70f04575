#pragma once

#include <string>

#include "mien/nn/metadata.h"

namespace mien::cli {

/// The graph over labels of a model as SVG. An edge joins each pair of labels of which one takes
/// over from the other, with their rank correlation where it is known.
/// @throws Error (ErrorCode::usage) if the model has no graph
[[nodiscard]] std::string label_graph_svg(const ModelMetadata& metadata);

}  // namespace mien::cli
