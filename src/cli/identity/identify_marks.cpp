#include "cli/identity/identify_marks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/analyze/analyze_outputs.h"
#include "cli/analyze/marked_files.h"
#include "cli/analyze/marked_video.h"
#include "core/output_file.h"
#include "core/printable.h"
#include "mien/core/error.h"
#include "mien/media/frame_source.h"
#include "mien/media/image_io.h"
#include "mien/report/annotate.h"
#include "mien/report/timeline.h"

namespace mien::cli {

namespace {

/// Marks of faces with names alone.
AnnotateOptions names_alone(std::vector<std::string> names) {
  return {.landmarks = false, .scores = false, .captions = std::move(names)};
}

void mark_photo(const IdentifyMarks& marks, const Input& input, const IdentifiedInput& photo,
                const Threshold& threshold, std::int64_t max_pixels) {
  std::vector<std::string> names;
  for (const auto& people : photo.people) names.push_back(mark_text(people, threshold));
  write_annotated(marks.annotate, input, read_image(input.path, {.max_pixels = max_pixels}),
                  photo.result, names_alone(std::move(names)));
}

/// The next frame; nothing at the end of the clip, also where it breaks off.
std::optional<Frame> next_frame(FrameSource& source, bool first) {
  try {
    return source.next();
  } catch (const Error& error) {
    if (first || error.code() != ErrorCode::input) throw;
    return std::nullopt;
  }
}

void mark_clip(const IdentifyMarks& marks, const Input& input, const IdentifiedInput& identified,
               const Threshold& threshold, std::int64_t max_pixels) {
  const ClipPeople& clip = *identified.clip;
  std::map<int, std::string> names;
  for (std::size_t i = 0; i < clip.people.size(); ++i) {
    const int track = clip.people[i].track;
    names[track] = fmt::format("{}: {}", track, mark_text(identified.people[i], threshold));
  }
  const std::unique_ptr<FrameSource> source =
      prefetch(open_frames(input.path.string(), {.max_pixels = max_pixels}));
  MarkedVideo video(file_of_clip(marks.annotate, input, ".mp4"), source->info().frame_rate);
  auto boxes = clip.frames.begin();
  bool first = true;
  while (const std::optional<Frame> frame = next_frame(*source, first)) {
    first = false;
    if (app::InterruptGuard::interrupted()) return;  // without `finish` the file does not appear
    ImageResult picture;
    std::vector<std::string> captions;
    while (boxes != clip.frames.end() && boxes->index < frame->index) ++boxes;
    if (boxes != clip.frames.end() && boxes->index == frame->index) {
      for (const auto& [track, box] : boxes->faces) {
        Face& face = picture.faces.emplace_back();
        face.box = box;
        const auto name = names.find(track);
        captions.push_back(name == names.end() ? std::to_string(track) : name->second);
      }
    }
    video.write(annotate(frame->picture, picture, names_alone(std::move(captions))),
                frame->seconds);
  }
  video.finish();
}

void plot_people(const IdentifyMarks& marks, const Input& input, const IdentifiedInput& identified,
                 const Threshold& threshold) {
  const ClipPeople& clip = *identified.clip;
  TimelineOptions options;
  std::vector<ClipThumbnail> thumbnails;
  for (const TrackSummary& track : clip.summary.tracks) {
    options.people[track.track] = {"", "not compared", {{track.begin, track.end}}};
  }
  for (std::size_t i = 0; i < clip.people.size(); ++i) {
    const ClipPerson& person = clip.people[i];
    const std::vector<PersonMatch>& people = identified.people[i];
    const bool known = is_known(people, threshold);
    std::string note;
    if (!people.empty()) {
      note =
          fmt::format("{}distance {:.2f}", known ? "" : printable(people.front().person) + " at ",
                      people.front().match.distance);
    }
    options.people[person.track] = {known ? people.front().person : "unknown", note, person.spans};
    thumbnails.push_back({person.track, person.best, identified.thumbnails[i]});
  }
  write_file(file_of_clip(marks.timeline, input, ".svg"),
             plot_timeline(clip.summary, thumbnails, options));
}

}  // namespace

std::string mark_text(std::span<const PersonMatch> people, const Threshold& threshold) {
  if (!is_known(people, threshold)) return "unknown";
  return fmt::format("{} {:.2f}", printable(people.front().person), people.front().match.distance);
}

void write_marks(const IdentifyMarks& marks, std::span<const Input> inputs,
                 std::span<const IdentifiedInput> identified, const Threshold& threshold,
                 std::int64_t max_pixels, bool quiet) {
  if (marks.annotate.empty() && marks.timeline.empty()) return;
  const app::InterruptGuard guard;
  app::ProgressBar progress(inputs.size(), "marked files", !quiet);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (identified[i].result.error.empty()) {
      const bool clip = identified[i].clip.has_value();
      if (clip && !marks.timeline.empty()) plot_people(marks, inputs[i], identified[i], threshold);
      if (!marks.annotate.empty()) {
        (clip ? mark_clip : mark_photo)(marks, inputs[i], identified[i], threshold, max_pixels);
      }
    }
    if (app::InterruptGuard::interrupted()) {
      throw Error(ErrorCode::cancelled,
                  fmt::format("interrupted while the marks of {} of {} inputs were written", i + 1,
                              inputs.size()));
    }
    progress.update(i + 1);
  }
}

}  // namespace mien::cli
