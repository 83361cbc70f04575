#include <fmt/format.h>

#include <span>
#include <string>
#include <utility>

#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/face_analyzer.h"
#include "mien/pipeline/picture_result.h"
#include "mien/pipeline/rotation.h"

namespace mien {

namespace {

void check_rotation(const std::optional<int>& rotation) {
  if (!rotation || *rotation == 0 || *rotation == 90 || *rotation == 180 || *rotation == 270)
    return;
  throw Error(ErrorCode::usage,
              fmt::format("rotation: expected 0, 90, 180 or 270 degrees, found {}", *rotation));
}

}  // namespace

ImageResult FaceAnalyzer::analyze_file(const std::filesystem::path& file,
                                       const AnalyzeFileOptions& options) const {
  check_rotation(options.rotation);
  ImageResult result;
  std::string reason = reason_of_failure([&] {
    Image picture = read_image(file, {.max_pixels = options.max_pixels});
    const int rotation = options.rotation ? *options.rotation : best_rotation(*this, picture);
    if (rotation != 0) picture = turned(picture, rotation);
    result = std::move(analyze_each(*this, std::span(&picture, 1)).front());
    result.rotation = rotation;
  });
  if (!reason.empty()) result = failed_result("", std::move(reason));
  result.file = file.string();
  return result;
}

}  // namespace mien
