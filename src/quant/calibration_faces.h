#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "dataset/source.h"
#include "dataset/split.h"
#include "mien/core/image.h"
#include "mien/detect/detector.h"
#include "mien/nn/metadata.h"

namespace mien::quant {

/// Which faces of a source a network is to be looked at with.
struct CalibrationOptions {
  dataset::Split split{};
  std::size_t count = 500;  ///< at most; taken at equal distances among the records of the split
  /// Finds the face (the largest) of pictures whose record has no box; null: these are seen whole.
  std::shared_ptr<const Detector> detector = nullptr;
  std::function<bool()> stop = nullptr;  ///< asked before each picture
};

/// Reads faces as a network sees them: of its input size, cut by its crop rule. Pictures that
/// cannot be read, and those without a face, are passed over.
/// @throws Error (ErrorCode::input) if there is none, or as `select_records`;
/// (ErrorCode::cancelled) if `stop` says so
[[nodiscard]] std::vector<Image> calibration_faces(const dataset::PictureSource& source,
                                                   const ModelMetadata& metadata,
                                                   const CalibrationOptions& options);

}  // namespace mien::quant
