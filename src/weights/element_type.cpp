#include "weights/element_type.h"

#include <bit>
#include <cstdint>
#include <cstring>

#include "models/float16.h"

namespace mien::train {

namespace {

static_assert(std::endian::native == std::endian::little);

template <class T>
T load(const std::byte* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

}  // namespace

std::size_t size_of(ElementType type) {
  switch (type) {
    case ElementType::float64:
    case ElementType::int64:
      return 8;
    case ElementType::float32:
    case ElementType::int32:
      return 4;
    case ElementType::float16:
    case ElementType::bfloat16:
    case ElementType::int16:
      return 2;
    case ElementType::int8:
    case ElementType::uint8:
    case ElementType::boolean:
      return 1;
  }
  return 1;
}

float load_element(const std::byte* bytes, ElementType type) {
  switch (type) {
    case ElementType::float16:
      return models::float_from_half(load<std::uint16_t>(bytes));
    case ElementType::bfloat16:
      return std::bit_cast<float>(static_cast<std::uint32_t>(load<std::uint16_t>(bytes)) << 16U);
    case ElementType::float32:
      return load<float>(bytes);
    case ElementType::float64:
      return static_cast<float>(load<double>(bytes));
    case ElementType::int8:
      return load<std::int8_t>(bytes);
    case ElementType::uint8:
      return load<std::uint8_t>(bytes);
    case ElementType::int16:
      return load<std::int16_t>(bytes);
    case ElementType::int32:
      return static_cast<float>(load<std::int32_t>(bytes));
    case ElementType::int64:
      return static_cast<float>(load<std::int64_t>(bytes));
    case ElementType::boolean:
      return load<std::uint8_t>(bytes) != 0 ? 1.0F : 0.0F;
  }
  return 0;
}

}  // namespace mien::train
