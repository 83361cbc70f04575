#include <fmt/format.h>

#include <new>
#include <string>

#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/face_analyzer.h"
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
  result.file = file.string();
  try {
    Image picture = read_image(file, {.max_pixels = options.max_pixels});
    result.rotation = options.rotation ? *options.rotation : best_rotation(*this, picture);
    if (result.rotation != 0) picture = turned(picture, result.rotation);
    result.width = picture.width();
    result.height = picture.height();
    result.faces = analyze(picture);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::input) throw;
    result.error = error.what();
  } catch (const std::bad_alloc&) {
    result.error = "not enough memory for this picture";
  }
  return result;
}

}  // namespace mien
