#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dataset/source.h"
#include "eval/predictions.h"
#include "face/feature_reader.h"
#include "mien/core/face.h"
#include "mien/detect/detector.h"
#include "mien/learn/matrix.h"

namespace mien::eval {

/// Which part of a picture a feature is read from.
enum class FeatureCrop {
  whole,   ///< all of it, as in data sets of crops
  centre,  ///< the square in its middle (`centre_square`); no detector is asked
  box,     ///< the detected box as it is, without margin (the paper's "MTCNN")
  model,   ///< what the network's own crop rule cuts around the detected box
};

/// The paper's centre crop. Of frames of 250x250 pixels, such as LFW's, it is the 224x224 in the
/// middle. Of others it is the square in the middle whose side is 224/250 of the shorter side, in
/// whole pixels. Networks see it resized to their input.
[[nodiscard]] Box centre_square(Size picture);

struct FeatureOptions {
  FeatureCrop crop = FeatureCrop::whole;
  int threads = 1;                  ///< that decode pictures and look for faces, at least 1
  double max_corrupt_share = 0.01;  ///< of the pictures that may be unreadable
  std::function<void(std::size_t done, std::size_t total)> progress = nullptr;
  std::function<bool()> stop = nullptr;  ///< asked between batches
};

/// The face of each record, nothing where none is found or the picture is unreadable. Of several
/// faces it is the one whose centre is nearest to the picture's, which in LFW is the person that
/// the photo is named after.
/// @param records of the source
/// @throws Error (ErrorCode::input) if more pictures are unreadable than the options allow,
/// (ErrorCode::cancelled) if `stop` says so
[[nodiscard]] std::vector<std::optional<Detection>> central_faces(
    const dataset::PictureSource& source, std::span<const std::size_t> records,
    const Detector& detector, const FeatureOptions& options);

/// Features of pictures as the network gives them, not normalised.
struct FeatureSet {
  FeatureMatrix features;                ///< a row for each record; zeros if it is unreadable
  std::vector<PictureOutcome> outcomes;  ///< `no_face`: the row is that of the centre crop
};

/// Reads a feature from each record. For crops of a detected box, pictures without a face are seen
/// by the centre crop, so that every crop is scored on the same pictures, and are marked.
/// @param faces one a record, as `central_faces` gives them; may be empty for crops without them
/// @throws Error as `central_faces`, and (ErrorCode::usage) if faces are needed and are not as many
[[nodiscard]] FeatureSet read_features(const FeatureReader& reader,
                                       const dataset::PictureSource& source,
                                       std::span<const std::size_t> records,
                                       std::span<const std::optional<Detection>> faces,
                                       const FeatureOptions& options);

/// Whose picture each record is.
struct People {
  std::vector<std::string> names;  ///< sorted
  std::vector<std::size_t> of;     ///< a number of `names` for each record
};

/// People by the column "identity", "person", "subject" or "label", whichever is there first.
/// @throws Error (ErrorCode::input) if there is none, or a record names nobody
[[nodiscard]] People people_of(const dataset::PictureSource& source,
                               std::span<const std::size_t> records);

}  // namespace mien::eval
