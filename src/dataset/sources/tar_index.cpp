#include "dataset/sources/tar_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "core/archive/archive_backend.h"
#include "dataset/manifest.h"
#include "mien/core/error.h"

namespace mien::dataset {

namespace {

constexpr std::uint64_t block_bytes = 512;

[[noreturn]] void refuse_archive(const InputFile& file, const std::string& message) {
  throw Error(ErrorCode::input, fmt::format("{}: {}", file.path().string(), message));
}

[[noreturn]] void damaged(const InputFile& file, const ArchiveReader& archive) {
  const char* reason = archive.failure();
  refuse_archive(file,
                 fmt::format("expected an uncompressed tar archive, found a damaged one or another "
                             "file: {}",
                             reason == nullptr ? "unknown" : reason));
}

/// An archive that ends between two files looks whole but for the zeros at its end.
void check_end(const InputFile& file) {
  const bool whole = file.size() >= 2 * block_bytes && file.size() % block_bytes == 0;
  const auto zero = [](std::byte byte) { return byte == std::byte{0}; };
  if (!whole || !std::ranges::all_of(file.read(file.size() - block_bytes, block_bytes), zero)) {
    refuse_archive(file,
                   "expected a tar archive with its end mark, found one that is cut off or another "
                   "file");
  }
}

TarMember member_of(const InputFile& file, const ArchiveEntry& entry, const std::string& path) {
  if (entry.sparse) refuse_archive(file, path + ": a sparse file is not supported");
  if (entry.offset < 0 || entry.size < 0) {
    refuse_archive(file, path + ": expected a size of 0 or more");
  }
  const TarMember member{static_cast<std::uint64_t>(entry.offset),
                         static_cast<std::uint64_t>(entry.size)};
  if (member.offset > file.size() || member.size > file.size() - member.offset) {
    refuse_archive(file,
                   fmt::format("{}: expected {} bytes, found the end of the archive: it is cut off",
                               path, member.size));
  }
  return member;
}

}  // namespace

TarListing index_tar(const InputFile& file) {
  check_end(file);
  const std::unique_ptr<ArchiveReader> archive = archive_backend().read_tar(file.descriptor());
  if (!archive) refuse_archive(file, "not enough memory");
  TarListing listing;
  ArchiveEntry entry;
  while (true) {
    const ArchiveReader::Step step = archive->next(entry);
    if (step == ArchiveReader::Step::end) return listing;
    if (step == ArchiveReader::Step::damaged) damaged(file, *archive);
    if (entry.link) {
      listing.links.push_back(entry.path);
      continue;
    }
    if (!entry.regular) continue;
    const std::string path = inside_path(entry.path, file.path().string());
    if (!listing.files.emplace(path, member_of(file, entry, path)).second) {
      refuse_archive(file, fmt::format("expected each file once, found {} twice", path));
    }
  }
}

}  // namespace mien::dataset
