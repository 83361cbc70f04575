#include "models/tarball.h"

#include <fmt/format.h>

#include <memory>

#include "core/archive/archive_backend.h"
#include "nn/refuse_model.h"

namespace mien::models {

namespace {

constexpr int max_entries = 100'000;

[[noreturn]] void damaged(const ArchiveReader& archive, std::string_view name) {
  const char* reason = archive.failure();
  refuse_model(name, "an npm tarball", reason == nullptr ? "a damaged one" : reason);
}

Bytes read_archive_entry(ArchiveReader& archive, std::string_view name, std::string_view path) {
  Bytes bytes;
  constexpr std::size_t piece = std::size_t{1} << 18;
  while (true) {
    const std::size_t old = bytes.size();
    bytes.resize(old + piece);
    const std::ptrdiff_t count = archive.read(std::span(bytes).subspan(old));
    if (count < 0) damaged(archive, name);
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
  const std::unique_ptr<ArchiveReader> archive = archive_backend().read_tgz(tarball);
  if (!archive) refuse_model(name, "memory", "none");
  SourceFiles files;
  ArchiveEntry entry;
  for (int count = 0; files.size() < paths.size(); ++count) {
    const ArchiveReader::Step step = archive->next(entry);
    if (step == ArchiveReader::Step::end) break;
    if (step == ArchiveReader::Step::damaged) damaged(*archive, name);
    if (count >= max_entries)
      refuse_model(name, fmt::format("at most {} files", max_entries), "more");
    const std::string path = entry.path.substr(entry.path.find('/') + 1);
    if (!paths.contains(path) || !entry.regular) continue;
    files[path] = read_archive_entry(*archive, name, path);
  }
  for (const std::string& path : paths) {
    if (!files.contains(path)) refuse_model(name, fmt::format("the file {}", path), "no such file");
  }
  return files;
}

}  // namespace mien::models
