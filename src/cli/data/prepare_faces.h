#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "cli/data/prepare_options.h"
#include "face/eye_alignment.h"
#include "mien/core/face.h"
#include "mien/core/image.h"

namespace mien::cli {

/// A face that is to be cut out.
struct ChosenFace {
  Box box;
  std::optional<EyeCentres> eyes{};  ///< if the detector has found them
};

/// The face that is cut out of a picture of `size`; nothing if there is none or the options skip
/// it. Of equally large or central faces the first is taken.
[[nodiscard]] std::optional<ChosenFace> choose_face(std::span<const Detection> faces, Size size,
                                                    SeveralFaces several);

/// A picture of a face, encoded.
struct FaceCrop {
  std::vector<std::byte> file;
  std::optional<Box> box;  ///< of the face, pixels of the crop; absent if it is the whole picture
};

/// Cuts a face out and shrinks it as the options say.
/// @param face pixels of the picture; nothing takes the whole picture
/// @throws Error (ErrorCode::input) if the face is to be aligned by its eyes and they are not known
[[nodiscard]] FaceCrop cut_crop(const Image& picture, const std::optional<ChosenFace>& face,
                                const CutOptions& options);

}  // namespace mien::cli
