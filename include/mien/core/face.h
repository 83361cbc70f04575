#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mien/core/geometry.h"
#include "mien/core/labels.h"

namespace mien {

/// A face as a detector finds it.
struct Detection {
  Box box;                                            ///< pixels of the upright picture
  float score = 0;                                    ///< probability that this is a face, 0 to 1
  std::optional<Landmarks> landmarks = std::nullopt;  ///< pixels; absent if the detector has none
};

/// A face and what the attached models say of it. An attribute is absent if no model gives it.
/// These are apparent attributes: how a picture looks, not who or what a person is or feels.
struct Face {
  Box box;
  float score = 0;
  std::optional<Landmarks> landmarks = std::nullopt;
  std::optional<float> age = std::nullopt;  ///< apparent age in years
  std::optional<Classification> gender = std::nullopt;
  std::optional<Classification> emotion = std::nullopt;
  std::optional<Classification> ethnicity = std::nullopt;
  std::vector<float> identity;  ///< L2-normalised feature; empty if no model gives it
};

/// The answer for one input picture: a row of the output.
struct ImageResult {
  std::string file;         ///< the path as the user gave it (bytes, not necessarily UTF-8)
  int width = 0;            ///< pixels of the upright picture, 0 if it could not be decoded
  int height = 0;           ///< as `width`
  std::string error;        ///< empty if all went well; then `faces` may still be empty
  std::vector<Face> faces;  ///< by falling detector score
};

}  // namespace mien
