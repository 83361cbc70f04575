#pragma once

#include <cstddef>
#include <vector>

#include "mien/core/face.h"
#include "mien/core/image.h"
#include "mien/report/html_report.h"

namespace mien {

/// The encoded pictures that the HTML report shows: a preview with boxes and a thumbnail of each
/// face.
[[nodiscard]] ReportPictures report_pictures(const Image& picture, const ImageResult& result);

/// A face, cut out, as JPEG of at most `side` pixels.
[[nodiscard]] std::vector<std::byte> face_thumbnail(const Image& picture, const Face& face,
                                                    int side);

}  // namespace mien
