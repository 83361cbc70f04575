#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "mien/identity/gallery.h"

namespace mien {

/// A gallery as a file holds it. docs/guides/identity.md describes the format.
struct StoredGallery {
  Gallery gallery;
  /// Bytes of an addition that never came to its end (a crash, a full disk), which count for
  /// nothing: the gallery is as it was before. The next addition writes over them.
  std::size_t torn_bytes = 0;
};

/// Reads a gallery.
/// @throws Error (ErrorCode::input) if the file cannot be read, is no gallery or is of another
/// version. Also if it is damaged: a bad checksum before a completed addition, or an impossible
/// length or number.
[[nodiscard]] StoredGallery read_gallery(const std::filesystem::path& path);

/// As `read_gallery`, from memory. Nothing is allocated before its length was compared with the
/// bytes that are there.
/// @param name what to call the bytes in messages
[[nodiscard]] StoredGallery decode_gallery(std::span<const std::byte> bytes, std::string_view name);

/// Writes a whole gallery: under a temporary name, then renamed, so that the file is the old one or
/// the new one at any time.
/// @throws Error (ErrorCode::output)
void write_gallery(const Gallery& gallery, const std::filesystem::path& path);

/// Adds the entries of `more` at the end of a gallery file, all or none of them. They count from
/// the moment that a closing record is on the disk, which is written after them. The file is locked
/// meanwhile, and grows by what is added: nothing else is rewritten.
/// @throws Error (ErrorCode::usage) if the features are of another model, (ErrorCode::input) as
/// `read_gallery`, (ErrorCode::output) if it cannot be written
void append_to_gallery(const Gallery& more, const std::filesystem::path& path);

/// Rewrites a gallery file without the entries that `unwanted` is true for: their features are in
/// the file no more. It is locked meanwhile, and the old or the new file at any time.
/// @return how many entries were removed; with none the file is left alone
/// @throws Error (ErrorCode::input) as `read_gallery`, (ErrorCode::output)
std::size_t remove_from_gallery(const std::filesystem::path& path,
                                const std::function<bool(const GalleryEntry&)>& unwanted);

}  // namespace mien
