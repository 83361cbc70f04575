#include "mien/media/video_writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string>
#include <system_error>
#include <utility>

#include "media/picture_matrix.h"
#include "media/video/load_backend.h"
#include "media/video/mp4_file.h"
#include "mien/core/error.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

constexpr double longest_pause = 10;  ///< seconds
constexpr int longest_side = 16384;

int even(int side) { return side + side % 2; }

/// FFmpeg opens the file by itself, so that it cannot be a core/output_file.h.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& path) : path_(path) {
    if (path.extension() != ".mp4") {
      throw Error(ErrorCode::output,
                  fmt::format("{}: expected a name that ends in .mp4", path.string()));
    }
    std::error_code ignored;
    const fs::file_status status = fs::status(path, ignored);
    if (fs::exists(status) && !fs::is_regular_file(status)) {
      throw Error(ErrorCode::output,
                  fmt::format("{}: expected a regular file to write, found {}", path.string(),
                              fs::is_directory(status) ? "a directory" : "a special file"));
    }
    // A link keeps pointing where it points: the file behind it is replaced.
    if (fs::exists(status)) path_ = fs::canonical(path, ignored);
    place_ = path_.parent_path() / fmt::format(".mien-{}-{}.mp4", ::getpid(),
                                               std::hash<std::string>{}(path_.string()) % 1000003);
    // OpenCV does not say why a file cannot be created.
    const int descriptor = ::open(place_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0) {
      throw Error(ErrorCode::output, fmt::format("{}: cannot create it: {}", path.string(),
                                                 std::generic_category().message(errno)));
    }
    ::close(descriptor);
  }

  ~TemporaryFile() {
    std::error_code ignored;
    if (!committed_) fs::remove(place_, ignored);
  }

  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] const fs::path& place() const { return place_; }

  void commit() {
    if (!media::is_whole_mp4(place_)) {
      throw Error(ErrorCode::output,
                  fmt::format("{}: cannot write it whole (is the disk full?)", path_.string()));
    }
    const int descriptor = ::open(place_.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    std::error_code error;
    if (synced) fs::rename(place_, path_, error);
    if (!synced || error) {
      throw Error(ErrorCode::output,
                  fmt::format("{}: cannot put it in its place{}{}", path_.string(),
                              error ? ": " : "", error ? error.message() : ""));
    }
    committed_ = true;
  }

 private:
  fs::path path_;
  fs::path place_;
  bool committed_ = false;
};

}  // namespace

struct VideoWriter::Impl {
  Impl(const fs::path& path, Size wanted, double wanted_rate)
      : name(path.string()), size(wanted), rate(wanted_rate), file(path) {
    encoder = media::video_backend().create(file.place().string(), even(size.width),
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
      encoder->write({waiting.ptr(), waiting.cols, waiting.rows, waiting.step[0]});
    }
  }

  std::string name;
  Size size;
  double rate;
  TemporaryFile file;
  std::unique_ptr<media::ClipEncoder> encoder;
  cv::Mat waiting;  ///< BGR, with even sides; until the next picture says how long it is shown
  cv::Mat colours;
  std::int64_t next = 0;  ///< frame of the file in which `waiting` begins
  double last_seconds = 0;
  double skipped = 0;  ///< seconds of long pauses that were left out
  bool finished = false;
};

VideoWriter::VideoWriter(const fs::path& path, Size size, const VideoWriterOptions& options) {
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

  cv::cvtColor(media::matrix_of(picture), impl.colours, cv::COLOR_RGB2BGR);
  cv::copyMakeBorder(impl.colours, impl.waiting, 0, impl.size.height % 2, 0, impl.size.width % 2,
                     cv::BORDER_REPLICATE);
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
  impl.file.commit();
}

}  // namespace mien
