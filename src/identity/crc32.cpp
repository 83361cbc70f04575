#include "identity/crc32.h"

#include <array>

namespace mien {

namespace {

constexpr std::size_t slices = 8;
using Tables = std::array<std::array<std::uint32_t, 256>, slices>;

/// Table s holds what a byte does to the checksum s bytes later, so that eight go at once.
constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t state = byte;
    for (int bit = 0; bit < 8; ++bit) state = (state >> 1U) ^ ((state & 1U) * 0xEDB88320U);
    tables[0][byte] = state;
  }
  for (std::size_t s = 1; s < slices; ++s) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[s - 1][byte];
      tables[s][byte] = (before >> 8U) ^ tables[0][before & 0xFFU];
    }
  }
  return tables;
}

constexpr Tables tables = make_tables();

}  // namespace

void Crc32::add(std::span<const std::byte> bytes) {
  const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
  std::size_t i = 0;
  for (; i + slices <= bytes.size(); i += slices) {
    const std::uint32_t first =
        state_ ^ (at(i) | at(i + 1) << 8U | at(i + 2) << 16U | at(i + 3) << 24U);
    state_ = tables[7][first & 0xFFU] ^ tables[6][first >> 8U & 0xFFU] ^
             tables[5][first >> 16U & 0xFFU] ^ tables[4][first >> 24U] ^ tables[3][at(i + 4)] ^
             tables[2][at(i + 5)] ^ tables[1][at(i + 6)] ^ tables[0][at(i + 7)];
  }
  for (; i < bytes.size(); ++i) state_ = (state_ >> 8U) ^ tables[0][(state_ ^ at(i)) & 0xFFU];
}

}  // namespace mien
