#include "media/video/input_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "media/file_formats.h"
#include "media/video/number_pattern.h"

namespace mien::media {

namespace fs = std::filesystem;

namespace {

/// Pictures are kept in the same boxes as MP4; these brands say so.
constexpr std::array<std::string_view, 10> picture_brands = {
    "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"};

bool is_iso_media(const ByteReader& reader) {
  if (reader.has(4, "ftyp")) {
    return std::ranges::none_of(picture_brands,
                                [&](std::string_view brand) { return reader.has(8, brand); });
  }
  // Old QuickTime files begin with another box.
  constexpr std::array<std::string_view, 6> boxes = {"moov", "mdat", "wide",
                                                     "free", "skip", "pnot"};
  return std::ranges::any_of(boxes, [&](std::string_view box) { return reader.has(4, box); });
}

bool is_transport_stream(const ByteReader& reader) {
  // Packets of 188 bytes begin with G; Blu-ray puts four bytes before each.
  return (reader.has(0, "G") && reader.has(188, "G")) ||
         (reader.has(4, "G") && reader.has(196, "G"));
}

bool is_stream_address(std::string_view name) {
  const std::size_t end = name.find("://");
  return end != std::string_view::npos && end > 1 &&
         std::ranges::all_of(name.substr(0, end),
                             [](unsigned char c) { return std::isalnum(c) != 0; });
}

std::vector<std::byte> first_bytes(const fs::path& path) {
  std::vector<std::byte> bytes(400);
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

}  // namespace

bool is_clip_data(Bytes data) {
  const ByteReader reader(data, ByteReader::Order::big);
  constexpr std::string_view matroska = "\x1A\x45\xDF\xA3";
  constexpr std::string_view asf = "\x30\x26\xB2\x75\x8E\x66\xCF\x11";
  const bool program_stream =
      reader.u32(0) == 0x000001BAU || reader.u32(0) == 0x000001B3U;  // MPEG-PS, MPEG-1 and -2 video
  return is_iso_media(reader) || reader.has(0, matroska) ||
         (reader.has(0, "RIFF") && reader.has(8, "AVI ")) || is_transport_stream(reader) ||
         program_stream || reader.has(0, "OggS") || reader.has(0, asf) || reader.has(0, "FLV") ||
         reader.has(0, "DKIF") || reader.has(0, "YUV4MPEG2 ");
}

std::optional<int> camera_number(const std::string& name) {
  constexpr std::string_view prefix = "camera:";
  if (!name.starts_with(prefix) || name.size() > prefix.size() + 3) return std::nullopt;
  int number = -1;
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + prefix.size(), end, number);
  if (error != std::errc{} || stop != end || number < 0) return std::nullopt;
  return number;
}

InputKind input_kind(const std::string& name) {
  if (camera_number(name)) return InputKind::camera;
  if (is_stream_address(name)) return InputKind::stream;
  std::error_code ignored;
  const fs::path path(name);
  const fs::file_status status = fs::status(path, ignored);
  if (fs::is_directory(status)) return InputKind::folder;
  if (!fs::exists(status) && number_pattern(path.filename().string())) return InputKind::sequence;
  if (!fs::is_regular_file(status)) {
    return is_clip_name(path) ? InputKind::clip : InputKind::picture;
  }
  if (is_clip_data(first_bytes(path))) return InputKind::clip;
  return is_clip_name(path) ? InputKind::clip : InputKind::picture;
}

}  // namespace mien::media
