#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mien {

/// What the header of a NumPy file says of its numbers.
struct NpyHeader {
  std::string type;  ///< such as "<f4"; empty if the header does not say
  /// Numbers of each axis; nothing if the header does not say, or says no whole numbers.
  std::optional<std::vector<std::size_t>> shape;
  std::string shape_text;  ///< as the file has it, without the brackets
  bool fortran_order = false;
};

/// Where the header of a NumPy file begins, and its length, in bytes.
struct NpyHeaderPlace {
  std::size_t begin = 0;
  std::size_t length = 0;
};

/// Bytes from which `npy_header_place` tells all that it can.
inline constexpr std::size_t npy_start = 12;

/// True if the bytes begin as those of a NumPy file.
[[nodiscard]] bool is_npy(std::span<const std::byte> start);

/// The format's major version, 1 to 3.
/// @param start bytes for which `is_npy` is true; nothing if they end before it
[[nodiscard]] std::optional<int> npy_version(std::span<const std::byte> start);

/// Nothing if the bytes end before the length of the header.
/// @param start bytes of a file of a known version
[[nodiscard]] std::optional<NpyHeaderPlace> npy_header_place(std::span<const std::byte> start);

/// Reads the header's text (a Python dictionary, as NumPy writes it). Never throws.
[[nodiscard]] NpyHeader parse_npy_header(std::string_view text);

/// The start of a file of 32-bit floats, rows x columns in C order. It has 128 bytes, whatever the
/// numbers are, so that a file can be written before its rows are counted.
[[nodiscard]] std::string npy_file_start(std::size_t rows, std::size_t columns);

}  // namespace mien
