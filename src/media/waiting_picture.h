#pragma once

#include <cstdint>
#include <filesystem>

#include "media/read_file.h"
#include "mien/core/image.h"
#include "mien/media/image_io.h"

namespace mien::media {

/// A picture whose file is read and whose size is known, but which is not decoded yet.
class WaitingPicture {
 public:
  /// @throws Error (ErrorCode::input) as `read_image`
  WaitingPicture(std::filesystem::path path, const DecodeOptions& options);

  [[nodiscard]] std::int64_t pixels() const { return pixels_; }

  /// @throws Error (ErrorCode::input) as `read_image`
  [[nodiscard]] Image decode() const;

 private:
  std::filesystem::path path_;
  DecodeOptions options_;
  FileBytes file_;
  std::int64_t pixels_ = 0;
};

}  // namespace mien::media
