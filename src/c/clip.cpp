#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "c/analyzer.h"
#include "c/guard.h"
#include "c/options.h"
#include "c/views.h"
#include "mien/pipeline/clip_stream.h"
#include "mien/report/clip_writer.h"

struct mien_clip {  // NOLINT(readability-identifier-naming): its name in C
  std::string name;
  mien::ClipStream stream;
  // Of the frame that was given last.
  std::optional<mien::ClipFrame> frame;
  mien::c::FaceList faces;
  mien_frame view{};
  std::string json;
  // After the end.
  std::unique_ptr<mien::c::SummaryView> summary;
  std::string summary_json;
};

namespace mien::c {

namespace {

void show(mien_clip& clip, ClipFrame frame) {
  FaceList faces;
  for (const TrackedFace& tracked : frame.faces.faces)
    faces.add(tracked.face, tracked.track, tracked.detected);
  clip.faces = std::move(faces);
  clip.view.struct_size = sizeof clip.view;
  clip.view.index = frame.index;
  clip.view.seconds = frame.seconds;
  clip.view.width = frame.size.width;
  clip.view.height = frame.size.height;
  clip.view.used = frame.used ? 1 : 0;
  clip.view.face_count = clip.faces.size();
  clip.view.faces = clip.faces.data();
  clip.frame = std::move(frame);
}

void finish(mien_clip& clip) {
  const std::optional<ClipAnalysis>& analysis = clip.stream.analysis();
  if (!analysis || clip.summary) return;
  ClipSummary summary = analysis->summary;
  summary.clip = clip.name;
  clip.summary_json = to_json(summary);
  clip.summary = std::make_unique<SummaryView>(summary);
}

}  // namespace

}  // namespace mien::c

mien_code mien_clip_open(const mien_analyzer* analyzer, const char* name,
                         const mien_clip_options* options, mien_clip** clip, mien_error** error) {
  return mien::c::guarded(error, [&] {
    mien_clip*& place = mien::c::output(clip, "clip");
    const mien_analyzer& reader = mien::c::required(analyzer, "analyzer");
    const std::string called = &mien::c::required(name, "name");
    mien::c::ReadClipOptions read = mien::c::read_clip_options(options);
    read.source.max_pixels = reader.max_pixels;
    read.analysis.find_ahead = reader.threads > 1;
    place = new mien_clip{
        .name = called,
        .stream = mien::ClipStream(
            reader.analyzer, mien::prefetch(mien::open_frames(called, read.source)), read.analysis),
        .frame = std::nullopt,
        .faces = {},
        .json = {},
        .summary = nullptr,
        .summary_json = {}};
  });
}

mien_code mien_clip_next(mien_clip* clip, const mien_frame** frame, mien_error** error) {
  return mien::c::guarded(error, [&] {
    const mien_frame*& place = mien::c::required(frame, "frame");
    place = nullptr;
    mien_clip& open = mien::c::required(clip, "clip");
    open.frame.reset();
    open.json.clear();
    std::optional<mien::ClipFrame> next = open.stream.next();
    if (next) {
      mien::c::show(open, *std::move(next));
      place = &open.view;
    } else {
      mien::c::finish(open);
    }
  });
}

const char* mien_clip_frame_json(mien_clip* clip) {
  if (clip == nullptr || !clip->frame) return nullptr;
  return mien::c::null_on_failure([&] {
    if (clip->json.empty()) clip->json = mien::to_json(clip->name, clip->frame->faces);
    return clip->json.c_str();
  });
}

const mien_clip_summary* mien_clip_summary_of(const mien_clip* clip) {
  return clip == nullptr || !clip->summary ? nullptr : clip->summary->get();
}

const char* mien_clip_summary_json(const mien_clip* clip) {
  return clip == nullptr || !clip->summary ? nullptr : clip->summary_json.c_str();
}

void mien_clip_free(mien_clip* clip) { delete clip; }
