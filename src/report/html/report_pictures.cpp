#include "report/html/report_pictures.h"

#include <algorithm>

#include "mien/face/crop.h"
#include "mien/media/image_io.h"
#include "mien/report/annotate.h"

namespace mien {

namespace {

constexpr int preview_side = 640;
constexpr int thumbnail_side = 144;
constexpr int thumbnail_quality = 80;

Image shrunk(const Image& picture, int long_side) {
  const double scale =
      std::min(1.0, static_cast<double>(long_side) / std::max(picture.width(), picture.height()));
  const auto side = [&](int length) { return std::max(1, static_cast<int>(length * scale)); };
  return resize(picture, {side(picture.width()), side(picture.height())});
}

/// The whole picture, small, with boxes and without labels: the faces stand beside it.
Image preview(const Image& picture, ImageResult result) {
  const Image small = shrunk(picture, preview_side);
  const float x_scale = static_cast<float>(small.width()) / static_cast<float>(picture.width());
  const float y_scale = static_cast<float>(small.height()) / static_cast<float>(picture.height());
  for (Face& face : result.faces) {
    face.box = {face.box.x * x_scale, face.box.y * y_scale, face.box.width * x_scale,
                face.box.height * y_scale};
  }
  return annotate(small, result, {.landmarks = false, .labels = false});
}

}  // namespace

std::vector<std::byte> face_thumbnail(const Image& picture, const Face& face, int side) {
  const Box region =
      crop_region(face.box, picture.size(), {.margin = 0.15F, .shape = CropShape::square});
  const auto* corner =
      picture.row(static_cast<int>(region.y)) + std::ptrdiff_t{3} * static_cast<int>(region.x);
  const Image view = Image::view(corner, static_cast<int>(region.width),
                                 static_cast<int>(region.height), picture.stride());
  return encode_jpeg(shrunk(view, side), thumbnail_quality);
}

ReportPictures report_pictures(const Image& picture, const ImageResult& result) {
  ReportPictures pictures;
  pictures.preview = encode_jpeg(preview(picture, result), thumbnail_quality);
  for (const Face& face : result.faces) {
    pictures.faces.push_back(face_thumbnail(picture, face, thumbnail_side));
  }
  return pictures;
}

}  // namespace mien
