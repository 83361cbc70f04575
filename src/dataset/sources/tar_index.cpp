#include "dataset/sources/tar_index.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "dataset/manifest.h"
#include "mien/core/error.h"

namespace mien::dataset {

namespace {

constexpr std::uint64_t block_bytes = 512;

struct CloseArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

[[noreturn]] void refuse_archive(const InputFile& file, const std::string& message) {
  throw Error(ErrorCode::input, fmt::format("{}: {}", file.path().string(), message));
}

[[noreturn]] void damaged(const InputFile& file, archive* handle) {
  const char* reason = archive_error_string(handle);
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

Archive open_archive(const InputFile& file) {
  Archive handle(archive_read_new());
  if (!handle) refuse_archive(file, "not enough memory");
  archive_read_support_format_tar(handle.get());
  constexpr std::size_t buffer = 1 << 12;
  if (::lseek(file.descriptor(), 0, SEEK_SET) != 0 ||
      archive_read_open_fd(handle.get(), file.descriptor(), buffer) != ARCHIVE_OK) {
    damaged(file, handle.get());
  }
  return handle;
}

TarMember member_of(const InputFile& file, archive* handle, archive_entry* entry,
                    const std::string& path) {
  const la_int64_t offset = archive_filter_bytes(handle, 0);
  const la_int64_t size = archive_entry_size(entry);
  if (archive_entry_sparse_count(entry) > 0)
    refuse_archive(file, path + ": a sparse file is not supported");
  if (offset < 0 || size < 0) refuse_archive(file, path + ": expected a size of 0 or more");
  const TarMember member{static_cast<std::uint64_t>(offset), static_cast<std::uint64_t>(size)};
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
  const Archive handle = open_archive(file);
  TarListing listing;
  archive_entry* entry = nullptr;
  while (true) {
    const int status = archive_read_next_header(handle.get(), &entry);
    if (status == ARCHIVE_EOF) return listing;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) damaged(file, handle.get());
    const char* raw = archive_entry_pathname(entry);
    if (archive_entry_filetype(entry) == AE_IFLNK || archive_entry_hardlink(entry) != nullptr) {
      listing.links.emplace_back(raw == nullptr ? "" : raw);
      continue;
    }
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    const std::string path = inside_path(raw == nullptr ? "" : raw, file.path().string());
    if (!listing.files.emplace(path, member_of(file, handle.get(), entry, path)).second) {
      refuse_archive(file, fmt::format("expected each file once, found {} twice", path));
    }
  }
}

}  // namespace mien::dataset
