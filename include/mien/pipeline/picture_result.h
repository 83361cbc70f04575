#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "mien/core/face.h"
#include "mien/core/image.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien {

/// Runs `step` and returns what is wrong with its picture: the message of an Error
/// (ErrorCode::input), or that the memory is too small for it; empty if nothing is wrong. What
/// would be wrong for other pictures as well, such as a missing model, is thrown on.
///
/// @code
/// mien::Image picture;
/// const std::string reason =
///     mien::reason_of_failure([&] { picture = mien::read_image("party.jpg"); });
/// @endcode
[[nodiscard]] std::string reason_of_failure(const std::function<void()>& step);

/// The result for a picture whose faces are known.
/// @param file the path as the user gave it; empty for pixels
[[nodiscard]] ImageResult result_of(std::string file, const Image& picture,
                                    std::vector<Face> faces);

/// The result for a picture that could not be read or analysed: it has no size and no faces.
/// @param reason what `reason_of_failure` returned
[[nodiscard]] ImageResult failed_result(std::string file, std::string reason);

/// Faces of which only the place is known, as a detector gives them.
[[nodiscard]] std::vector<Face> faces_of(std::span<const Detection> detections);

/// Analyses pictures together, so that their faces share forward passes. If one of them is at
/// fault, it has an error, and the others have their faces. `ImageResult::file` stays empty.
/// @throws Error as FaceAnalyzer::analyze for faults that are not those of one picture
[[nodiscard]] std::vector<ImageResult> analyze_each(const FaceAnalyzer& analyzer,
                                                    std::span<const Image> pictures);

}  // namespace mien
