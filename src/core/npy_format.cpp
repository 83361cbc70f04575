#include "core/npy_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace mien {

namespace {

constexpr std::string_view magic = "\x93NUMPY";

// Room for any number of rows; NumPy asks for a multiple of 64.
constexpr std::size_t start_size = 128;

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The text between `open` and the next `close` after a key; nothing if there is none.
std::optional<std::string_view> value_of(std::string_view header, std::string_view key, char open,
                                         char close) {
  const std::size_t at = header.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t first = header.find(open, at + key.size());
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t last = header.find(close, first + 1);
  if (last == std::string_view::npos) return std::nullopt;
  return header.substr(first + 1, last - first - 1);
}

std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// The numbers of "3, 4" or "3,".
std::optional<std::vector<std::size_t>> numbers_of(std::string_view text) {
  std::vector<std::size_t> numbers;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view digits = without_spaces(text.substr(0, comma));
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    numbers.push_back(number);
    text = without_spaces(text.substr(std::min(comma + 1, text.size())));
  }
  return numbers;
}

}  // namespace

bool is_npy(std::span<const std::byte> start) { return as_text(start).starts_with(magic); }

std::optional<int> npy_version(std::span<const std::byte> start) {
  if (start.size() <= magic.size()) return std::nullopt;
  return std::to_integer<int>(start[magic.size()]);
}

std::optional<NpyHeaderPlace> npy_header_place(std::span<const std::byte> start) {
  constexpr std::size_t length_at = 8;
  const std::size_t length_size = npy_version(start).value_or(1) == 1 ? 2 : 4;
  if (start.size() < length_at + length_size) return std::nullopt;
  NpyHeaderPlace place{length_at + length_size, 0};
  for (std::size_t i = length_size; i-- > 0;) {
    place.length = place.length << 8U | std::to_integer<std::size_t>(start[length_at + i]);
  }
  return place;
}

NpyHeader parse_npy_header(std::string_view text) {
  NpyHeader header;
  header.type = std::string(value_of(text, "'descr':", '\'', '\'').value_or(""));
  if (const auto shape = value_of(text, "'shape':", '(', ')')) {
    header.shape_text = std::string(*shape);
    header.shape = numbers_of(*shape);
  }
  const std::string_view key = "'fortran_order':";
  const std::size_t order = text.find(key);
  header.fortran_order = order == std::string_view::npos ||
                         !without_spaces(text.substr(order + key.size())).starts_with("False");
  return header;
}

std::string npy_file_start(std::size_t rows, std::size_t columns) {
  constexpr std::size_t length = start_size - 10;
  std::string text(magic);
  text += {'\x01', '\x00', static_cast<char>(length), '\x00'};
  text +=
      fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", rows, columns);
  text.resize(start_size - 1, ' ');
  return text + "\n";
}

}  // namespace mien
