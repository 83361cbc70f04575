#pragma once

#include <torch/types.h>

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/json_reader.h"

namespace mien::train {

/// Tensors by name, as a checkpoint holds them: a list of names, types and shapes, and their bytes
/// one after the other, little-endian and row-major. Types are "float32", "float64", "int64" and
/// "uint8".
using TensorMap = std::map<std::string, torch::Tensor>;

[[nodiscard]] nlohmann::ordered_json tensor_list_json(const TensorMap& tensors);

/// Appends the bytes of the tensors to `bytes`.
/// @return all of them
[[nodiscard]] std::vector<std::byte> with_bytes_of(std::vector<std::byte> bytes,
                                                   const TensorMap& tensors);

struct ReadTensors {
  TensorMap tensors;
  std::span<const std::byte> rest;  ///< what follows their bytes
};

/// @param list what `tensor_list_json` wrote
/// @param bytes which start with those of the tensors
/// @throws Error (of the reader's code) if a type or shape is impossible, a name comes twice, or
/// there are fewer bytes than the shapes say
[[nodiscard]] ReadTensors read_tensors(std::vector<JsonReader> list,
                                       std::span<const std::byte> bytes);

}  // namespace mien::train
