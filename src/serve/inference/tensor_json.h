#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mien/nn/network.h"

namespace mien::serve {

/// The tensors of the Open Inference Protocol (KServe), version 2, as JSON.

/// A request as its sender wrote it.
struct InferenceRequest {
  std::optional<std::string> id;     ///< to be given back
  nlohmann::json input;              ///< the only one
  std::vector<std::string> outputs;  ///< that are wanted; empty: all
};

/// @param known names of the outputs that there are
/// @throws Problem with status 400 for a body that is no such request, has not one input, or asks
/// for tensors in another way than JSON
[[nodiscard]] InferenceRequest parse_inference(const std::string& body,
                                               const std::vector<std::string>& known);

/// The numbers of an input.
/// @param most rows of its first axis, if that may be of any length
/// @throws Problem with status 400 if its name, type, shape or data are not as expected
[[nodiscard]] Tensor read_tensor(const nlohmann::json& input, const TensorInfo& expected,
                                 std::int64_t most);

/// The texts of an input of the type BYTES with one axis.
/// @throws Problem as `read_tensor`
[[nodiscard]] std::vector<std::string> read_texts(const nlohmann::json& input,
                                                  const std::string& name, std::size_t most);

/// An output as an object.
/// @throws Problem with status 400 if a number of it is not finite
[[nodiscard]] std::string tensor_json(const std::string& name, const Tensor& tensor);

/// {"name":...,"datatype":...,"shape":...}
[[nodiscard]] nlohmann::ordered_json tensor_info_json(const std::string& name,
                                                      const std::string& type,
                                                      const std::vector<std::int64_t>& shape);

}  // namespace mien::serve
