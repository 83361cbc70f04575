#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

// What libmien asks of its archive module. libarchive brings libxml2 and the tables of ICU, and
// only a run that meets an archive shall load them. Therefore it lives in a module of its own, and
// this header is all that the two have in common. Nothing here throws but std::bad_alloc.

namespace mien {

/// What an archive says of one of its members.
struct ArchiveEntry {
  std::string path;          ///< as it is stored; may be empty
  bool regular = false;      ///< its type is that of a file
  bool link = false;         ///< symbolic or hard
  bool sparse = false;       ///< parts of it are not stored
  std::int64_t size = 0;     ///< bytes
  std::int64_t offset = -1;  ///< of its first byte in an archive that is not compressed
};

/// Goes through an archive from its start to its end.
/// What cannot be opened is damaged at its first step.
class ArchiveReader {
 public:
  enum class Step { entry, end, damaged };

  virtual ~ArchiveReader() = default;
  /// Goes to the next member, the first one at first.
  [[nodiscard]] virtual Step next(ArchiveEntry& entry) = 0;
  /// Reads on in the member.
  /// @return how many bytes there were: 0 at its end, -1 if the archive is damaged
  [[nodiscard]] virtual std::ptrdiff_t read(std::span<std::byte> to) = 0;
  /// What is wrong with the archive, in libarchive's words; null if it has none.
  [[nodiscard]] virtual const char* failure() const = 0;
};

/// Takes the next bytes of an archive, and must not throw: libarchive is C.
/// @return whether it could
using ArchiveSink = std::function<bool(std::span<const std::byte>)>;

/// Writes an archive. What is destroyed before `close` may still hand bytes to the sink.
class ArchiveWriter {
 public:
  virtual ~ArchiveWriter() = default;
  /// Adds a regular file with the rights 644, without time and owner.
  /// @return whether it could be written
  [[nodiscard]] virtual bool add(const std::string& path, std::span<const std::byte> bytes) = 0;
  /// Writes the end of the archive.
  [[nodiscard]] virtual bool close() = 0;
  /// Why it could not be written, in libarchive's words; null if it has none.
  [[nodiscard]] virtual const char* failure() const = 0;
};

/// Each function gives null if there is no memory for libarchive.
class ArchiveBackend {
 public:
  virtual ~ArchiveBackend() = default;
  /// A tar archive, compressed by gzip or not, that outlives its reader.
  [[nodiscard]] virtual std::unique_ptr<ArchiveReader> read_tgz(
      std::span<const std::byte> bytes) const = 0;
  /// A tar archive that is not compressed, from the start of an open file on.
  [[nodiscard]] virtual std::unique_ptr<ArchiveReader> read_tar(int descriptor) const = 0;
  /// A tar archive that is not compressed: ustar, with pax headers where they are needed.
  [[nodiscard]] virtual std::unique_ptr<ArchiveWriter> write_tar(ArchiveSink sink) const = 0;
};

/// The name of the function `const ArchiveBackend*()` that the module exports. The number goes up
/// with each change of this header, so that a module of another build is refused.
inline constexpr const char* archive_backend_symbol = "mien_archive_backend_1";

/// The backend; loads the module at the first call.
/// @throws Error (ErrorCode::setup) if it cannot be loaded
[[nodiscard]] const ArchiveBackend& archive_backend();

}  // namespace mien

extern "C" const mien::ArchiveBackend* mien_archive_backend_1();
