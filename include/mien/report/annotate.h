#pragma once

#include <string>
#include <vector>

#include "mien/clip/frame_faces.h"
#include "mien/core/face.h"
#include "mien/core/image.h"

namespace mien {

/// What to draw.
struct AnnotateOptions {
  bool landmarks = true;  ///< or, of a face that has one, its mesh
  bool labels = true;
  /// How sure the detector is ("face 97%"), of faces of which nothing else is known.
  bool scores = true;
  /// One a face, written before what its label says, such as the number of a person ("1: 31
  /// female"); empty strings and an empty list add nothing. What ASCII lacks is drawn without its
  /// accents, or as "?".
  std::vector<std::string> captions = {};
};

/// A copy of the picture with a box, five dots and a label ("31 female", "happiness 97%") for each
/// face, coloured by expression and sized to the picture. Labels neither overlap one another nor
/// leave the picture; a label that has no room is left out.
/// @param image the upright picture that `result` speaks of
/// @throws Error (ErrorCode::input) if the picture is empty, (ErrorCode::usage) if there are
/// captions but not one for each face
[[nodiscard]] Image annotate(const Image& image, const ImageResult& result,
                             const AnnotateOptions& options = {});

/// The same for a frame of a clip. Without captions each label begins with the person's number.
[[nodiscard]] Image annotate(const Image& image, const FrameFaces& frame,
                             const AnnotateOptions& options = {});

}  // namespace mien
