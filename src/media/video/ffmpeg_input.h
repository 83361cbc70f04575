#pragma once

#include <cstdint>
#include <memory>
#include <string>

struct AVFormatContext;
struct AVIOContext;

namespace mien::media {

/// One regular file for FFmpeg to read. FFmpeg never sees a name that it could open, so that it
/// reads this file and no other.
class FileInput {
 public:
  /// `failure` says why the file cannot be opened.
  explicit FileInput(const std::string& path);
  ~FileInput();
  FileInput(const FileInput&) = delete;
  FileInput& operator=(const FileInput&) = delete;

  [[nodiscard]] const std::string& failure() const { return failure_; }

  /// Makes `format` read from here, and refuses whatever else its demuxer asks to open.
  void attach(AVFormatContext& format);

 private:
  static int read(void* self, std::uint8_t* into, int count);
  static std::int64_t seek(void* self, std::int64_t offset, int whence);

  int descriptor_ = -1;
  AVIOContext* context_ = nullptr;
  std::string failure_;
};

}  // namespace mien::media
