#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mien/core/face_mesh.h"
#include "mien/core/geometry.h"
#include "mien/core/labels.h"

namespace mien {

/// A face as a detector finds it.
struct Detection {
  Box box;                                            ///< pixels of the upright picture
  float score = 0;                                    ///< probability that this is a face, 0 to 1
  std::optional<Landmarks> landmarks = std::nullopt;  ///< pixels; absent if the detector has none
};

/// Valence (unpleasant to pleasant) and arousal (calm to excited) of an apparent expression, each
/// -1 to 1: a point of the circumplex model (Russell 1980).
struct Affect {
  float valence = 0;
  float arousal = 0;
};

/// The range of apparent ages, in years, that holds 80 % of people who look like this.
struct AgeInterval {
  float low = 0;
  float high = 0;
};

/// A face and what the attached models say of it. An attribute is absent if no model gives it.
/// These are apparent attributes: how a picture looks, not who or what a person is or feels.
struct Face {
  Box box;
  float score = 0;
  std::optional<Landmarks> landmarks = std::nullopt;
  std::optional<float> age = std::nullopt;                 ///< apparent age in years
  std::optional<AgeInterval> age_interval = std::nullopt;  ///< around `age`
  std::optional<Classification> gender = std::nullopt;
  std::optional<Classification> emotion = std::nullopt;
  std::optional<Classification> ethnicity = std::nullopt;
  std::optional<Affect> affect = std::nullopt;
  std::optional<Pose> pose = std::nullopt;
  /// How well the face can be compared: the length of its identity feature before normalising.
  /// Higher is better; the range depends on the identity network.
  std::optional<float> quality = std::nullopt;
  std::optional<FaceMesh> mesh = std::nullopt;
  std::vector<float> identity;  ///< L2-normalised feature; empty if no model gives it
  /// Degrees clockwise by which the face was turned to be read: 180 if its eyes lie below its
  /// mouth, 90 or 270 if it lies on its side. It is 0 for faces that are more or less upright.
  int turned = 0;
};

/// The answer for one input picture: a row of the output.
struct ImageResult {
  std::string file;         ///< the path as the user gave it (bytes, not necessarily UTF-8)
  int width = 0;            ///< pixels of the upright picture, 0 if it could not be decoded
  int height = 0;           ///< as `width`
  std::string error;        ///< empty if all went well; then `faces` may still be empty
  std::vector<Face> faces;  ///< by falling detector score
  /// Degrees clockwise by which the picture was turned before faces were sought: 0, 90, 180, 270.
  /// All sizes and places are those of the turned picture.
  int rotation = 0;
};

}  // namespace mien
