#include "cli/analyze/face_blur.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>

#include "cli/identity/gallery_photos.h"
#include "mien/core/error.h"
#include "mien/identity/gallery_file.h"
#include "mien/report/blur.h"

namespace mien::cli {

namespace {

/// The model whose features faces have: of several the last one that gives identity.
const ModelMetadata* identity_model(std::span<const ModelMetadata> models) {
  const ModelMetadata* metadata = nullptr;
  for (const ModelMetadata& model : models) {
    if (std::ranges::count(model.heads, HeadKind::identity, &HeadSpec::kind) > 0) metadata = &model;
  }
  return metadata;
}

}  // namespace

void add_blur_options(CLI::App& app, BlurOptions& options) {
  const char* const group = "Privacy";
  app.add_option("--blur", options.whom,
                 "Faces that nobody can recognise in the pictures that are written: all of them, "
                 "or those that are not in the --gallery. Faces that are not found are not blurred")
      ->check(CLI::IsMember({"all", "unknown"}))
      ->type_name("all|unknown")
      ->group(group);
  app.add_option("--gallery", options.gallery,
                 "With --blur unknown: the people who may be seen (a file of mien gallery)")
      ->type_name("FILE")
      ->group(group);
  add_threshold_options(app, options.threshold);
}

void check_blur(const BlurOptions& options, bool writes_pictures) {
  const auto refuse = [](const char* message) { throw Error(ErrorCode::usage, message); };
  if (!options.whom.empty() && !writes_pictures) {
    refuse(
        "--blur: expected pictures to be written (--annotate, --report or --timeline), found "
        "none");
  }
  if ((options.whom == "unknown") != !options.gallery.empty()) {
    refuse("expected --gallery with --blur unknown, and only with it, found one without the other");
  }
}

FaceBlur::FaceBlur(const BlurOptions& options, std::span<const ModelMetadata> models)
    : hides_(!options.whom.empty()) {
  if (options.whom != "unknown") return;
  StoredGallery stored = read_gallery(options.gallery);
  torn_ = say_torn(stored, options.gallery);
  gallery_ = std::make_unique<Gallery>(std::move(stored.gallery));
  const ModelMetadata* model = identity_model(models);
  if (model == nullptr || model->id != gallery_->model()) {
    throw Error(ErrorCode::usage,
                fmt::format("{0}: expected a gallery of the model that tells people apart ({1}), "
                            "found one of {2}; mien gallery rebuild {0} reads its photos again",
                            options.gallery.string(), model == nullptr ? "none" : model->id,
                            gallery_->model()));
  }
  distance_ = chosen_threshold(*model, options.threshold).distance;
  if (gallery_->size() > 0) search_.emplace(*gallery_);
}

bool FaceBlur::is_known(const Face& face) const {
  const bool comparable =
      search_ && face.identity.size() == gallery_->dimension() &&
      std::ranges::all_of(face.identity, [](float value) { return std::isfinite(value); }) &&
      std::ranges::any_of(face.identity, [](float value) { return value != 0; });
  if (!comparable) return false;
  return search_->nearest(face.identity, 1).front().front().distance <= distance_;
}

ShownPicture FaceBlur::show(const Image& picture, std::span<const Face> faces) const {
  ShownPicture shown;
  std::vector<Box> hidden;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    if (!hides_ || is_known(faces[i])) {
      shown.faces.push_back(i);
    } else {
      hidden.push_back(faces[i].box);
    }
  }
  if (!hidden.empty()) shown.blurred = blurred(picture, hidden);
  return shown;
}

std::vector<Face> picked_faces(std::span<const Face> faces, std::span<const std::size_t> indices) {
  std::vector<Face> picked;
  for (const std::size_t i : indices) picked.push_back(faces[i]);
  return picked;
}

}  // namespace mien::cli
