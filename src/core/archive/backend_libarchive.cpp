// The archive module: all that touches libarchive.
#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include <utility>

#include "core/archive/archive_backend.h"

namespace mien {

namespace {

struct FreeReadArchive {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
using ReadArchive = std::unique_ptr<archive, FreeReadArchive>;

struct FreeWriteArchive {
  void operator()(archive* handle) const {
    // An archive that is freed after an error, and not closed, does not free its block.
    archive_write_close(handle);
    archive_write_free(handle);
  }
};
using WriteArchive = std::unique_ptr<archive, FreeWriteArchive>;

struct FreeArchiveEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

class LibarchiveReader final : public ArchiveReader {
 public:
  /// @param opened whether libarchive could begin to read
  LibarchiveReader(ReadArchive handle, bool opened) : handle_(std::move(handle)), opened_(opened) {}

  [[nodiscard]] Step next(ArchiveEntry& entry) override {
    if (!opened_) return Step::damaged;
    archive_entry* header = nullptr;
    const int status = archive_read_next_header(handle_.get(), &header);
    if (status == ARCHIVE_EOF) return Step::end;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return Step::damaged;
    const char* path = archive_entry_pathname(header);
    const auto type = archive_entry_filetype(header);
    entry.path = path == nullptr ? "" : path;
    entry.regular = type == AE_IFREG;
    entry.link = type == AE_IFLNK || archive_entry_hardlink(header) != nullptr;
    entry.sparse = archive_entry_sparse_count(header) > 0;
    entry.size = archive_entry_size(header);
    entry.offset = archive_filter_bytes(handle_.get(), 0);
    return Step::entry;
  }

  [[nodiscard]] std::ptrdiff_t read(std::span<std::byte> to) override {
    const la_ssize_t count = archive_read_data(handle_.get(), to.data(), to.size());
    return count < 0 ? -1 : count;
  }

  [[nodiscard]] const char* failure() const override { return archive_error_string(handle_.get()); }

 private:
  ReadArchive handle_;
  bool opened_;
};

class LibarchiveWriter final : public ArchiveWriter {
 public:
  LibarchiveWriter(WriteArchive handle, ArchiveSink sink)
      : sink_(std::move(sink)), handle_(std::move(handle)) {
    opened_ = is_good(archive_write_set_format_pax_restricted(handle_.get())) &&
              is_good(archive_write_open(handle_.get(), &sink_, nullptr, hand_to_sink, nullptr));
  }

  [[nodiscard]] bool add(const std::string& path, std::span<const std::byte> bytes) override {
    if (!opened_) return false;
    const std::unique_ptr<archive_entry, FreeArchiveEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    return is_good(archive_write_header(handle_.get(), entry.get())) &&
           (bytes.empty() ||
            is_good(archive_write_data(handle_.get(), bytes.data(), bytes.size())));
  }

  [[nodiscard]] bool close() override {
    return opened_ && is_good(archive_write_close(handle_.get()));
  }

  [[nodiscard]] const char* failure() const override { return archive_error_string(handle_.get()); }

 private:
  /// A name that is no UTF-8 gives a warning and is written as it is.
  static bool is_good(la_ssize_t status) { return status >= 0 || status == ARCHIVE_WARN; }

  static la_ssize_t hand_to_sink(archive* /*handle*/, void* sink, const void* bytes,
                                 std::size_t count) {
    const std::span block(static_cast<const std::byte*>(bytes), count);
    return (*static_cast<const ArchiveSink*>(sink))(block) ? static_cast<la_ssize_t>(count) : -1;
  }

  ArchiveSink sink_;
  WriteArchive handle_;  ///< after the sink, which it may still call when it is freed
  bool opened_ = false;
};

class LibarchiveBackend final : public ArchiveBackend {
 public:
  [[nodiscard]] std::unique_ptr<ArchiveReader> read_tgz(
      std::span<const std::byte> bytes) const override {
    ReadArchive handle(archive_read_new());
    if (!handle) return nullptr;
    archive_read_support_filter_gzip(handle.get());
    archive_read_support_format_tar(handle.get());
    const int status = archive_read_open_memory(handle.get(), bytes.data(), bytes.size());
    return std::make_unique<LibarchiveReader>(std::move(handle), status == ARCHIVE_OK);
  }

  [[nodiscard]] std::unique_ptr<ArchiveReader> read_tar(int descriptor) const override {
    ReadArchive handle(archive_read_new());
    if (!handle) return nullptr;
    archive_read_support_format_tar(handle.get());
    constexpr std::size_t buffer = 1 << 12;
    const bool opened = ::lseek(descriptor, 0, SEEK_SET) == 0 &&
                        archive_read_open_fd(handle.get(), descriptor, buffer) == ARCHIVE_OK;
    return std::make_unique<LibarchiveReader>(std::move(handle), opened);
  }

  [[nodiscard]] std::unique_ptr<ArchiveWriter> write_tar(ArchiveSink sink) const override {
    WriteArchive handle(archive_write_new());
    if (!handle) return nullptr;
    return std::make_unique<LibarchiveWriter>(std::move(handle), std::move(sink));
  }
};

}  // namespace

}  // namespace mien

extern "C" const mien::ArchiveBackend* mien_archive_backend_1() {
  static const mien::LibarchiveBackend backend;
  return &backend;
}
