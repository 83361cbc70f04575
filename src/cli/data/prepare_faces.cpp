#include "cli/data/prepare_faces.h"

#include <algorithm>
#include <cmath>

#include "face/upright.h"
#include "mien/core/error.h"
#include "mien/face/crop.h"
#include "mien/media/image_io.h"

namespace mien::cli {

namespace {

constexpr int jpeg_quality = 95;

float distance_to_centre(const Box& box, Size size) {
  return std::hypot(box.x + (box.width - static_cast<float>(size.width)) / 2,
                    box.y + (box.height - static_cast<float>(size.height)) / 2);
}

/// The part of a picture in a region of whole pixels inside of it.
Image view_of(const Image& picture, const Box& region) {
  const auto x = static_cast<std::ptrdiff_t>(region.x);
  return Image::view(picture.row(static_cast<int>(region.y)) + Image::channels * x,
                     static_cast<int>(region.width), static_cast<int>(region.height),
                     picture.stride());
}

/// The size with its aspect kept and no side above `most`.
Size shrunk(Size size, int most) {
  const int longest = std::max(size.width, size.height);
  if (longest <= most) return size;
  const auto side = [&](int length) {
    return std::max(1, static_cast<int>(std::lround(static_cast<double>(length) * most / longest)));
  };
  return {side(size.width), side(size.height)};
}

std::vector<std::byte> encoded(const Image& crop, const CutOptions& options) {
  return options.format == CropFormat::png ? encode_png(crop) : encode_jpeg(crop, jpeg_quality);
}

/// The crop that shows the face with level eyes. The face fills it but for the margin.
FaceCrop level_crop(const Image& picture, const ChosenFace& face, const CutOptions& options) {
  if (!face.eyes) {
    throw Error(
        ErrorCode::input,
        "--align eyes: expected landmarks of the face, in the record's column \"landmarks\" "
        "or by the detector, found none");
  }
  const Box wide = widened_box(face.box, options.crop);
  Image crop = cut_by_eyes(picture, wide, *face.eyes);
  const Size size = shrunk(crop.size(), options.size);
  FaceCrop result;
  const float scale_x = static_cast<float>(size.width) / wide.width;
  const float scale_y = static_cast<float>(size.height) / wide.height;
  result.box = Box{(face.box.x - wide.x) * scale_x, (face.box.y - wide.y) * scale_y,
                   face.box.width * scale_x, face.box.height * scale_y};
  if (size != crop.size()) crop = resize(crop, size);
  result.file = encoded(crop, options);
  return result;
}

}  // namespace

std::optional<ChosenFace> choose_face(std::span<const Detection> faces, Size size,
                                      SeveralFaces several) {
  if (faces.empty() || (faces.size() > 1 && several == SeveralFaces::skip)) return std::nullopt;
  const auto match =
      several == SeveralFaces::centre
          ? std::ranges::min_element(
                faces, {}, [&](const Detection& d) { return distance_to_centre(d.box, size); })
          : std::ranges::max_element(faces, {}, [](const Detection& d) { return d.box.area(); });
  ChosenFace face{match->box, {}};
  if (match->landmarks) {
    const Landmarks own = own_sides(*match->landmarks);
    face.eyes = EyeCentres{own[0], own[1]};
  }
  return face;
}

FaceCrop cut_crop(const Image& picture, const std::optional<ChosenFace>& face,
                  const CutOptions& options) {
  if (face && options.crop.alignment == Alignment::eyes) return level_crop(picture, *face, options);
  const std::optional<Box> box = face ? std::optional(face->box) : std::nullopt;
  Box region{0, 0, static_cast<float>(picture.width()), static_cast<float>(picture.height())};
  if (box) {
    const auto x = static_cast<float>(options.margin_pixels[0]);
    const auto y = static_cast<float>(options.margin_pixels[1]);
    const Box wide{box->x - x, box->y - y, box->width + 2 * x, box->height + 2 * y};
    region = crop_region(wide, picture.size(), options.crop);
  }
  Image crop = view_of(picture, region);
  const Size size = shrunk(crop.size(), options.size);
  FaceCrop result;
  if (box) {
    const float scale_x = static_cast<float>(size.width) / region.width;
    const float scale_y = static_cast<float>(size.height) / region.height;
    result.box = Box{(box->x - region.x) * scale_x, (box->y - region.y) * scale_y,
                     box->width * scale_x, box->height * scale_y};
  }
  if (size != crop.size()) crop = resize(crop, size);
  result.file = encoded(crop, options);
  return result;
}

}  // namespace mien::cli
