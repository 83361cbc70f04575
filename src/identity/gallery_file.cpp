#include "mien/identity/gallery_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "core/output_file.h"
#include "core/path_check.h"
#include "identity/crc32.h"
#include "identity/gallery_format.h"
#include "mien/core/error.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

enum class Access { read, append };

/// A gallery file that is open and locked: shared to read, alone to append.
class OpenFile {
 public:
  OpenFile(fs::path path, Access access) : path_(std::move(path)) {
    refuse_zero_bytes(path_, ErrorCode::input);
    // Who waits for the lock of a file that is replaced meanwhile gets that of the old one.
    while (!open_and_lock(access == Access::read)) ::close(descriptor_);
  }
  ~OpenFile() { ::close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

  void cut(std::size_t size) {
    if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) fail(ErrorCode::output, "cut it");
    size_ = size;
  }

  void append(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written =
          ::pwrite(descriptor_, text.data(), text.size(), static_cast<off_t>(size_));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) fail(ErrorCode::output, "write to it");
      size_ += static_cast<std::size_t>(written);
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void synchronise() {
    if (::fsync(descriptor_) != 0) fail(ErrorCode::output, "write to it");
  }

 private:
  /// False if the name stands for another file once the lock is there.
  bool open_and_lock(bool read) {
    // Without O_NONBLOCK, opening a pipe would wait for its other end.
    descriptor_ = ::open(path_.c_str(), (read ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0) fail(ErrorCode::input, "open it");
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
      ::close(descriptor_);
      throw Error(ErrorCode::input,
                  fmt::format("{}: expected a gallery file, found a folder or special file",
                              path_.string()));
    }
    while (::flock(descriptor_, read ? LOCK_SH : LOCK_EX) != 0 && errno == EINTR) {
    }
    struct stat now {};
    if (::stat(path_.c_str(), &now) != 0 || now.st_ino != status.st_ino) return false;
    size_ = static_cast<std::size_t>(now.st_size);
    return true;
  }

  [[noreturn]] void fail(ErrorCode code, std::string_view problem) const {
    throw Error(code,
                fmt::format("{}: cannot {}: {}", path_.string(), problem, std::strerror(errno)));
  }

  fs::path path_;
  int descriptor_ = -1;
  std::size_t size_ = 0;
};

/// The bytes of a file without a copy of them.
class MappedFile {
 public:
  MappedFile(const OpenFile& file, const fs::path& path) : size_(file.size()) {
    if (size_ == 0) return;
    address_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.descriptor(), 0);
    if (address_ == MAP_FAILED) {
      throw Error(ErrorCode::input,
                  fmt::format("{}: cannot read it: {}", path.string(), std::strerror(errno)));
    }
  }
  ~MappedFile() {
    if (size_ > 0) ::munmap(address_, size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const {
    return {static_cast<const std::byte*>(address_), size_};
  }

 private:
  void* address_ = nullptr;
  std::size_t size_;
};

/// Writes entries and the record that closes them through `write`.
/// @param before bytes and entries that the file has
template <typename Write, typename Barrier>
void write_addition(const Gallery& gallery, std::size_t offset, std::size_t entries_before,
                    const Write& write, const Barrier& barrier) {
  Crc32 content;
  for (std::size_t i = 0; i < gallery.size(); ++i) {
    const std::string entry = encoded_entry(gallery, i);
    content.add(std::as_bytes(std::span(entry)));
    offset += entry.size();
    write(entry);
  }
  barrier();
  write(encoded({offset, entries_before + gallery.size(), content.value()}));
}

}  // namespace

StoredGallery decode_gallery(std::span<const std::byte> bytes, std::string_view name) {
  DecodedGallery decoded = decode_additions(bytes, name);
  return {std::move(decoded.gallery), bytes.size() - decoded.end};
}

StoredGallery read_gallery(const fs::path& path) {
  const OpenFile file(path, Access::read);
  const MappedFile mapped(file, path);
  return decode_gallery(mapped.bytes(), path.string());
}

void write_gallery(const Gallery& gallery, const fs::path& path) {
  // Features of faces are personal data: they are for the owner of the file.
  OutputFile file(path, {.only_owner = true, .durable = true});
  const std::string header = encoded_header(gallery);
  file.write(header);
  if (gallery.size() > 0) {
    write_addition(
        gallery, header.size(), 0, [&](std::string_view text) { file.write(text); }, [] {});
  }
  file.commit();
}

void append_to_gallery(const Gallery& more, const fs::path& path) {
  OpenFile file(path, Access::append);
  std::size_t end = 0;
  std::size_t entries = 0;
  {
    const MappedFile mapped(file, path);
    const DecodedHeader header = decode_header(mapped.bytes(), path.string());
    header.gallery.check_features(more.model(), more.dimension());
    // A file that ends with a closing record is whole: reading all of it again would take long for
    // a large one. What is damaged inside is found when it is read.
    const std::size_t size = file.size();
    const auto last = size >= header.end + Closing::bytes
                          ? closing_at(mapped.bytes(), size - Closing::bytes)
                          : std::nullopt;
    if (last) {
      end = size;
      entries = last->entries;
    } else {
      const DecodedGallery decoded = decode_additions(mapped.bytes(), path.string());
      end = decoded.end;
      entries = decoded.gallery.size();
    }
  }
  if (more.size() == 0) return;
  file.cut(end);
  write_addition(
      more, end, entries, [&](std::string_view text) { file.append(text); },
      [&] { file.synchronise(); });
  file.synchronise();
}

std::size_t remove_from_gallery(const fs::path& path,
                                const std::function<bool(const GalleryEntry&)>& unwanted) {
  const OpenFile file(path, Access::append);
  Gallery gallery = [&] {
    const MappedFile mapped(file, path);
    return decode_gallery(mapped.bytes(), path.string()).gallery;
  }();
  const std::size_t removed = gallery.remove(unwanted);
  if (removed > 0) write_gallery(gallery, path);
  return removed;
}

}  // namespace mien
