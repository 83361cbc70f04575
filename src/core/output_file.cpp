#include "core/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "core/path_check.h"
#include "mien/core/error.h"

namespace mien {

namespace fs = std::filesystem;

OutputFile::OutputFile(const fs::path& path, const OutputOptions& options) : path_(path) {
  refuse_zero_bytes(path, ErrorCode::output);
  if (path == "-") {
    file_ = stdout;
    return;
  }
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (!fs::exists(status) || fs::is_regular_file(status) || fs::is_directory(status)) {
    temporary_.emplace(path, options);
    const int descriptor = ::fcntl(temporary_->descriptor(), F_DUPFD_CLOEXEC, 0);
    file_ = ::fdopen(descriptor, "wb");
    if (file_ == nullptr && descriptor >= 0) ::close(descriptor);
  } else {
    file_ = std::fopen(path_.c_str(), "wbe");
  }
  if (file_ == nullptr) fail("create it");
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      file_(std::exchange(other.file_, nullptr)) {}

OutputFile::~OutputFile() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
}

void OutputFile::fail(std::string_view action) {
  throw Error(ErrorCode::output,
              fmt::format("{}: cannot {}: {}", path_ == "-" ? "standard output" : path_.string(),
                          action, std::strerror(errno)));
}

void OutputFile::write(std::string_view text) {
  if (text.empty()) return;  // such text may have no address, which fwrite must not be given
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail("write");
}

void OutputFile::write(std::span<const std::byte> bytes) {
  write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

void OutputFile::write_at(long offset, std::string_view text) {
  if (std::fseek(file_, offset, SEEK_SET) != 0) fail("seek");
  write(text);
  if (std::fseek(file_, 0, SEEK_END) != 0) fail("seek");
}

void OutputFile::flush() {
  if (std::fflush(file_) != 0) fail("write");
}

void OutputFile::commit() {
  flush();
  if (file_ == stdout) return;
  if (temporary_) temporary_->commit();
  if (std::fclose(std::exchange(file_, nullptr)) != 0) fail("close");
  temporary_.reset();
}

void write_file(const fs::path& path, std::span<const std::byte> bytes,
                const OutputOptions& options) {
  OutputFile file(path, options);
  file.write(bytes);
  file.commit();
}

void write_file(const fs::path& path, std::string_view text, const OutputOptions& options) {
  write_file(path, std::as_bytes(std::span(text)), options);
}

}  // namespace mien
