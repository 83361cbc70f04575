#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mien/identity/gallery.h"

namespace mien {

// The bytes of a gallery file; all numbers are little-endian.
//
//   header     "MIENGAL\n", version u32, numbers of a feature u32, length of the model's name u32,
//              the name, CRC-32 of all this
//   additions  one after the other, each:
//     entries  'F' u32, length of the person's name u32, length of the path u32, both texts, the
//              feature as IEEE 754 halves
//     closing  see `Closing`
//
// An addition counts from its closing record on, which is written after its entries are on the
// disk. So what follows the last closing record is an addition that never came to its end, unless
// a valid closing record comes later still: then the file is damaged.

/// The record that closes an addition.
struct Closing {
  static constexpr std::string_view mark = "MIENEND\n";
  static constexpr std::size_t bytes = 32;

  std::uint64_t offset = 0;   ///< of this record in the file
  std::uint64_t entries = 0;  ///< in the file so far
  std::uint32_t content = 0;  ///< CRC-32 of the addition's entries
};

[[nodiscard]] std::string encoded_header(const Gallery& gallery);

/// The entry with its feature.
[[nodiscard]] std::string encoded_entry(const Gallery& gallery, std::size_t entry);

[[nodiscard]] std::string encoded(const Closing& closing);

/// The closing record at `offset`; nothing if there is none, or its checksum or place is wrong.
[[nodiscard]] std::optional<Closing> closing_at(std::span<const std::byte> bytes,
                                                std::size_t offset);

/// Where the header ends and what it says: a gallery without entries.
struct DecodedHeader {
  Gallery gallery;
  std::size_t end = 0;
};

/// @throws Error (ErrorCode::input)
[[nodiscard]] DecodedHeader decode_header(std::span<const std::byte> bytes, std::string_view name);

/// The entries of closed additions, and how far they go.
struct DecodedGallery {
  Gallery gallery;
  std::size_t end = 0;
};

/// @throws Error (ErrorCode::input)
[[nodiscard]] DecodedGallery decode_additions(std::span<const std::byte> bytes,
                                              std::string_view name);

}  // namespace mien
