#include "cli/identity/photo_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <utility>

#include "app/interrupt.h"
#include "app/ordered_run.h"
#include "app/progress.h"
#include "cli/analyze/marked_files.h"
#include "clip/best_faces.h"
#include "media/waiting_picture.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/picture_result.h"
#include "report/html/report_pictures.h"

namespace mien::cli {

namespace fs = std::filesystem;

PhotoReader::PhotoReader(const IdentityOptions& options, std::size_t photos, std::size_t clips)
    : options_(options) {
  FaceAnalyzerOptions analyzer = options.analyzer;
  analyzer.models = {options.model};
  analyzer.purpose = Purpose::identity;
  // Many photos are read side by side; of few, each is by all threads. The frames of clips come one
  // after the other: one thread finds faces, the others read them.
  const bool many = clips == 0 && photos >= 2 * static_cast<std::size_t>(options.threads);
  workers_ = many ? options.threads : 1;
  if (clips > 0) {
    analyzer.threads = std::max(1, options.threads - 1);
  } else {
    analyzer.threads = many ? 1 : options.threads;
  }
  analyzer_ = std::make_unique<FaceAnalyzer>(analyzer);
  model_ = analyzer_->models().front();
  if (std::ranges::count(model_.heads, HeadKind::identity, &HeadSpec::kind) == 0) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected a model with an identity head, found none", model_.id));
  }
}

PhotoFaces PhotoReader::read_one(const fs::path& photo, int thumbnail_side) const {
  PhotoFaces faces;
  std::string reason = reason_of_failure([&] {
    const media::WaitingPicture waiting(photo, {.max_pixels = options_.max_pixels});
    const app::PixelBudget::Lease lease = budget_.take(waiting.pixels());
    const Image picture = waiting.decode();
    faces.result = result_of(photo.string(), picture, analyzer_->analyze(picture));
    for (const Face& face : faces.result.faces) {
      if (thumbnail_side == 0) break;
      faces.thumbnails.push_back(face_thumbnail(picture, face, thumbnail_side));
    }
  });
  if (!reason.empty()) return {failed_result(photo.string(), std::move(reason)), {}};
  const auto useful = [](const Face& face) { return is_useful_feature(face.identity); };
  if (!std::ranges::all_of(faces.result.faces, useful)) {
    faces.result.error = fmt::format(
        "{}: the network gives no feature for a face (all numbers are "
        "0, or one is not finite)",
        photo.string());
    faces.result.faces.clear();
    faces.thumbnails.clear();
  }
  return faces;
}

void PhotoReader::read(std::span<const fs::path> photos, int thumbnail_side,
                       const std::function<void(std::size_t, PhotoFaces)>& take) const {
  const app::InterruptGuard guard;
  app::ProgressBar progress(photos.size(), "photos", !options_.quiet);
  std::size_t done = 0;
  app::run_ordered<PhotoFaces>(
      photos.size(), {.workers = workers_, .window = 4 * static_cast<std::size_t>(workers_)},
      [&](std::size_t i) { return read_one(photos[i], thumbnail_side); },
      [&](PhotoFaces faces) {
        take(done++, std::move(faces));
        progress.update(done);
      },
      [] { return app::InterruptGuard::interrupted(); });
  if (done < photos.size()) {
    throw Error(
        ErrorCode::cancelled,
        fmt::format("interrupted after {} of {} photos; nothing was written", done, photos.size()));
  }
}

std::string wanted_face(const FaceAnalyzerOptions& options) {
  if (!(options.min_quality > 0)) return "a face";
  return fmt::format("a face of quality {:g} or more", options.min_quality);
}

std::vector<Input> PhotosAndClips::all() const {
  std::vector<Input> inputs = photos;
  inputs.insert(inputs.end(), clips.begin(), clips.end());
  return inputs;
}

PhotosAndClips photos_and_clips(std::span<const std::string> names, bool null) {
  Inputs inputs = expand_inputs(names, std::cin, {.null = null});
  make_output_names_unique(inputs.files);
  PhotosAndClips result{{}, {}, {}, inputs.left_out()};
  for (Input& input : inputs.files) {
    if (!input.error.empty()) {
      result.unreadable.push_back(failed_result(input.path.string(), std::move(input.error)));
    } else {
      (input.clip ? result.clips : result.photos).push_back(std::move(input));
    }
  }
  if (inputs.files.empty()) {
    throw Error(ErrorCode::usage, "expected photos or clips, found none (see --help)");
  }
  return result;
}

std::vector<fs::path> paths_of(std::span<const Input> inputs) {
  std::vector<fs::path> paths;
  for (const Input& input : inputs) paths.push_back(input.path);
  return paths;
}

}  // namespace mien::cli
