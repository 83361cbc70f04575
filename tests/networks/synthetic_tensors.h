#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "networks/named_tensors.h"
#include "networks/network_graph.h"

namespace mien::train {

/// The numbers of reference/make_references.py: -1 up to 1 from the name and the index.
inline std::vector<float> uniform_values(std::string_view name, std::size_t count) {
  std::uint64_t seed = 0xCBF29CE484222325U;
  for (const char c : name) seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  std::vector<float> values;
  values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t z = seed + i + 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    z = z ^ (z >> 31U);
    values.push_back(static_cast<float>(z >> 40U) / 0x1p23F - 1);
  }
  return values;
}

/// The tensors that make_references.py gives a network.
inline NamedTensors synthetic_tensors(const NetworkGraph& graph) {
  NamedTensors tensors;
  for (const Parameter& parameter : parameters_of(graph)) {
    std::vector<float> values =
        uniform_values(parameter.name, static_cast<std::size_t>(parameter.size()));
    const double bound =
        parameter.fan_in > 0 ? std::sqrt(6.0 / static_cast<double>(parameter.fan_in)) : 0;
    for (float& value : values) {
      const double u = value;
      if (parameter.kind == ParameterKind::gain || parameter.kind == ParameterKind::scalar ||
          parameter.kind == ParameterKind::slope || parameter.kind == ParameterKind::bound) {
        value = static_cast<float>(1 + u / 4);
      } else if (parameter.fan_in > 0) {
        value = static_cast<float>(u * bound);
      } else if (parameter.kind == ParameterKind::running_var) {
        value = static_cast<float>(0.8 + 0.4 * u);
      } else if (parameter.kind == ParameterKind::norm_scale) {
        const bool half =
            parameter.name.starts_with("layer") && parameter.name.ends_with(".bn3.weight");
        value = static_cast<float>((1 + u / 4) / (half ? 2 : 1));
      } else {
        value = static_cast<float>(u / 10);
      }
    }
    tensors.emplace(parameter.name, NamedTensor{parameter.shape, std::move(values)});
  }
  return tensors;
}

/// The size of the two pictures that make_references.py gives a network.
inline Extent synthetic_size(std::string_view architecture) {
  return architecture.starts_with("inception") ? Extent{80, 88} : Extent{64, 72};
}

/// These pictures.
inline std::vector<float> synthetic_pictures(Extent size) {
  return uniform_values("picture", std::size_t{2} * 3 * static_cast<std::size_t>(size.height) *
                                       static_cast<std::size_t>(size.width));
}

}  // namespace mien::train
