#include "networks/tensor_lookup.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "mien/core/error.h"

namespace mien::train {

const std::vector<float>& values_of(const NamedTensors& tensors, std::string_view architecture,
                                    const Parameter& parameter) {
  const std::string expected =
      fmt::format("{}: expected the tensor \"{}\" of shape [{}]", architecture, parameter.name,
                  fmt::join(parameter.shape, ", "));
  const auto entry = tensors.find(parameter.name);
  if (entry == tensors.end()) {
    throw Error(ErrorCode::model, expected + ", found no tensor of this name");
  }
  const NamedTensor& tensor = entry->second;
  if (tensor.shape != parameter.shape ||
      static_cast<std::int64_t>(tensor.values.size()) != parameter.size()) {
    throw Error(ErrorCode::model, fmt::format("{}, found [{}] with {} numbers", expected,
                                              fmt::join(tensor.shape, ", "), tensor.values.size()));
  }
  const auto bad = std::ranges::find_if(tensor.values, [](float v) { return !std::isfinite(v); });
  if (bad != tensor.values.end()) {
    throw Error(ErrorCode::model, fmt::format("{} with finite numbers, found {}", expected, *bad));
  }
  const auto least = std::ranges::min_element(tensor.values);
  if (parameter.kind == ParameterKind::running_var && *least < 0) {
    throw Error(ErrorCode::model,
                fmt::format("{} with variances of 0 or more, found {}", expected, *least));
  }
  return tensor.values;
}

}  // namespace mien::train
