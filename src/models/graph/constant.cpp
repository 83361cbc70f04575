#include "models/graph/constant.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/core/error.h"

namespace mien::models {

namespace {

constexpr std::size_t max_axes = 8;

[[noreturn]] void wrong_type(std::string_view description, std::string_view expected,
                             std::string_view actual) {
  throw Error(ErrorCode::model,
              fmt::format("{}: expected {}, found {}", description, expected, actual));
}

}  // namespace

const std::vector<float>& Constant::floats(std::string_view description) const {
  const auto* numbers = std::get_if<std::vector<float>>(&values);
  if (numbers == nullptr) wrong_type(description, "floats", "integers");
  return *numbers;
}

std::vector<float>& Constant::floats(std::string_view description) {
  auto* numbers = std::get_if<std::vector<float>>(&values);
  if (numbers == nullptr) wrong_type(description, "floats", "integers");
  return *numbers;
}

const std::vector<std::int64_t>& Constant::integers(std::string_view description) const {
  const auto* numbers = std::get_if<std::vector<std::int64_t>>(&values);
  if (numbers == nullptr) wrong_type(description, "integers", "floats");
  return *numbers;
}

std::size_t element_count(const Shape& shape, std::size_t limit, std::string_view description) {
  if (shape.size() > max_axes) {
    throw Error(ErrorCode::model, fmt::format("{}: expected at most {} axes, found {}", description,
                                              max_axes, shape.size()));
  }
  std::size_t count = 1;
  for (const std::int64_t length : shape) {
    if (length < 1) {
      throw Error(ErrorCode::model, fmt::format("{}: expected axes of length 1 or more, found {}",
                                                description, fmt::join(shape, "x")));
    }
    if (static_cast<std::uint64_t>(length) > limit / count) {
      throw Error(ErrorCode::model, fmt::format("{}: expected at most {} numbers, found shape {}",
                                                description, limit, fmt::join(shape, "x")));
    }
    count *= static_cast<std::size_t>(length);
  }
  return count;
}

Constant transposed(const Constant& source, std::span<const std::size_t> order,
                    std::string_view description) {
  const std::vector<float>& from = source.floats(description);
  const std::size_t axes = source.shape.size();
  if (order.size() != axes) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected {} axes, found {}", description, order.size(), axes));
  }
  std::vector<std::size_t> strides(axes, 1);
  for (std::size_t i = axes; i-- > 1;) {
    strides[i - 1] = strides[i] * static_cast<std::size_t>(source.shape[i]);
  }
  Constant result;
  for (const std::size_t axis : order) result.shape.push_back(source.shape[axis]);
  std::vector<float> to;
  to.reserve(from.size());
  std::vector<std::int64_t> position(axes, 0);
  while (to.size() < from.size()) {
    std::size_t offset = 0;
    for (std::size_t i = 0; i < axes; ++i) {
      offset += static_cast<std::size_t>(position[i]) * strides[order[i]];
    }
    to.push_back(from[offset]);
    for (std::size_t i = axes; i-- > 0;) {
      if (++position[i] < result.shape[i]) break;
      position[i] = 0;
    }
  }
  result.values = std::move(to);
  return result;
}

}  // namespace mien::models
