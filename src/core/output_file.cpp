#include "core/output_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "mien/core/error.h"

namespace mien {

namespace fs = std::filesystem;

OutputFile::OutputFile(const fs::path& path) : path_(path) {
  if (path == "-") {
    file_ = stdout;
    return;
  }
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::is_directory(status)) {
    throw Error(ErrorCode::output,
                fmt::format("{}: expected a file to write, found a directory", path.string()));
  }
  renames_ = !fs::exists(status) || fs::is_regular_file(status);
  if (renames_) {
    // A link keeps pointing where it points: the file behind it is replaced.
    if (fs::exists(status)) path_ = fs::canonical(path, ignored);
    temporary_ =
        path_.parent_path() /
        fmt::format(".mien-{}-{}", getpid(), std::hash<std::string>{}(path_.string()) % 1000003);
  }
  file_ = std::fopen((renames_ ? temporary_ : path_).c_str(), "wb");
  if (file_ == nullptr) {
    throw Error(ErrorCode::output,
                fmt::format("{}: cannot create it: {}", path.string(), std::strerror(errno)));
  }
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      file_(std::exchange(other.file_, nullptr)),
      renames_(other.renames_) {}

OutputFile::~OutputFile() {
  if (file_ == nullptr || file_ == stdout) return;
  std::fclose(file_);
  std::error_code ignored;
  if (renames_) fs::remove(temporary_, ignored);
}

void OutputFile::fail(std::string_view what) {
  throw Error(ErrorCode::output,
              fmt::format("{}: cannot {}: {}", path_ == "-" ? "standard output" : path_.string(),
                          what, std::strerror(errno)));
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
  // The data must be on the disk before the name is, else a power cut could leave an empty file.
  if (renames_ && ::fsync(::fileno(file_)) != 0) fail("write");
  if (std::fclose(std::exchange(file_, nullptr)) != 0) fail("close");
  if (!renames_) return;
  std::error_code error;
  fs::rename(temporary_, path_, error);
  if (error) {
    std::error_code ignored;
    fs::remove(temporary_, ignored);
    throw Error(ErrorCode::output,
                fmt::format("{}: cannot rename into place: {}", path_.string(), error.message()));
  }
}

void write_file(const fs::path& path, std::span<const std::byte> bytes) {
  OutputFile file(path);
  file.write(bytes);
  file.commit();
}

void write_file(const fs::path& path, std::string_view text) {
  write_file(path, std::as_bytes(std::span(text)));
}

}  // namespace mien
