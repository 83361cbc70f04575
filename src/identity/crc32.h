#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace mien {

/// CRC-32 as of zlib, PNG and gzip (IEEE 802.3), of bytes that may come piece by piece.
class Crc32 {
 public:
  void add(std::span<const std::byte> bytes);
  [[nodiscard]] std::uint32_t value() const { return ~state_; }

 private:
  std::uint32_t state_ = 0xFFFFFFFFU;
};

}  // namespace mien
