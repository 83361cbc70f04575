#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/pixel_budget.h"
#include "cli/files/inputs.h"
#include "cli/identity/identity_options.h"
#include "mien/core/face.h"
#include "mien/core/left_out.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien::cli {

/// The faces of a photo with their identity features, by falling detector score.
struct PhotoFaces {
  ImageResult result;
  std::vector<std::vector<std::byte>> thumbnails;  ///< JPEG, one a face, if they were asked for
};

/// Finds the faces of photos and reads their identity features, cut as the model's
/// identity head says.
class PhotoReader {
 public:
  /// @param photos, clips how many will be read, to spend the threads well
  /// @throws Error (ErrorCode::model) if the model has no identity head
  PhotoReader(const IdentityOptions& options, std::size_t photos, std::size_t clips = 0);

  [[nodiscard]] const ModelMetadata& model() const { return model_; }
  [[nodiscard]] const IdentityOptions& options() const { return options_; }
  [[nodiscard]] const FaceAnalyzer& analyzer() const { return *analyzer_; }

  /// Calls `take` with the faces of each photo, in order, on this thread; what is wrong with a
  /// photo is in its result. Shows progress.
  /// @param thumbnail_side most pixels of a thumbnail; 0 makes none
  /// @throws Error (ErrorCode::cancelled) if the user stopped it
  void read(std::span<const std::filesystem::path> photos, int thumbnail_side,
            const std::function<void(std::size_t, PhotoFaces)>& take) const;

 private:
  [[nodiscard]] PhotoFaces read_one(const std::filesystem::path& photo, int thumbnail_side) const;

  IdentityOptions options_;
  int workers_ = 1;
  std::unique_ptr<FaceAnalyzer> analyzer_;
  mutable app::PixelBudget budget_;
  ModelMetadata model_;
};

/// "a face", or "a face of quality 2 or more" where others are left out: for messages.
[[nodiscard]] std::string wanted_face(const FaceAnalyzerOptions& options);

/// The photos and clips that a user named; no two make an output of the same name.
struct PhotosAndClips {
  std::vector<Input> photos;
  std::vector<Input> clips;
  std::vector<ImageResult> unreadable;  ///< folders and entries that cannot be looked at, as rows
  LeftOut left_out;

  /// Photos, then clips.
  [[nodiscard]] std::vector<Input> all() const;
};

/// The photos and clips of `names` (files, folders, patterns, - for a list).
/// @param null paths of the list end in a zero byte
/// @throws Error (ErrorCode::usage) as `expand_inputs`, or if there is none
[[nodiscard]] PhotosAndClips photos_and_clips(std::span<const std::string> names,
                                              bool null = false);

[[nodiscard]] std::vector<std::filesystem::path> paths_of(std::span<const Input> inputs);

}  // namespace mien::cli
