#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace mien::models {

/// Lengths of the axes; -1 is an axis of any length.
using Shape = std::vector<std::int64_t>;

/// A tensor whose numbers are known: a weight, or the axes of a reduction.
struct Constant {
  Shape shape;
  std::variant<std::vector<float>, std::vector<std::int64_t>> values;

  /// @throws Error (ErrorCode::model) that names `description` if the numbers are integers.
  [[nodiscard]] const std::vector<float>& floats(std::string_view description) const;
  [[nodiscard]] std::vector<float>& floats(std::string_view description);

  /// @throws Error (ErrorCode::model) that names `description` if the numbers are floats.
  [[nodiscard]] const std::vector<std::int64_t>& integers(std::string_view description) const;

  friend bool operator==(const Constant&, const Constant&) = default;
};

/// Number of elements of a shape whose axes are all 1 or more.
/// @throws Error (ErrorCode::model) that names `description` if an axis is below 1, there are more
/// than 8 axes, or the number of elements is above `limit`.
[[nodiscard]] std::size_t element_count(const Shape& shape, std::size_t limit,
                                        std::string_view description);

/// Reorders the axes: axis i of the result is axis `order[i]` of the source.
[[nodiscard]] Constant transposed(const Constant& source, std::span<const std::size_t> order,
                                  std::string_view description);

}  // namespace mien::models
