#include "media/file_formats.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace mien::media {

namespace {

constexpr auto picture = FormatUse::picture;
constexpr auto clip = FormatUse::clip;
constexpr auto unread = FormatUse::unread;

constexpr auto formats = std::to_array<FileFormat>({
    {".jpg", picture, "JPEG"},
    {".jpeg", picture, "JPEG"},
    {".jpe", picture, "JPEG"},
    {".jfif", picture, "JPEG"},
    {".png", picture, "PNG"},
    {".webp", picture, "WebP"},
    {".bmp", picture, "BMP"},
    {".dib", picture, "BMP"},
    {".tif", picture, "TIFF"},
    {".tiff", picture, "TIFF"},
    {".heic", picture, "HEIC"},
    {".heif", picture, "HEIC"},
    {".hif", picture, "HEIC"},
    {".avif", picture, "AVIF"},
    {".gif", picture, "GIF"},
    {".apng", picture, "PNG"},

    {".mp4", clip, "MP4"},
    {".m4v", clip, "MP4"},
    {".mov", clip, "QuickTime"},
    {".3gp", clip, "3GP"},
    {".3g2", clip, "3GP"},
    {".mkv", clip, "Matroska"},
    {".webm", clip, "WebM"},
    {".avi", clip, "AVI"},
    {".ts", clip, "MPEG-TS"},
    {".m2ts", clip, "MPEG-TS"},
    {".mts", clip, "MPEG-TS"},
    {".mpg", clip, "MPEG"},
    {".mpeg", clip, "MPEG"},
    {".vob", clip, "MPEG"},
    {".ogv", clip, "Ogg"},
    {".ogg", clip, "Ogg"},
    {".wmv", clip, "WMV"},
    {".asf", clip, "WMV"},
    {".flv", clip, "FLV"},
    {".ivf", clip, "IVF"},
    {".y4m", clip, "Y4M"},

    {".jp2", unread, "JPEG 2000"},
    {".j2k", unread, "JPEG 2000"},
    {".j2c", unread, "JPEG 2000"},
    {".jpc", unread, "JPEG 2000"},
    {".jpf", unread, "JPEG 2000"},
    {".jpx", unread, "JPEG 2000"},
    {".jpm", unread, "JPEG 2000"},
    {".jph", unread, "JPEG 2000"},
    {".jxl", unread, "JPEG XL"},
    {".jxr", unread, "JPEG XR"},
    {".wdp", unread, "JPEG XR"},
    {".hdp", unread, "JPEG XR"},
    {".jls", unread, "JPEG-LS"},
    {".mpo", unread, "MPO"},

    {".3fr", unread, "camera RAW"},
    {".arw", unread, "camera RAW"},
    {".cr2", unread, "camera RAW"},
    {".cr3", unread, "camera RAW"},
    {".crw", unread, "camera RAW"},
    {".dcr", unread, "camera RAW"},
    {".dng", unread, "camera RAW"},
    {".erf", unread, "camera RAW"},
    {".fff", unread, "camera RAW"},
    {".gpr", unread, "camera RAW"},
    {".iiq", unread, "camera RAW"},
    {".kdc", unread, "camera RAW"},
    {".mef", unread, "camera RAW"},
    {".mos", unread, "camera RAW"},
    {".mrw", unread, "camera RAW"},
    {".nef", unread, "camera RAW"},
    {".nrw", unread, "camera RAW"},
    {".orf", unread, "camera RAW"},
    {".pef", unread, "camera RAW"},
    {".raf", unread, "camera RAW"},
    {".raw", unread, "camera RAW"},
    {".rw2", unread, "camera RAW"},
    {".rwl", unread, "camera RAW"},
    {".sr2", unread, "camera RAW"},
    {".srf", unread, "camera RAW"},
    {".srw", unread, "camera RAW"},
    {".x3f", unread, "camera RAW"},

    {".pdf", unread, "PDF"},
    {".svg", unread, "SVG"},
    {".svgz", unread, "SVG"},
    {".eps", unread, "PostScript"},
    {".ps", unread, "PostScript"},
    {".ai", unread, "Illustrator"},
    {".psd", unread, "PSD"},
    {".psb", unread, "PSD"},
    {".xcf", unread, "XCF"},
    {".exr", unread, "OpenEXR"},
    {".hdr", unread, "Radiance HDR"},
    {".ico", unread, "ICO"},
    {".cur", unread, "ICO"},
    {".tga", unread, "TGA"},
    {".pcx", unread, "PCX"},
    {".pbm", unread, "Netpbm"},
    {".pgm", unread, "Netpbm"},
    {".ppm", unread, "Netpbm"},
    {".pnm", unread, "Netpbm"},
    {".pam", unread, "Netpbm"},
    {".dcm", unread, "DICOM"},

    {".rm", unread, "RealMedia"},
    {".rmvb", unread, "RealMedia"},
    {".swf", unread, "Flash"},
    {".f4v", unread, "Flash video"},
    {".mxf", unread, "MXF"},
    {".dv", unread, "DV"},
    {".mj2", unread, "Motion JPEG 2000"},
    {".m1v", unread, "raw MPEG video"},
    {".m2v", unread, "raw MPEG video"},
    {".h264", unread, "raw H.264"},
    {".264", unread, "raw H.264"},
    {".h265", unread, "raw H.265"},
    {".265", unread, "raw H.265"},
    {".hevc", unread, "raw H.265"},
    {".m3u", unread, "playlist"},
    {".m3u8", unread, "playlist"},
    {".mpd", unread, "playlist"},
});

bool has_use(const std::filesystem::path& path, FormatUse use) {
  const FileFormat* format = format_of_name(path);
  return format != nullptr && format->use == use;
}

}  // namespace

std::span<const FileFormat> file_formats() { return formats; }

const FileFormat* format_of_name(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto* match = std::ranges::find(formats, ending, &FileFormat::ending);
  return match == formats.end() ? nullptr : match;
}

bool is_picture_name(const std::filesystem::path& path) {
  return has_use(path, FormatUse::picture);
}

bool is_clip_name(const std::filesystem::path& path) { return has_use(path, FormatUse::clip); }

}  // namespace mien::media
