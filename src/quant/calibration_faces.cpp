#include "quant/calibration_faces.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "mien/core/error.h"
#include "mien/core/face.h"
#include "mien/face/crop.h"
#include "mien/media/image_io.h"

namespace mien::quant {

namespace {

/// The face as the scores are measured on it (`eval::predict`).
std::optional<Image> face_in(const Image& picture, const std::optional<Box>& box,
                             const ModelMetadata& metadata, const Detector* detector) {
  Detection face;
  CropSpec crop = metadata.crop;
  if (box) {
    face.box = *box;
  } else if (detector != nullptr) {
    const std::vector<Detection> faces = detector->detect(picture);
    if (faces.empty()) return std::nullopt;
    face = *std::ranges::max_element(
        faces, {}, [](const Detection& detection) { return detection.box.area(); });
  } else {
    face.box = {0, 0, static_cast<float>(picture.width()), static_cast<float>(picture.height())};
    crop = {};
  }
  return cut_face(picture, face, metadata.input, crop);
}

}  // namespace

std::vector<Image> calibration_faces(const dataset::PictureSource& source,
                                     const ModelMetadata& metadata,
                                     const CalibrationOptions& options) {
  const std::vector<std::size_t> records = dataset::select_records(source, options.split);
  const std::size_t count = std::min(options.count, records.size());
  std::vector<Image> faces;
  for (std::size_t i = 0; i < count; ++i) {
    if (options.stop && options.stop()) throw Error(ErrorCode::cancelled, "interrupted");
    const std::size_t record = records[i * records.size() / count];
    try {
      const Image picture = decode_image(source.read(record), source.where(record));
      std::optional<Image> face =
          face_in(picture, source.box(record), metadata, options.detector.get());
      if (face) faces.push_back(*std::move(face));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::input) throw;
    }
  }
  if (faces.empty()) {
    throw Error(ErrorCode::input, fmt::format("{}: expected pictures with a face, found none that "
                                              "can be read among {}",
                                              source.name(), count));
  }
  return faces;
}

}  // namespace mien::quant
