#pragma once

#include <optional>
#include <string>

#include "media/byte_reader.h"

namespace mien::media {

/// Names the format of data that mien does not read as a picture, with what to do about it. One is
/// "a PDF, which mien does not read: pdftoppm -png makes pictures of it". The first bytes decide;
/// nothing if they are of no known format.
[[nodiscard]] std::optional<std::string> describe_unread(Bytes data);

/// Whether a TIFF is a camera's raw file, whose first picture is a small preview.
[[nodiscard]] bool is_raw_tiff(Bytes data);

}  // namespace mien::media
