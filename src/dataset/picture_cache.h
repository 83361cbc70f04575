#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "dataset/face_picture.h"

namespace mien::dataset {

/// Decoded pictures, kept until a limit of bytes is reached and never given up: each epoch reads
/// every picture once, so that no picture is worth more than another. Grey pictures take a third.
/// Safe to use from several threads.
class PictureCache {
 public:
  /// @param pictures number of pictures that may be kept
  /// @param most_bytes limit of their pixels' bytes; 0 keeps none
  PictureCache(std::size_t pictures, std::size_t most_bytes);

  /// The picture, equal to the one that was kept; nothing if it is not there. Its pixels may be a
  /// view that lives as long as the cache.
  [[nodiscard]] std::optional<FacePicture> find(std::size_t index) const;

  /// Keeps a copy if there is room and none is kept yet.
  void keep(std::size_t index, const FacePicture& face);

  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Entry {
    Size size;
    Box region;
    bool grey = false;
    std::vector<std::uint8_t> values;  ///< one a pixel if grey, else three
  };

  std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::vector<std::unique_ptr<const Entry>> entries_;
};

}  // namespace mien::dataset
