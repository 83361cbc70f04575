#include "identity/gallery_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>
#include <vector>

#include "identity/crc32.h"
#include "mien/core/error.h"

namespace mien {

namespace {

using Bytes = std::span<const std::byte>;

constexpr std::string_view magic = "MIENGAL\n";
constexpr std::uint32_t version = 1;
constexpr std::uint32_t entry_mark = 'F';

void put(std::string& text, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFFU);
}

void put_u32(std::string& text, std::size_t value) { put(text, value, 4); }

std::uint32_t crc_of(Bytes bytes) {
  Crc32 crc;
  crc.add(bytes);
  return crc.value();
}

Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

/// Takes pieces from the front of bytes that may be hostile; nothing where they end too early.
class Taker {
 public:
  Taker(Bytes bytes, std::size_t at) : bytes_(bytes), at_(at) {}

  [[nodiscard]] std::size_t at() const { return at_; }

  std::optional<Bytes> take(std::size_t count) {
    if (count > bytes_.size() - at_) return std::nullopt;
    const Bytes taken = bytes_.subspan(at_, count);
    at_ += count;
    return taken;
  }

  std::optional<std::uint64_t> number(std::size_t count) {
    const std::optional<Bytes> taken = take(count);
    if (!taken) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = count; i-- > 0;) {
      value = value << 8U | std::to_integer<std::uint64_t>((*taken)[i]);
    }
    return value;
  }

  std::optional<std::string> text(std::size_t count) {
    const std::optional<Bytes> taken = take(count);
    if (!taken) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(taken->data()), taken->size());
  }

 private:
  Bytes bytes_;
  std::size_t at_;
};

bool starts_with(Bytes bytes, std::size_t offset, std::string_view text) {
  return offset <= bytes.size() && text.size() <= bytes.size() - offset &&
         std::memcmp(bytes.data() + offset, text.data(), text.size()) == 0;
}

[[noreturn]] void fail(std::string_view name, std::string_view problem) {
  throw Error(ErrorCode::input, fmt::format("{}: {}", name, problem));
}

/// An entry at the taker's place; nothing if it is cut short or impossible.
bool take_entry(Taker& taker, Gallery& gallery) {
  const auto mark = taker.number(4);
  const auto person_length = taker.number(4);
  const auto photo_length = taker.number(4);
  if (!photo_length || *mark != entry_mark || *person_length > Gallery::longest_text ||
      *photo_length > Gallery::longest_text) {
    return false;
  }
  auto person = taker.text(*person_length);
  auto photo = taker.text(*photo_length);
  const auto raw = taker.take(2 * gallery.dimension());
  if (!person || !photo || !raw) return false;
  std::vector<std::uint16_t> halves(gallery.dimension());
  for (std::size_t i = 0; i < halves.size(); ++i) {
    halves[i] = static_cast<std::uint16_t>(std::to_integer<unsigned>((*raw)[2 * i]) |
                                           std::to_integer<unsigned>((*raw)[2 * i + 1]) << 8U);
  }
  try {
    gallery.add_halves({std::move(*person), std::move(*photo)}, halves);
  } catch (const Error&) {
    return false;
  }
  return true;
}

/// The addition at `offset` into `gallery`, and where it ends; nothing if it is cut short or
/// damaged. Then entries may have been added.
std::optional<std::size_t> take_addition(Bytes bytes, std::size_t offset, Gallery& gallery) {
  Taker taker(bytes, offset);
  while (!starts_with(bytes, taker.at(), Closing::mark)) {
    if (!take_entry(taker, gallery)) return std::nullopt;
  }
  const std::optional<Closing> closing = closing_at(bytes, taker.at());
  if (!closing || closing->entries != gallery.size() ||
      closing->content != crc_of(bytes.subspan(offset, taker.at() - offset))) {
    return std::nullopt;
  }
  return taker.at() + Closing::bytes;
}

