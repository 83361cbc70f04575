#include "media/formats/unread_formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "media/formats/tiff_directory.h"
#include "media/video/input_kind.h"

namespace mien::media {

namespace {

using std::string_view_literals::operator""sv;

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view name;
  std::string_view advice;
};

constexpr std::string_view by_magick = "ImageMagick's convert makes a PNG of it";
constexpr std::string_view by_raw = "darktable-cli or dcraw_emu -T makes a TIFF of it";
constexpr std::string_view by_ghostscript = "gs -sDEVICE=png16m makes pictures of it";
constexpr std::string_view no_picture = "it has no picture";
constexpr std::string_view unpack = "unpack it and name the folder";

// The order matters where one signature begins with another.
constexpr auto signatures = std::to_array<Signature>({
    {0, "\0\0\0\x0CjP  \r\n\x87\n"sv, "a JPEG 2000", "opj_decompress makes a PNG of it"},
    {0, "\xFF\x4F\xFF\x51"sv, "a JPEG 2000", "opj_decompress makes a PNG of it"},
    {0, "\0\0\0\x0CJXL \r\n\x87\n"sv, "a JPEG XL", "djxl makes a JPEG or PNG of it"},
    {0, "\xFF\x0A"sv, "a JPEG XL", "djxl makes a JPEG or PNG of it"},
    {0, "II\xBC"sv, "a JPEG XR", "JxrDecApp makes a TIFF of it"},
    {0, "%PDF"sv, "a PDF", "pdftoppm -png makes pictures of it"},
    {0, "%!PS"sv, "a PostScript file", by_ghostscript},
    {0, "\xC5\xD0\xD3\xC6"sv, "a PostScript file", by_ghostscript},
    {0, "8BPS"sv, "a Photoshop file (PSD)", by_magick},
    {0, "gimp xcf"sv, "a GIMP file (XCF)", "GIMP or xcf2png makes a PNG of it"},
    {0, "v/1\x01"sv, "an OpenEXR", by_magick},
    {0, "#?RADIANCE"sv, "a Radiance HDR", by_magick},
    {0, "#?RGBE"sv, "a Radiance HDR", by_magick},
    {0, "\0\0\1\0"sv, "an icon (ICO)", by_magick},
    {0, "DDS "sv, "a DDS", by_magick},
    {0, "qoif"sv, "a QOI", by_magick},
    {0, "BPG\xFB"sv, "a BPG", "bpgdec makes a PNG of it"},
    {0, "AT&TFORM"sv, "a DjVu", "ddjvu -format=tiff makes pictures of it"},
    {128, "DICM"sv, "a DICOM", "dcm2pnm makes a PNG of it"},
    {0, "II+\0"sv, "a BigTIFF", "tiffcp makes a TIFF of it"},
    {0, "MM\0+"sv, "a BigTIFF", "tiffcp makes a TIFF of it"},
    {4, "ftypcrx "sv, "a camera's raw file (CR3)", by_raw},
    {0, "FUJIFILMCCD-RAW"sv, "a camera's raw file (RAF)", by_raw},
    {0, "IIU\0"sv, "a camera's raw file (RW2)", by_raw},
    {0, "IIRO"sv, "a camera's raw file (ORF)", by_raw},
    {0, "IIRS"sv, "a camera's raw file (ORF)", by_raw},
    {0, "MMOR"sv, "a camera's raw file (ORF)", by_raw},
    {0, "\0MRM"sv, "a camera's raw file (MRW)", by_raw},
    {0, "FOVb"sv, "a camera's raw file (X3F)", by_raw},
    {6, "HEAPCCDR"sv, "a camera's raw file (CRW)", by_raw},
    {0, "ID3"sv, "sound (MP3)", no_picture},
    {0, "\xFF\xFB"sv, "sound (MP3)", no_picture},
    {0, "\xFF\xF3"sv, "sound (MP3)", no_picture},
    {0, "\xFF\xF1"sv, "sound (AAC)", no_picture},
    {0, "\xFF\xF9"sv, "sound (AAC)", no_picture},
    {0, "fLaC"sv, "sound (FLAC)", no_picture},
    {8, "WAVEfmt "sv, "sound (WAV)", no_picture},
    {0, "PK\3\4"sv, "a ZIP archive", unpack},
    {0, "\x1F\x8B"sv, "a file compressed with gzip", unpack},
    {0, "7z\xBC\xAF\x27\x1C"sv, "a 7z archive", unpack},
    {0, "Rar!\x1A\x07"sv, "a RAR archive", unpack},
    {257, "ustar"sv, "a tar archive", unpack},
    {0, "version https://git-lfs"sv, "the pointer of a file in Git LFS",
     "git lfs pull fetches the file"},
});

/// The first bytes of a text in small letters, without what may stand before its first word.
std::string start_of_text(Bytes data) {
  std::string text;
  for (const std::byte byte : data.first(std::min<std::size_t>(data.size(), 1000))) {
    text += static_cast<char>(std::tolower(std::to_integer<unsigned char>(byte)));
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  text.erase(0, text.find_first_not_of(" \t\r\n"));
  return text;
}

std::optional<std::string> describe_text(Bytes data) {
  const std::string text = start_of_text(data);
  const bool markup =
      text.starts_with("<?xml") || text.starts_with("<!doctype") || text.starts_with("<!--");
  if (text.starts_with("<svg") || (markup && text.find("<svg") != std::string::npos)) {
    return "an SVG, which mien does not read: rsvg-convert makes a PNG of it";
  }
  if (text.starts_with("<html") || (markup && text.find("<html") != std::string::npos)) {
    return "a web page in the place of a picture";
  }
  // Netpbm: the letter P, a digit and a space.
  const bool netpbm = text.size() > 2 && text[0] == 'p' && text[1] >= '1' && text[1] <= '7' &&
                      std::isspace(static_cast<unsigned char>(text[2])) != 0;
  if (netpbm) return fmt::format("a Netpbm picture, which mien does not read: {}", by_magick);
  return std::nullopt;
}

}  // namespace

bool is_raw_tiff(Bytes data) {
  constexpr std::uint32_t new_subfile_type = 254;
  constexpr std::uint32_t compression = 259;
  constexpr std::uint32_t photometric = 262;
  constexpr std::uint32_t subdirectories = 330;
  constexpr std::uint32_t colour_filter_array = 32803;
  constexpr std::uint32_t linear_raw = 34892;
  constexpr std::array<std::uint32_t, 3> raw_compressions = {32767, 34713, 65535};
  if (ByteReader(data, ByteReader::Order::little).has(8, "CR\2")) return true;  // CR2
  const auto directory = TiffDirectory::first(data);
  if (!directory) return false;
  const std::uint32_t colours = directory->value(photometric).value_or(0);
  if (colours == colour_filter_array || colours == linear_raw) return true;
  const std::uint32_t packing = directory->value(compression).value_or(0);
  if (std::ranges::find(raw_compressions, packing) != raw_compressions.end()) return true;
  // A preview comes first and the picture itself is in a directory below, as in DNG, NEF and ARW.
  const bool preview = (directory->value(new_subfile_type).value_or(0) & 1U) != 0;
  return preview && directory->has(subdirectories);
}

std::optional<std::string> describe_unread(Bytes data) {
  if (is_raw_tiff(data)) {
    return fmt::format("a camera's raw file, which mien does not read: {}", by_raw);
  }
  const ByteReader reader(data, ByteReader::Order::big);
  for (const Signature& signature : signatures) {
    if (!reader.has(signature.offset, signature.bytes)) continue;
    return fmt::format("{}, which mien does not read: {}", signature.name, signature.advice);
  }
  if (is_clip_data(data)) return "a clip in the place of a picture";
  return describe_text(data);
}

}  // namespace mien::media
