#include "media/video/picture_sequence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "media/file_formats.h"
#include "media/folder_walk.h"
#include "media/video/number_pattern.h"
#include "media/video/part_of_clip.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien::media {

namespace fs = std::filesystem;

namespace {

class PictureSequence final : public FrameSource {
 public:
  PictureSequence(std::string name, fs::path folder, std::vector<std::string> files,
                  const FrameSourceOptions& options)
      : folder_(std::move(folder)), files_(std::move(files)), options_(options) {
    info_.name = std::move(name);
    info_.frame_rate = options.picture_rate;
    info_.duration = static_cast<double>(files_.size()) / options.picture_rate;
  }

  std::optional<Frame> next() override {
    for (; next_ < files_.size(); ++next_) {
      const double seconds = static_cast<double>(next_) / options_.picture_rate;
      if (options_.to && seconds >= *options_.to) break;
      if (seconds < options_.from || next_ % static_cast<std::size_t>(options_.every) != 0)
        continue;
      try {
        Frame frame{read_image(folder_ / files_[next_], {.max_pixels = options_.max_pixels}),
                    seconds, static_cast<std::int64_t>(next_)};
        info_.size = frame.picture.size();
        ++next_;
        ++read_;
        return frame;
      } catch (const Error& error) {
        if (error.code() != ErrorCode::input) throw;
        if (unreadable_++ == 0) first_reason_ = error.what();
      }
    }
    if (read_ == 0 && unreadable_ > 0) throw Error(ErrorCode::input, first_reason_);
    if (read_ == 0) {
      fail_outside(info_.name, options_, static_cast<std::int64_t>(next_),
                   static_cast<double>(next_) / options_.picture_rate);
    }
    return std::nullopt;
  }

  [[nodiscard]] const ClipInfo& info() const override { return info_; }

  [[nodiscard]] std::string damage() const override {
    if (unreadable_ == 0) return {};
    return fmt::format("{} of {} pictures could not be read, the first: {}", unreadable_,
                       read_ + unreadable_, first_reason_);
  }

 private:
  fs::path folder_;
  std::vector<std::string> files_;
  FrameSourceOptions options_;
  ClipInfo info_;
  std::size_t next_ = 0;
  std::size_t read_ = 0;
  std::size_t unreadable_ = 0;
  std::string first_reason_;
};

/// Names of the files in a folder, whatever they are; also of those that cannot be looked at.
std::vector<std::string> names_in(const fs::path& folder, const std::string& name) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (!at->is_directory(ignored)) names.push_back(at->path().filename().string());
  }
  if (error) {
    throw Error(ErrorCode::input, fmt::format("{}: cannot read the folder {}: {}", name,
                                              folder.string(), error.message()));
  }
  return names;
}

bool is_wanted(const std::string& file) { return is_picture_name(file) && !passed_over(file); }

}  // namespace

std::unique_ptr<FrameSource> open_picture_sequence(const std::string& name,
                                                   const FrameSourceOptions& options) {
  const fs::path path(name);
  std::error_code ignored;
  const bool whole_folder = fs::is_directory(path, ignored);
  fs::path folder = whole_folder ? path : path.parent_path();
  if (folder.empty()) folder = ".";
  std::vector<std::string> files = names_in(folder, name);
  if (whole_folder) {
    std::erase_if(files, [](const std::string& file) { return !is_wanted(file); });
  } else {
    const std::optional<NumberPattern> pattern = number_pattern(path.filename().string());
    std::erase_if(files,
                  [&](const std::string& file) { return !pattern || !matches(*pattern, file); });
  }
  if (files.empty()) {
    throw Error(ErrorCode::input,
                whole_folder ? fmt::format("{}: expected pictures in this folder, found none", name)
                             : fmt::format("{}: expected files of this pattern, found none", name));
  }
  std::ranges::sort(files, natural_less);
  return std::make_unique<PictureSequence>(name, std::move(folder), std::move(files), options);
}

}  // namespace mien::media
