#include "media/heif/heif_boxes.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <vector>

namespace mien::media {

namespace {

constexpr auto big = ByteReader::Order::big;
constexpr std::size_t full_header = 4;  ///< version and flags at the start of some boxes

constexpr std::array<std::string_view, 10> heif_brands = {"heic", "heix", "heim", "heis", "hevc",
                                                          "hevx", "mif1", "msf1", "avif", "avis"};

/// Calls `visit` with the name's place and the content of each box until it returns true.
void each_box(Bytes data, const std::function<bool(std::size_t name, Bytes content)>& visit) {
  const ByteReader reader(data, big);
  std::size_t at = 0;
  while (const auto stored = reader.u32(at)) {
    std::size_t header = 8;
    std::uint64_t length = *stored;
    if (length == 1) {
      const auto high = reader.u32(at + 8);
      const auto low = reader.u32(at + 12);
      if (!high || !low) return;
      length = std::uint64_t{*high} << 32U | *low;
      header = 16;
    }
    if (length == 0) length = data.size() - at;  // to the end
    if (length < header) return;
    const auto rest = static_cast<std::size_t>(std::min<std::uint64_t>(length, data.size() - at));
    if (rest < header) return;
    if (visit(at + 4, data.subspan(at + header, rest - header))) return;
    if (length > data.size() - at) return;
    at += static_cast<std::size_t>(length);
  }
}

std::optional<Bytes> find_box(Bytes data, std::string_view name) {
  const ByteReader reader(data, big);
  std::optional<Bytes> box;
  each_box(data, [&](std::size_t at, Bytes content) {
    if (reader.has(at, name)) box = content;
    return box.has_value();
  });
  return box;
}

/// The number of an item: two bytes in old versions of a box, else four.
std::optional<std::uint32_t> item_number(const ByteReader& reader, std::size_t at, bool wide) {
  return wide ? reader.u32(at) : reader.u16(at);
}

/// Which of the listed properties, from 1 on, belong to an item.
std::vector<std::uint32_t> properties_of(Bytes ipma, std::uint32_t item) {
  const ByteReader reader(ipma, big);
  const bool wide_items = reader.u8(0).value_or(0) > 0;
  const bool wide_properties = (reader.u8(3).value_or(0) & 1U) != 0;
  std::vector<std::uint32_t> properties;
  std::size_t at = full_header + 4;
  for (std::uint32_t entry = reader.u32(full_header).value_or(0); entry > 0; --entry) {
    const auto number = item_number(reader, at, wide_items);
    at += wide_items ? 4 : 2;
    const auto count = reader.u8(at++);
    if (!number || !count) break;
    for (std::uint32_t i = 0; i < *count; ++i) {
      const auto property = wide_properties ? reader.u16(at) : reader.u8(at);
      at += wide_properties ? 2 : 1;
      if (*number != item || !property) continue;
      // The highest bit says whether a reader must know the property.
      properties.push_back(*property & (wide_properties ? 0x7FFFU : 0x7FU));
    }
  }
  return properties;
}

}  // namespace

std::optional<HeifKind> heif_kind(Bytes data) {
  const ByteReader reader(data, big);
  if (!reader.has(4, "ftyp")) return std::nullopt;
  const auto is_brand = [&](std::string_view brand) { return reader.has(8, brand); };
  if (std::ranges::none_of(heif_brands, is_brand)) return std::nullopt;
  const std::size_t end = std::min<std::size_t>(reader.u32(0).value_or(0), 256);
  for (std::size_t at = 8; at + 4 <= end; at += 4) {
    if (reader.has(at, "avif") || reader.has(at, "avis")) return HeifKind::avif;
  }
  return HeifKind::heic;
}

std::optional<HeifFacts> heif_facts(Bytes data) {
  const auto meta = find_box(data, "meta");
  if (!meta || meta->size() < full_header) return std::nullopt;
  const Bytes items = meta->subspan(full_header);
  const auto main = find_box(items, "pitm");
  const auto described = find_box(items, "iprp");
  if (!main || !described) return std::nullopt;
  const auto list = find_box(*described, "ipco");
  const auto owners = find_box(*described, "ipma");
  const ByteReader number(*main, big);
  const auto item = item_number(number, full_header, number.u8(0).value_or(0) > 0);
  if (!list || !owners || !item) return std::nullopt;

  const std::vector<std::uint32_t> properties = properties_of(*owners, *item);
  const ByteReader names(*list, big);
  std::optional<HeifFacts> facts;
  bool turned = false;
  std::uint32_t index = 0;
  each_box(*list, [&](std::size_t name, Bytes content) {
    if (std::ranges::find(properties, ++index) == properties.end()) return false;
    if (names.has(name, "irot") || names.has(name, "imir")) turned = true;
    if (names.has(name, "ispe") && !facts) {
      const ByteReader reader(content, big);
      const auto width = reader.u32(full_header);
      const auto height = reader.u32(full_header + 4);
      if (width && height) facts = HeifFacts{*width, *height, false};
    }
    return false;
  });
  if (facts) facts->turned = turned;
  return facts;
}

}  // namespace mien::media
