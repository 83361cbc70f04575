#pragma once

#include <tflite_generated.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/graph/constant.h"

namespace mien::models::tflite {

/// The network of a .tflite file, whose tables lie within the file. The bytes are kept by the
/// caller and begin at a multiple of 16, as memory of an allocator does.
/// @throws Error (ErrorCode::model) if it is no such file, is of another version than 3 or holds
/// other than one network.
[[nodiscard]] const Model& checked_model(std::span<const std::byte> bytes, std::string_view name);

/// The tensors of a network: each has a name of its own.
class Tensors {
 public:
  /// @param model as `checked_model` gives it, kept by the caller
  Tensors(const Model& model, std::string_view name);

  /// The name in the file; where that is empty, not UTF-8 or taken, one that is made up.
  /// @throws Error (ErrorCode::model) for a number that no tensor has
  [[nodiscard]] const std::string& name(std::int32_t index) const;

  /// Whether the file holds its numbers.
  [[nodiscard]] bool is_constant(std::int32_t index) const;

  /// Lengths of the axes as the file states them.
  [[nodiscard]] Shape shape(std::int32_t index) const;

  /// The numbers of a constant.
  /// @throws Error (ErrorCode::model) for a type other than 32-bit floats and 32- or 64-bit whole
  /// numbers, and for sparse tensors. Also for a shape that does not fit the bytes, and if all that
  /// was asked for is more than mien reads.
  [[nodiscard]] Constant constant(std::int32_t index);

  /// A name that is not taken, made of `wanted`; it is taken then.
  [[nodiscard]] std::string new_name(std::string preferred);

 private:
  [[nodiscard]] const Tensor& at(std::int32_t index) const;
  [[nodiscard]] std::span<const std::uint8_t> bytes(const Tensor& tensor) const;

  const Model& model_;
  std::string file_;
  std::vector<std::string> names_;
  std::set<std::string, std::less<>> taken_;
  std::size_t read_bytes_ = 0;
};

}  // namespace mien::models::tflite
