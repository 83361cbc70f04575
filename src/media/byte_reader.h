#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace mien::media {

using Bytes = std::span<const std::byte>;

/// Reads whole numbers from bytes that may be hostile: nothing where the bytes end too early.
class ByteReader {
 public:
  enum class Order { big, little };

  ByteReader(Bytes data, Order order) : data_(data), order_(order) {}

  [[nodiscard]] std::size_t size() const { return data_.size(); }
  [[nodiscard]] std::optional<std::uint32_t> u8(std::size_t offset) const {
    return number(offset, 1);
  }
  [[nodiscard]] std::optional<std::uint32_t> u16(std::size_t offset) const {
    return number(offset, 2);
  }
  [[nodiscard]] std::optional<std::uint32_t> u32(std::size_t offset) const {
    return number(offset, 4);
  }

  /// Whether the bytes at `offset` are `text`.
  [[nodiscard]] bool has(std::size_t offset, std::string_view text) const {
    const Bytes bytes = part(offset, text.size());
    return bytes.size() == text.size() &&
           std::equal(bytes.begin(), bytes.end(), text.begin(),
                      [](std::byte a, char b) { return a == static_cast<std::byte>(b); });
  }

  /// Up to `count` bytes from `offset` on; fewer or none where the data end.
  [[nodiscard]] Bytes part(std::size_t offset, std::size_t count) const {
    if (offset > data_.size()) return {};
    return data_.subspan(offset, std::min(count, data_.size() - offset));
  }

 private:
  [[nodiscard]] std::optional<std::uint32_t> number(std::size_t offset, std::size_t count) const {
    const Bytes bytes = part(offset, count);
    if (bytes.size() < count) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::byte byte = order_ == Order::big ? bytes[i] : bytes[count - 1 - i];
      value = value << 8U | std::to_integer<std::uint32_t>(byte);
    }
    return value;
  }

  Bytes data_;
  Order order_;
};

}  // namespace mien::media
