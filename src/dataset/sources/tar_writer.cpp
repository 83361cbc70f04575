#include "dataset/sources/tar_writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <exception>
#include <utility>

#include "core/output_file.h"
#include "mien/core/error.h"

namespace mien::dataset {

namespace {

struct FreeArchive {
  void operator()(archive* handle) const {
    // An archive that is freed after an error, and not closed, does not free its block.
    archive_write_close(handle);
    archive_write_free(handle);
  }
};

struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

}  // namespace

struct TarWriter::State {
  explicit State(const std::filesystem::path& path)
      : name(path.string()), file(path), handle(archive_write_new()) {}
  ~State() { abandoned = true; }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// libarchive is C: an exception must not pass through it.
  static la_ssize_t write(archive* /*handle*/, void* data, const void* bytes, std::size_t count) {
    auto& state = *static_cast<State*>(data);
    if (state.abandoned) return static_cast<la_ssize_t>(count);
    try {
      state.file.write(std::span(static_cast<const std::byte*>(bytes), count));
    } catch (...) {
      state.failure = std::current_exception();
      return -1;
    }
    return static_cast<la_ssize_t>(count);
  }

  void check(la_ssize_t status) const {
    // A name that is no UTF-8 gives a warning and is written as it is.
    if (status >= 0 || status == ARCHIVE_WARN) return;
    if (failure) std::rethrow_exception(failure);
    const char* reason = archive_error_string(handle.get());
    throw Error(ErrorCode::output, fmt::format("{}: cannot write this archive: {}", name,
                                               reason == nullptr ? "unknown" : reason));
  }

  std::string name;
  OutputFile file;
  std::exception_ptr failure;
  bool abandoned = false;  ///< what libarchive still writes when it is freed is not wanted
  std::unique_ptr<archive, FreeArchive> handle;
};

TarWriter::TarWriter(const std::filesystem::path& path) : state_(std::make_unique<State>(path)) {
  archive* handle = state_->handle.get();
  state_->check(archive_write_set_format_pax_restricted(handle));
  state_->check(archive_write_open(handle, state_.get(), nullptr, State::write, nullptr));
}

TarWriter::~TarWriter() = default;

void TarWriter::add(const std::string& path, std::span<const std::byte> bytes) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), path.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  state_->check(archive_write_header(state_->handle.get(), entry.get()));
  if (!bytes.empty()) {
    state_->check(archive_write_data(state_->handle.get(), bytes.data(), bytes.size()));
  }
}

void TarWriter::commit() {
  state_->check(archive_write_close(state_->handle.get()));
  state_->file.commit();
}

}  // namespace mien::dataset
