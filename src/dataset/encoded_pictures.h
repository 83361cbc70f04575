#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mien/core/geometry.h"

namespace mien::dataset {

/// Encoded pictures that are read by number, from several threads at once.
struct EncodedPictures {
  std::size_t size = 0;
  /// The file of picture `index` < size. Throws Error (ErrorCode::input) if it cannot be read.
  std::function<std::vector<std::byte>(std::size_t index)> bytes;
  /// What to call it in messages, such as its path.
  std::function<std::string(std::size_t index)> name;
  /// The face's box in pixels of the upright picture, if there is one; may be left out.
  std::function<std::optional<Box>(std::size_t index)> box = nullptr;
};

/// A picture that could not be read.
struct CorruptPicture {
  std::size_t index = 0;  ///< in the picture set
  std::string message;    ///< says its name and what is wrong
};

}  // namespace mien::dataset
