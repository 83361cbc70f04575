#include "media/video/ffmpeg_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <system_error>

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/mem.h>
}

namespace mien::media {

namespace {

int refuse_to_open(AVFormatContext* /*format*/, AVIOContext** /*opened*/, const char* /*url*/,
                   int /*flags*/, AVDictionary** /*options*/) {
  return AVERROR(EACCES);
}

}  // namespace

FileInput::FileInput(const std::string& path)
    : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) {
    failure_ = std::generic_category().message(errno);
    return;
  }
  if (!S_ISREG(status.st_mode)) {
    failure_ = "it is no regular file";
    return;
  }
  constexpr int buffer_size = 1 << 16;
  auto* const buffer = static_cast<unsigned char*>(::av_malloc(buffer_size));
  if (buffer != nullptr) {
    context_ = ::avio_alloc_context(buffer, buffer_size, 0, this, &read, nullptr, &seek);
  }
  if (context_ == nullptr) {
    ::av_free(buffer);
    ::close(descriptor_);
    throw std::bad_alloc();
  }
}

FileInput::~FileInput() {
  if (context_ != nullptr) ::av_freep(&context_->buffer);
  ::avio_context_free(&context_);
  if (descriptor_ >= 0) ::close(descriptor_);
}

void FileInput::attach(AVFormatContext& format) {
  format.pb = context_;
  format.flags |= AVFMT_FLAG_CUSTOM_IO;
  format.io_open = refuse_to_open;
}

int FileInput::read(void* self, std::uint8_t* into, int count) {
  const int descriptor = static_cast<FileInput*>(self)->descriptor_;
  ssize_t length = -1;
  do {
    length = ::read(descriptor, into, static_cast<std::size_t>(count));
  } while (length < 0 && errno == EINTR);
  if (length == 0) return AVERROR_EOF;
  return length < 0 ? AVERROR(errno) : static_cast<int>(length);
}

std::int64_t FileInput::seek(void* self, std::int64_t offset, int whence) {
  const int descriptor = static_cast<FileInput*>(self)->descriptor_;
  if ((whence & AVSEEK_SIZE) != 0) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 ? status.st_size : AVERROR(errno);
  }
  const off_t place = ::lseek(descriptor, offset, whence & ~AVSEEK_FORCE);
  return place < 0 ? AVERROR(errno) : place;
}

}  // namespace mien::media