/// Whether some addition was closed from `offset` on.
bool closed_after(Bytes bytes, std::size_t offset) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  for (std::size_t at = text.find(Closing::mark, offset); at != std::string_view::npos;
       at = text.find(Closing::mark, at + 1)) {
    if (closing_at(bytes, at)) return true;
  }
  return false;
}

}  // namespace

std::string encoded_header(const Gallery& gallery) {
  std::string text(magic);
  put_u32(text, version);
  put_u32(text, gallery.dimension());
  put_u32(text, gallery.model().size());
  text += gallery.model();
  put_u32(text, crc_of(bytes_of(text)));
  return text;
}

std::string encoded_entry(const Gallery& gallery, std::size_t entry) {
  const GalleryEntry& known = gallery.entries()[entry];
  std::string text;
  text.reserve(12 + known.person.size() + known.photo.size() + 2 * gallery.dimension());
  put_u32(text, entry_mark);
  put_u32(text, known.person.size());
  put_u32(text, known.photo.size());
  text += known.person;
  text += known.photo;
  for (const std::uint16_t half : gallery.halves(entry)) put(text, half, 2);
  return text;
}

std::string encoded(const Closing& closing) {
  std::string text(Closing::mark);
  put(text, closing.offset, 8);
  put(text, closing.entries, 8);
  put(text, closing.content, 4);
  put_u32(text, crc_of(bytes_of(text)));
  return text;
}

std::optional<Closing> closing_at(Bytes bytes, std::size_t offset) {
  if (!starts_with(bytes, offset, Closing::mark) || bytes.size() - offset < Closing::bytes) {
    return std::nullopt;
  }
  Taker taker(bytes, offset + Closing::mark.size());
  Closing closing;
  closing.offset = *taker.number(8);
  closing.entries = *taker.number(8);
  closing.content = static_cast<std::uint32_t>(*taker.number(4));
  const std::uint32_t expected = crc_of(bytes.subspan(offset, taker.at() - offset));
  if (*taker.number(4) != expected || closing.offset != offset) return std::nullopt;
  return closing;
}

DecodedHeader decode_header(Bytes bytes, std::string_view name) {
  Taker taker(bytes, 0);
  if (!starts_with(bytes, 0, magic)) {
    fail(name, "expected a gallery that mien gallery wrote, found something else");
  }
  (void)taker.take(magic.size());
  const auto found_version = taker.number(4);
  if (found_version && *found_version != version) {
    fail(name, fmt::format("expected a gallery of version {}, found version {}", version,
                           *found_version));
  }
  const auto dimension = taker.number(4);
  const auto length = taker.number(4);
  if (length && *length > Gallery::longest_text) {
    fail(name, fmt::format("expected a model's name of at most {} bytes, found {}",
                           Gallery::longest_text, *length));
  }
  const auto model = length ? taker.text(*length) : std::nullopt;
  const std::size_t checked = taker.at();
  const auto crc = taker.number(4);
  if (!model || !crc) fail(name, fmt::format("its header ends early, at byte {}", bytes.size()));
  if (*crc != crc_of(bytes.first(checked))) fail(name, "damaged: its header's checksum is wrong");
  try {
    return {Gallery(*model, *dimension), taker.at()};
  } catch (const Error& error) {
    fail(name, error.what());
  }
}

DecodedGallery decode_additions(Bytes bytes, std::string_view name) {
  DecodedHeader header = decode_header(bytes, name);
  DecodedGallery decoded{std::move(header.gallery), header.end};
  while (decoded.end < bytes.size()) {
    const std::size_t known = decoded.gallery.size();
    const std::optional<std::size_t> end = take_addition(bytes, decoded.end, decoded.gallery);
    if (end) {
      decoded.end = *end;
      continue;
    }
    if (closed_after(bytes, decoded.end)) {
      fail(name, fmt::format("damaged between byte {} and a later addition: expected entries with "
                             "the right checksum; restore it from a copy",
                             decoded.end));
    }
    decoded.gallery.truncate(known);
    break;
  }
  return decoded;
}

}  // namespace mien
