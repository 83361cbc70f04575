#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "core/path_check.h"
#include "media/video/decoded_clip.h"
#include "media/video/input_kind.h"
#include "media/video/load_backend.h"
#include "media/video/picture_sequence.h"
#include "media/video/webp_clip.h"
#include "mien/core/error.h"
#include "mien/media/frame_source.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

using media::ClipRequest;
using media::InputKind;

void check(const FrameSourceOptions& options) {
  const auto refuse = [](std::string_view option, std::string_view expected, auto actual) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected {}, found {}", option, expected, actual));
  };
  if (options.max_pixels < 1) refuse("max_pixels", "at least 1", options.max_pixels);
  if (options.every < 1) refuse("every", "at least 1", options.every);
  if (!(options.picture_rate > 0 && options.picture_rate <= 1000)) {
    refuse("picture_rate", "above 0, to 1000 a second", options.picture_rate);
  }
  if (!(options.from >= 0) || std::isinf(options.from)) {
    refuse("from", "0 seconds or more", options.from);
  }
  if (options.to && !(*options.to > options.from)) {
    refuse("to", fmt::format("more seconds than from ({})", options.from), *options.to);
  }
  for (const double timeout : {options.open_timeout, options.read_timeout}) {
    if (!(timeout > 0 && timeout <= 3600)) refuse("timeout", "above 0, to 3600 seconds", timeout);
  }
}

/// The container of a file, by its content. Lists of other files and addresses have none.
std::string require_clip_file(const std::string& name) {
  std::error_code error;
  const fs::file_status status = fs::status(name, error);
  if (!fs::exists(status)) {
    throw Error(ErrorCode::input, fmt::format("{}: cannot read it: no such file", name));
  }
  if (!fs::is_regular_file(status)) {
    throw Error(ErrorCode::input, fmt::format("{}: expected a clip, found a special file "
                                              "(camera:N is the Nth camera)",
                                              name));
  }
  std::ifstream file(name, std::ios::binary);
  if (!file) throw Error(ErrorCode::input, fmt::format("{}: cannot read it", name));
  if (file.peek() == std::ifstream::traits_type::eof()) {
    throw Error(ErrorCode::input, fmt::format("{}: expected a clip, found an empty file", name));
  }
  std::optional<std::string> format = media::clip_format_of(name);
  if (format) return *std::move(format);
  throw Error(
      ErrorCode::input,
      fmt::format("{}: expected a clip (MP4, MOV, Matroska, WebM, AVI, MPEG, Ogg, WMV, FLV, "
                  "or an animated GIF, PNG or WebP), found other data",
                  name));
}

void require_known_protocol(const std::string& name) {
  constexpr std::array<std::string_view, 10> schemes = {"rtsp",  "rtsps", "rtmp", "rtmps", "http",
                                                        "https", "udp",   "rtp",  "srt",   "tcp"};
  const std::string_view protocol = std::string_view(name).substr(0, name.find("://"));
  if (std::ranges::find(schemes, protocol) != schemes.end()) return;
  throw Error(ErrorCode::input, fmt::format("{}: expected an address that begins with {}, found {}",
                                            name, fmt::join(schemes, ", "), protocol));
}

std::unique_ptr<FrameSource> decode(const std::string& name, ClipRequest request,
                                    const FrameSourceOptions& options) {
  request.max_pixels = options.max_pixels;
  request.open_timeout = options.open_timeout;
  request.read_timeout = options.read_timeout;
  media::OpenedClip opened = media::video_backend().open(request);
  if (!opened.decoder) {
    const std::string_view expected =
        request.kind == ClipRequest::Kind::camera   ? "a camera that can be opened"
        : request.kind == ClipRequest::Kind::stream ? "a stream that can be opened"
                                                    : "a clip with pictures that can be decoded";
    throw Error(ErrorCode::input, fmt::format("{}: expected {}, found {}", name, expected,
                                              opened.failure.empty() ? "none" : opened.failure));
  }
  return media::make_decoded_clip(name, request.kind, std::move(opened.decoder), options);
}

}  // namespace

std::unique_ptr<FrameSource> open_frames(const std::string& name,
                                         const FrameSourceOptions& options) {
  check(options);
  refuse_zero_bytes(name, ErrorCode::input);
  switch (media::input_kind(name)) {
    case InputKind::folder:
    case InputKind::sequence:
      return media::open_picture_sequence(name, options);
    case InputKind::camera:
      return decode(name,
                    {.kind = ClipRequest::Kind::camera,
                     .address = {},
                     .format = {},
                     .camera = media::camera_number(name).value_or(0)},
                    options);
    case InputKind::stream:
      require_known_protocol(name);
      return decode(name, {.kind = ClipRequest::Kind::stream, .address = name, .format = {}},
                    options);
    case InputKind::picture:
    case InputKind::clip:
      break;
  }
  const std::string format = require_clip_file(name);
  if (format == media::webp_clip_format) {
    return media::make_decoded_clip(name, ClipRequest::Kind::file,
                                    media::open_webp_clip(name, options.max_pixels), options);
  }
  return decode(name, {.kind = ClipRequest::Kind::file, .address = name, .format = format},
                options);
}

}  // namespace mien
