#include "mien/media/video_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "core/path_check.h"
#include "core/temporary_file.h"
#include "media/own_mark.h"
#include "media/video/load_backend.h"
#include "media/video/mp4_file.h"
#include "mien/core/error.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

constexpr double longest_pause = 10;  ///< seconds
constexpr int longest_side = 16384;

int even(int side) { return side + side % 2; }

/// A copy in which the last column and row stand twice where sides are odd.
Image with_even_sides(const Image& picture) {
  const std::ptrdiff_t bytes = std::ptrdiff_t{Image::channels} * picture.width();
  Image result(even(picture.width()), even(picture.height()));
  for (int y = 0; y < result.height(); ++y) {
    const std::uint8_t* const from = picture.row(std::min(y, picture.height() - 1));
    std::uint8_t* const to = result.mutable_row(y);
    std::copy(from, from + bytes, to);
    if (result.width() > picture.width()) {
      std::copy(from + bytes - Image::channels, from + bytes, to + bytes);
    }
  }
  return result;
}

/// FFmpeg opens the file by its name, so that it cannot be a core/output_file.h. By the ending it
/// tells the format.
TemporaryFile temporary_for(const fs::path& path) {
  if (path.extension() != ".mp4") {
    throw Error(ErrorCode::output,
                fmt::format("{}: expected a name that ends in .mp4", path.string()));
  }
  return TemporaryFile(path, {}, ".mp4");
}

}  // namespace

struct VideoWriter::Impl {
  Impl(const fs::path& path, Size frame_size, double frame_rate)
      : name(path.string()), size(frame_size), rate(frame_rate), file(temporary_for(path)) {
    encoder = media::video_backend().create(file.path().string(), even(size.width),
                                            even(size.height), rate);
    if (!encoder) {
      throw Error(ErrorCode::output,
                  fmt::format("{}: expected an encoder for H.264 or MPEG-4 of {} x {}, found none",
                              name, size.width, size.height));
    }
  }

  /// Encodes the waiting picture for each frame up to `slot`.
  void write_until(std::int64_t slot) {
    for (; next < slot; ++next) {
      encoder->write({waiting.row(0), waiting.width(), waiting.height(),
                      static_cast<std::size_t>(waiting.stride())});
    }
  }

  std::string name;
  Size size;
  double rate;
  TemporaryFile file;
  std::unique_ptr<media::ClipEncoder> encoder;
  Image waiting;          ///< with even sides, until the next picture says how long it is shown
  std::int64_t next = 0;  ///< frame of the file in which `waiting` begins
  double last_seconds = 0;
  double skipped = 0;  ///< seconds of long pauses that were left out
  bool finished = false;
};

VideoWriter::VideoWriter(const fs::path& path, Size size, const VideoWriterOptions& options) {
  refuse_zero_bytes(path, ErrorCode::output);
  if (!(options.frame_rate >= 1 && options.frame_rate <= 120)) {
    throw Error(ErrorCode::usage, fmt::format("frame_rate: expected 1 to 120 a second, found {}",
                                              options.frame_rate));
  }
  if (std::min(size.width, size.height) < 1 || std::max(size.width, size.height) > longest_side) {
    throw Error(ErrorCode::usage, fmt::format("size: expected sides of 1 to {}, found {} x {}",
                                              longest_side, size.width, size.height));
  }
  impl_ = std::make_unique<Impl>(path, size, options.frame_rate);
}

VideoWriter::VideoWriter(VideoWriter&&) noexcept = default;
VideoWriter& VideoWriter::operator=(VideoWriter&&) noexcept = default;
VideoWriter::~VideoWriter() = default;

void VideoWriter::write(const Image& picture, double seconds) {
  Impl& impl = *impl_;
  if (impl.finished) {
    throw Error(ErrorCode::output, fmt::format("{}: expected no picture after the end", impl.name));
  }
  if (picture.size() != impl.size) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected pictures of {} x {}, found {} x {}", impl.name,
                            impl.size.width, impl.size.height, picture.width(), picture.height()));
  }
  if (!std::isfinite(seconds)) seconds = impl.last_seconds;
  if (impl.waiting.empty()) {
    impl.skipped = std::max(seconds - longest_pause, 0.0);
    impl.last_seconds = impl.skipped;
  }
  const double pause = std::max(seconds - impl.last_seconds, 0.0);
  impl.skipped += std::max(pause - longest_pause, 0.0);
  impl.last_seconds += pause;
  const auto slot =
      static_cast<std::int64_t>(std::llround((impl.last_seconds - impl.skipped) * impl.rate));
  if (!impl.waiting.empty()) impl.write_until(slot);

  impl.waiting = with_even_sides(picture);
}

void VideoWriter::finish() {
  Impl& impl = *impl_;
  if (impl.finished) return;
  impl.finished = true;
  if (impl.waiting.empty()) {
    throw Error(ErrorCode::output,
                fmt::format("{}: expected pictures to write, found none", impl.name));
  }
  impl.write_until(impl.next + 1);
  impl.encoder.reset();
  if (!media::is_whole_mp4(impl.file.path())) {
    throw Error(ErrorCode::output,
                fmt::format("{}: cannot write it whole (is the disk full?)", impl.name));
  }
  if (!media::append_mark(impl.file.descriptor())) {
    throw Error(ErrorCode::output,
                fmt::format("{}: cannot write: {}", impl.name, std::strerror(errno)));
  }
  impl.file.commit();
}

}  // namespace mien
