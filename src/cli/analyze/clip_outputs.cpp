#include "cli/analyze/clip_outputs.h"

#include <algorithm>
#include <string>
#include <utility>

#include "cli/analyze/marked_files.h"
#include "core/output_file.h"
#include "mien/pipeline/picture_result.h"
#include "mien/report/annotate.h"
#include "mien/report/timeline.h"

namespace mien::cli {

namespace {

constexpr int thumbnail_side = 64;
constexpr std::size_t most_thumbnails = 400;

ImageResult as_picture(const AnalyzedFrame& frame) {
  std::vector<Face> faces;
  for (const TrackedFace& one : frame.faces.faces) faces.push_back(one.face);
  return result_of("", frame.frame.picture, std::move(faces));
}

/// The numbers of some people, by which the timeline and the rows name them.
std::vector<std::string> person_numbers(const AnalyzedFrame& frame,
                                        std::span<const std::size_t> faces) {
  std::vector<std::string> numbers;
  for (const std::size_t i : faces) numbers.push_back(std::to_string(frame.faces.faces[i].track));
  return numbers;
}

}  // namespace

ClipOutputs::ClipOutputs(const AnalyzeOutputs& outputs, const Input& input, const FaceBlur& blur,
                         AnalyzeWriters& writers)
    : outputs_(outputs), input_(input), blur_(blur), writers_(writers) {}

void ClipOutputs::write(const AnalyzedFrame& frame, double frame_rate) {
  if (frame.used) writers_.write(input_.path.string(), frame.faces);
  const bool kept = !outputs_.report.empty() || !outputs_.timeline.empty();
  if (outputs_.annotate.empty() && !kept) return;
  const ShownPicture shown = blur_.show(frame.frame.picture, as_picture(frame).faces);
  const Image& visible = shown.blurred ? *shown.blurred : frame.frame.picture;
  if (!outputs_.annotate.empty()) write_video(frame, visible, shown.faces, frame_rate);
  if (kept) keep_pictures(frame, visible);
}

void ClipOutputs::write_video(const AnalyzedFrame& frame, const Image& visible,
                              std::span<const std::size_t> faces, double frame_rate) {
  ImageResult picture = as_picture(frame);
  picture.faces = picked_faces(picture.faces, faces);
  const Image drawn = annotate(visible, picture, {.captions = person_numbers(frame, faces)});
  if (!video_) video_.emplace(file_of_clip(outputs_.annotate, input_, ".mp4"), frame_rate);
  video_->write(drawn, frame.frame.seconds);
}

void ClipOutputs::keep_pictures(const AnalyzedFrame& frame, const Image& visible) {
  const bool has_faces = !frame.faces.faces.empty();
  if (pictures_.preview.empty() || (has_faces && !preview_has_faces_)) {
    pictures_.preview = report_pictures(visible, as_picture(frame)).preview;
    preview_has_faces_ = has_faces;
  }
  for (const ExpressionChange& change : frame.changes) {
    const auto candidate = std::ranges::find(candidates_, change.track, &ClipThumbnail::track);
    if (change.event == SegmentEvent::begun) {
      if (candidate != candidates_.end() && pictures_.thumbnails.size() < most_thumbnails) {
        pictures_.thumbnails.push_back(*candidate);
      }
      continue;
    }
    const auto face = std::ranges::find(frame.faces.faces, change.track, &TrackedFace::track);
    if (face == frame.faces.faces.end()) continue;
    ClipThumbnail thumbnail{change.track, frame.frame.seconds,
                            face_thumbnail(visible, face->face, thumbnail_side)};
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

void ClipOutputs::finish(const ClipSummary& summary) {
  if (video_) video_->finish();
  if (!outputs_.timeline.empty() && summary.error.empty()) {
    write_file(file_of_clip(outputs_.timeline, input_, ".svg"),
               plot_timeline(summary, pictures_.thumbnails));
  }
  writers_.write(summary, pictures_);
}

}  // namespace mien::cli
