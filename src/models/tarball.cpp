#include "models/tarball.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <memory>

#include "mien/core/error.h"
#include "nn/refuse_model.h"

namespace mien::models {

namespace {

constexpr int max_entries = 100'000;

struct CloseArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

[[noreturn]] void damaged(archive* handle, std::string_view name) {
  const char* reason = archive_error_string(handle);
  refuse_model(name, "an npm tarball", reason == nullptr ? "a damaged one" : reason);
}

Bytes read_archive_entry(archive* handle, std::string_view name, std::string_view path) {
  Bytes bytes;
  constexpr std::size_t piece = std::size_t{1} << 18;
  while (true) {
    const std::size_t old = bytes.size();
    bytes.resize(old + piece);
    const la_ssize_t count = archive_read_data(handle, bytes.data() + old, piece);
    if (count < 0) damaged(handle, name);
    bytes.resize(old + static_cast<std::size_t>(count));
    if (count == 0) return bytes;
    if (bytes.size() > max_model_bytes) {
      refuse_model(name, fmt::format("{} of at most {} bytes", path, max_model_bytes), "more");
    }
  }
}

}  // namespace

SourceFiles extract(std::span<const std::byte> tarball, const std::set<std::string>& paths,
                    std::string_view name) {
  const Archive handle(archive_read_new());
  if (!handle) refuse_model(name, "memory", "none");
  archive_read_support_filter_gzip(handle.get());
  archive_read_support_format_tar(handle.get());
  if (archive_read_open_memory(handle.get(), tarball.data(), tarball.size()) != ARCHIVE_OK) {
    damaged(handle.get(), name);
  }
  SourceFiles files;
  for (int count = 0; files.size() < paths.size(); ++count) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(handle.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) damaged(handle.get(), name);
    if (count >= max_entries)
      refuse_model(name, fmt::format("at most {} files", max_entries), "more");
    const char* raw = archive_entry_pathname(entry);
    const std::string full = raw == nullptr ? "" : raw;
    const std::string path = full.substr(full.find('/') + 1);
    if (!paths.contains(path) || archive_entry_filetype(entry) != AE_IFREG) continue;
    files[path] = read_archive_entry(handle.get(), name, path);
  }
  for (const std::string& path : paths) {
    if (!files.contains(path)) refuse_model(name, fmt::format("the file {}", path), "no such file");
  }
  return files;
}

}  // namespace mien::models
