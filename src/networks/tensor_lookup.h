#pragma once

#include <string_view>

#include "networks/named_tensors.h"
#include "networks/network_graph.h"

namespace mien::train {

/// The values of a parameter.
/// @throws Error (ErrorCode::model) if there is no such tensor, it has another shape or number of
/// values, a value is not finite, or a running variance is negative.
[[nodiscard]] const std::vector<float>& values_of(const NamedTensors& tensors,
                                                  std::string_view architecture,
                                                  const Parameter& parameter);

}  // namespace mien::train
