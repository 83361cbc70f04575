#pragma once

#include <cstdint>
#include <optional>

#include "media/byte_reader.h"

namespace mien::media {

/// The first directory of a TIFF file or of an EXIF block, which has the same form.
class TiffDirectory {
 public:
  static constexpr std::uint32_t width = 256;
  static constexpr std::uint32_t height = 257;
  static constexpr std::uint32_t orientation = 274;

  /// Nothing if the data are no TIFF or end before the directory does.
  [[nodiscard]] static std::optional<TiffDirectory> first(Bytes tiff);

  /// Whether the data go on to the offset of the next directory, as in every whole TIFF file.
  [[nodiscard]] bool is_complete() const {
    return reader_.u32(offset_ + entries_ * entry_bytes).has_value();
  }

  /// Whether there is a tag, of any type.
  [[nodiscard]] bool has(std::uint32_t tag) const;

  /// First value of a tag; nothing if it is absent or no unsigned whole number.
  [[nodiscard]] std::optional<std::uint32_t> value(std::uint32_t tag) const;

 private:
  static constexpr std::size_t entry_bytes = 12;

  TiffDirectory(ByteReader reader, std::size_t offset, std::uint32_t entries)
      : reader_(reader), offset_(offset), entries_(entries) {}

  ByteReader reader_;
  std::size_t offset_;
  std::uint32_t entries_;
};

/// The EXIF orientation, 1 to 8, of an EXIF block that starts with its TIFF header. It is 1 if the
/// block has none or is damaged, since a picture can be read without it.
[[nodiscard]] int exif_orientation(Bytes tiff);

}  // namespace mien::media
