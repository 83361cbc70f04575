#include "report/html/clip_picture_keeper.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "report/html/report_pictures.h"

namespace mien {

namespace {

constexpr int clip_thumbnail_side = 64;
constexpr std::size_t most_thumbnails = 400;

}  // namespace

void ClipPictureKeeper::add(const Image& visible, const FrameFaces& frame,
                            std::span<const ExpressionChange> changes) {
  const bool has_faces = !frame.faces.empty();
  if (pictures_.preview.empty() || (has_faces && !preview_has_faces_)) {
    ImageResult picture;
    picture.width = visible.width();
    picture.height = visible.height();
    for (const TrackedFace& tracked : frame.faces) picture.faces.push_back(tracked.face);
    pictures_.preview = report_pictures(visible, picture).preview;
    preview_has_faces_ = has_faces;
  }
  for (const ExpressionChange& change : changes) {
    const auto candidate = std::ranges::find(candidates_, change.track, &ClipThumbnail::track);
    if (change.event == SegmentEvent::begun) {
      if (candidate != candidates_.end() && pictures_.thumbnails.size() < most_thumbnails) {
        pictures_.thumbnails.push_back(*candidate);
      }
      continue;
    }
    const auto face = std::ranges::find(frame.faces, change.track, &TrackedFace::track);
    if (face == frame.faces.end()) continue;
    ClipThumbnail thumbnail{change.track, frame.seconds,
                            face_thumbnail(visible, face->face, clip_thumbnail_side)};
    if (change.event == SegmentEvent::started) {
      if (pictures_.thumbnails.size() < most_thumbnails) {
        pictures_.thumbnails.push_back(std::move(thumbnail));
      }
    } else if (candidate != candidates_.end()) {
      *candidate = std::move(thumbnail);
    } else if (candidates_.size() < most_thumbnails) {
      candidates_.push_back(std::move(thumbnail));
    }
  }
}

}  // namespace mien
