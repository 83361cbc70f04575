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

ImageResult as_picture(const AnalyzedFrame& frame) {
  std::vector<Face> faces;
  for (const TrackedFace& tracked : frame.faces.faces) faces.push_back(tracked.face);
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
  if (kept) pictures_.add(visible, frame.faces, frame.changes);
}

void ClipOutputs::write_video(const AnalyzedFrame& frame, const Image& visible,
                              std::span<const std::size_t> faces, double frame_rate) {
  ImageResult picture = as_picture(frame);
  picture.faces = picked_faces(picture.faces, faces);
  const Image drawn = annotate(visible, picture, {.captions = person_numbers(frame, faces)});
  if (!video_) video_.emplace(file_of_clip(outputs_.annotate, input_, ".mp4"), frame_rate);
  video_->write(drawn, frame.frame.seconds);
}

void ClipOutputs::finish(const ClipSummary& summary) {
  if (video_) video_->finish();
  if (!outputs_.timeline.empty() && summary.error.empty()) {
    write_file(file_of_clip(outputs_.timeline, input_, ".svg"),
               plot_timeline(summary, pictures_.pictures().thumbnails));
  }
  writers_.write(summary, pictures_.pictures());
}

}  // namespace mien::cli
