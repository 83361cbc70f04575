#include "dataset/sources/tar_writer.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "core/archive/archive_backend.h"
#include "core/output_file.h"
#include "mien/core/error.h"

namespace mien::dataset {

struct TarWriter::State {
  explicit State(const std::filesystem::path& path)
      : name(path.string()),
        file(path),
        archive(archive_backend().write_tar(
            [this](std::span<const std::byte> bytes) { return write(bytes); })) {
    if (!archive) fail("not enough memory");
  }
  ~State() { abandoned = true; }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// An exception must not pass through the archive, and waits for `check`.
  bool write(std::span<const std::byte> bytes) {
    if (abandoned) return true;
    try {
      file.write(bytes);
    } catch (...) {
      failure = std::current_exception();
      return false;
    }
    return true;
  }

  void check(bool written) const {
    if (written) return;
    if (failure) std::rethrow_exception(failure);
    const char* reason = archive->failure();
    fail(reason == nullptr ? "unknown" : reason);
  }

  [[noreturn]] void fail(std::string_view reason) const {
    throw Error(ErrorCode::output, fmt::format("{}: cannot write this archive: {}", name, reason));
  }

  std::string name;
  OutputFile file;
  std::exception_ptr failure;
  bool abandoned = false;  ///< what the archive still writes when it is freed is not wanted
  std::unique_ptr<ArchiveWriter> archive;
};

TarWriter::TarWriter(const std::filesystem::path& path) : state_(std::make_unique<State>(path)) {}

TarWriter::~TarWriter() = default;

void TarWriter::add(const std::string& path, std::span<const std::byte> bytes) {
  state_->check(state_->archive->add(path, bytes));
}

void TarWriter::commit() {
  state_->check(state_->archive->close());
  state_->file.commit();
}

}  // namespace mien::dataset
