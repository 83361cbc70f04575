#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "media/byte_reader.h"

namespace mien::media {

/// Copies bytes from an offset on into a buffer and says how many there were; fewer than asked for
/// at the end of the data.
using ReadAt = std::function<std::size_t(std::uint64_t offset, std::span<std::byte> into)>;

/// Whether a GIF, PNG or WebP holds several pictures to be shown one after the other: a clip. Reads
/// what stands between the pictures' data, and of anything else the first bytes.
[[nodiscard]] bool is_animation(const ReadAt& read);
[[nodiscard]] bool is_animation(Bytes data);

}  // namespace mien::media
