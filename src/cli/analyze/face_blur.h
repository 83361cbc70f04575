#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/identity/identity_options.h"
#include "mien/core/face.h"
#include "mien/core/image.h"
#include "mien/identity/search.h"
#include "mien/nn/metadata.h"

namespace mien::cli {

/// Whose faces are made unrecognisable in the pictures that a run writes.
struct BlurOptions {
  std::string whom;               ///< "all", "unknown" (to the gallery), or empty: nobody's
  std::filesystem::path gallery;  ///< of the people who may be seen
  ThresholdOptions threshold;
};

/// --blur, --gallery and the threshold's options.
void add_blur_options(CLI::App& app, BlurOptions& options);

/// @throws Error (ErrorCode::usage) for options that do not go together
void check_blur(const BlurOptions& options, bool writes_pictures);

/// What is left to see of a picture, and the faces that may be drawn on.
struct ShownPicture {
  std::optional<Image> blurred;    ///< absent: the picture as it is
  std::vector<std::size_t> faces;  ///< the indices of the faces that stay
};

/// Decides which faces of a picture may be seen, and hides the others.
class FaceBlur {
 public:
  /// @param models that the faces are read with
  /// @throws Error as `read_gallery`; (ErrorCode::usage) if the gallery's features are of none of
  /// the models, or no threshold is known
  FaceBlur(const BlurOptions& options, std::span<const ModelMetadata> models);

  /// A face that cannot be compared, since it has no feature, counts as unknown.
  [[nodiscard]] ShownPicture show(const Image& picture, std::span<const Face> faces) const;

  /// Whether the last addition to the gallery never came to its end; that was said then.
  [[nodiscard]] bool torn() const { return torn_; }

 private:
  [[nodiscard]] bool is_known(const Face& face) const;

  bool hides_ = false;
  bool torn_ = false;
  std::unique_ptr<Gallery> gallery_;  ///< of the people who may be seen; null: nobody
  std::optional<GallerySearch> search_;
  float distance_ = 0;
};

/// The faces of a list that stay.
[[nodiscard]] std::vector<Face> picked_faces(std::span<const Face> faces,
                                             std::span<const std::size_t> indices);

}  // namespace mien::cli
