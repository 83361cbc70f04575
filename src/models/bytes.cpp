#include "models/bytes.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>

#include "core/path_check.h"
#include "mien/core/error.h"

namespace mien::models {

namespace fs = std::filesystem;

namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

[[noreturn]] void fail(const fs::path& path, std::string_view reason) {
  throw Error(ErrorCode::model, fmt::format("{}: cannot read it: {}", path.string(), reason));
}

}  // namespace

Bytes read_file(const fs::path& path, std::size_t limit) {
  refuse_zero_bytes(path, ErrorCode::model);
  std::error_code error;
  if (fs::is_directory(path, error)) fail(path, "expected a file, found a directory");
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (!file) fail(path, std::strerror(errno));
  Bytes bytes;
  // Read in pieces: the size that the system reports is 0 for pipes and can change while reading.
  constexpr std::size_t piece = std::size_t{1} << 20;
  while (true) {
    const std::size_t old = bytes.size();
    bytes.resize(old + piece);
    const std::size_t count = std::fread(bytes.data() + old, 1, piece, file.get());
    bytes.resize(old + count);
    if (bytes.size() > limit) {
      fail(path, fmt::format("expected at most {} bytes, found more", limit));
    }
    if (count < piece) break;
  }
  if (std::ferror(file.get()) != 0) fail(path, std::strerror(errno));
  return bytes;
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace mien::models
