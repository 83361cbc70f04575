#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dataset/augment/augment.h"
#include "dataset/encoded_pictures.h"
#include "dataset/picture_cache.h"

namespace mien::dataset {

/// What of the loader's options decides how one sample looks.
struct SampleOptions {
  InputSpec input;
  CropSpec crop;  ///< of pictures that have a box; the others are seen as a whole
  AugmentOptions augment;
  std::size_t views = 1;    ///< differently augmented views of each picture
  bool clean_view = false;  ///< one more view, the last, that is not augmented
  std::uint64_t seed = 0;
  std::size_t cache_bytes = 0;  ///< limit of decoded pictures that are kept in memory
  double max_corrupt_share = 0.01;
};

/// The picture that was written for a position, and those that could not be.
struct WrittenSample {
  std::optional<std::size_t> picture;  ///< none if more are corrupt than the limit allows
  std::vector<CorruptPicture> corrupt;
};

/// Turns pictures into the numbers that a network is fed. Safe to use from several threads.
class SampleWriter {
 public:
  /// @throws Error (ErrorCode::usage) if an option is out of range
  SampleWriter(EncodedPictures pictures, const SampleOptions& options);

  [[nodiscard]] const EncodedPictures& pictures() const { return pictures_; }
  [[nodiscard]] std::size_t all_views() const {
    return options_.views + (options_.clean_view ? 1 : 0);
  }
  /// Floats of one view.
  [[nodiscard]] std::size_t values() const { return values_; }
  /// Number of pictures that may be corrupt.
  [[nodiscard]] std::size_t most_corrupt() const { return most_corrupt_; }

  /// Writes the views of the picture at `position` of an epoch's order, or of the first one after
  /// it that can be read. What is random depends on seed, epoch, position and view alone.
  /// @param views one target of `values()` floats for each view
  /// @throws what reading pictures throws, other than Error (ErrorCode::input)
  [[nodiscard]] WrittenSample write(std::span<const std::size_t> order, std::size_t epoch,
                                    std::size_t position, std::span<const std::span<float>> views);

 private:
  [[nodiscard]] FacePicture read(std::size_t index);

  EncodedPictures pictures_;
  SampleOptions options_;
  std::size_t values_;
  std::size_t most_corrupt_;
  PictureCache cache_;
};

}  // namespace mien::dataset
