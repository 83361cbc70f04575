#include "dataset/npy_scalar.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/npy_format.h"
#include "mien/core/error.h"

namespace mien::dataset {

namespace {

constexpr std::size_t longest_text = 256;

[[noreturn]] void refuse_scalar(const std::string& name, const std::string& message) {
  throw Error(ErrorCode::input,
              fmt::format("{}: expected a NumPy file of one text or number, {}", name, message));
}

std::uint64_t little_endian(std::span<const std::byte> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8U | std::to_integer<std::uint64_t>(bytes[i]);
  }
  return value;
}

std::string text_of(std::span<const std::byte> bytes, std::size_t width, const std::string& name) {
  std::string text;
  bool ended = false;
  for (std::size_t at = 0; at < bytes.size(); at += width) {
    const std::uint64_t character = little_endian(bytes.subspan(at, width));
    ended = ended || character == 0;
    if (ended) continue;
    if (character >= 0x7F || character < 0x20) refuse_scalar(name, "found text that is not ASCII");
    text.push_back(static_cast<char>(character));
  }
  return text;
}

template <typename Float, typename Bits>
std::string float_text(std::uint64_t bits) {
  return fmt::format("{}", std::bit_cast<Float>(static_cast<Bits>(bits)));
}

/// Sign-extends the lowest bytes.
std::int64_t signed_value(std::uint64_t bits, std::size_t size) {
  const auto shift = static_cast<unsigned>(64 - 8 * size);
  return static_cast<std::int64_t>(bits << shift) >> shift;
}

}  // namespace

std::string npy_scalar(std::span<const std::byte> bytes, const std::string& name) {
  if (bytes.size() < 10 || !is_npy(bytes)) refuse_scalar(name, "found another format");
  const int version = npy_version(bytes).value_or(0);
  if (version < 1 || version > 3)
    refuse_scalar(name, fmt::format("found format version {}", version));
  const std::optional<NpyHeaderPlace> place = npy_header_place(bytes);
  if (!place || place->length > bytes.size() - place->begin) {
    refuse_scalar(name, "found a file that is cut short");
  }
  const std::span<const std::byte> text = bytes.subspan(place->begin, place->length);
  const NpyHeader header =
      parse_npy_header({reinterpret_cast<const char*>(text.data()), text.size()});
  const std::span<const std::byte> data = bytes.subspan(place->begin + place->length);

  const std::string_view type = header.type;
  const std::vector<std::size_t> one_number = {1};
  if (!header.shape || (!header.shape->empty() && header.shape != one_number)) {
    refuse_scalar(name, fmt::format("found the shape ({})", header.shape_text.substr(0, 40)));
  }
  std::size_t size = 0;
  const std::string_view digits = type.substr(std::min<std::size_t>(2, type.size()));
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  const bool known = type.size() >= 3 && (type[0] == '<' || type[0] == '|') &&
                     error == std::errc() && end == digits.data() + digits.size() && size >= 1;
  const auto unknown = [&] {
    refuse_scalar(name, fmt::format("found the type \"{}\"", type.substr(0, 40)));
  };
  if (!known) unknown();
  const char kind = type[1];
  const std::size_t width = kind == 'U' ? 4 : 1;
  if (size > longest_text) unknown();
  if (data.size() != size * width) refuse_scalar(name, "found data of another length");
  if (kind == 'U' || kind == 'S') return text_of(data, width, name);
  if (size != 1 && size != 2 && size != 4 && size != 8) unknown();
  const std::uint64_t bits = little_endian(data);
  if (kind == 'u') return fmt::format("{}", bits);
  if (kind == 'i') return fmt::format("{}", signed_value(bits, size));
  if (kind == 'f' && size == 8) return float_text<double, std::uint64_t>(bits);
  if (kind == 'f' && size == 4) return float_text<float, std::uint32_t>(bits);
  unknown();
  return {};
}

}  // namespace mien::dataset
