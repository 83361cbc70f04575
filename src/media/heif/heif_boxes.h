#pragma once

#include <cstdint>
#include <optional>

#include "media/byte_reader.h"

namespace mien::media {

/// What a file of HEIF's container (ISO/IEC 23008-12) says of its main picture.
struct HeifFacts {
  std::uint32_t width = 0;  ///< as stored, before it is turned or cut
  std::uint32_t height = 0;
  bool turned = false;  ///< the container says how to turn or mirror it
};

/// The codec of the pictures of a file that begins so.
enum class HeifKind { heic, avif };

/// Nothing if the data are of another container, such as a clip of the same family.
[[nodiscard]] std::optional<HeifKind> heif_kind(Bytes data);

/// Nothing if the data end before the size is known, or do not say it.
[[nodiscard]] std::optional<HeifFacts> heif_facts(Bytes data);

}  // namespace mien::media
