#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/nn/network.h"

namespace mien {

/// The named constants of a network, for code that runs it without ONNX Runtime.
class NetworkWeights {
 public:
  /// Reads the initialisers of 32-bit floats of an .onnx file.
  /// @param name what to call the file in messages
  /// @throws Error (ErrorCode::model) if it is not an .onnx, keeps weights in other files, or has
  /// an initialiser whose shape and data disagree.
  NetworkWeights(std::span<const std::byte> onnx, std::string_view name);

  /// Takes constants that were read elsewhere, such as from a pack.
  NetworkWeights(std::map<std::string, Tensor, std::less<>> tensors, std::string_view name);

  /// The constant `tensor`.
  /// @throws Error (ErrorCode::model) if there is none or its shape is not `shape`; the file then
  /// holds another network than expected.
  [[nodiscard]] const Tensor& get(std::string_view tensor,
                                  const std::vector<std::int64_t>& shape) const;

  [[nodiscard]] const std::map<std::string, Tensor, std::less<>>& all() const { return tensors_; }

 private:
  std::string name_;
  std::map<std::string, Tensor, std::less<>> tensors_;
};

}  // namespace mien
