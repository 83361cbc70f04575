#include "media/video/input_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "media/file_formats.h"
#include "media/formats/animation.h"
#include "media/heif/heif_boxes.h"
#include "media/video/number_pattern.h"

namespace mien::media {

namespace fs = std::filesystem;

namespace {

bool is_iso_media(Bytes data) {
  const ByteReader reader(data, ByteReader::Order::big);
  // Pictures are kept in the same boxes as clips.
  if (reader.has(4, "ftyp")) return !heif_kind(data);
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

}  // namespace

std::optional<std::string> clip_format(Bytes data) {
  const ByteReader reader(data, ByteReader::Order::big);
  constexpr std::string_view matroska = "\x1A\x45\xDF\xA3";
  constexpr std::string_view asf = "\x30\x26\xB2\x75\x8E\x66\xCF\x11";
  if (is_iso_media(data)) return "mov";
  if (reader.has(0, matroska)) return "matroska";
  if (reader.has(0, "RIFF") && reader.has(8, "AVI ")) return "avi";
  if (is_transport_stream(reader)) return "mpegts";
  if (reader.u32(0) == 0x000001BAU) return "mpeg";       // a program stream
  if (reader.u32(0) == 0x000001B3U) return "mpegvideo";  // MPEG-1 and -2 alone
  if (reader.has(0, "OggS")) return "ogg";
  if (reader.has(0, asf)) return "asf";
  if (reader.has(0, "FLV")) return "flv";
  if (reader.has(0, "DKIF")) return "ivf";
  if (reader.has(0, "YUV4MPEG2 ")) return "yuv4mpegpipe";
  return std::nullopt;
}

bool is_clip_data(Bytes data) { return clip_format(data).has_value(); }

std::optional<std::string> clip_format_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const ReadAt read = [&file](std::uint64_t offset, std::span<std::byte> into) -> std::size_t {
    file.clear();
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
    return static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0));
  };
  std::vector<std::byte> first(400);
  first.resize(read(0, first));
  if (std::optional<std::string> format = clip_format(first)) return format;
  if (!is_animation(read)) return std::nullopt;
  const ByteReader reader(first, ByteReader::Order::big);
  return reader.has(0, "GIF8") ? "gif" : reader.has(0, "RIFF") ? webp_clip_format : "apng";
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
  if (clip_format_of(path)) return InputKind::clip;
  return is_clip_name(path) ? InputKind::clip : InputKind::picture;
}

}  // namespace mien::media
