#include "cli/identity/clip_people.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <new>

#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/files/expected_frames.h"
#include "clip/best_faces.h"
#include "mien/core/error.h"
#include "mien/media/frame_source.h"
#include "mien/pipeline/clip_analyzer.h"
#include "report/html/report_pictures.h"

namespace mien::cli {

namespace {

constexpr double longest_pause = 1.0;  // seconds unseen within one span
constexpr float mixed_overlap = 0.3F;  // of two faces, whose features may then be of both

/// Collects what a clip shows of each person.
class PeopleCollector {
 public:
  PeopleCollector(const ClipReadOptions& options, float min_quality)
      : options_(options), min_quality_(min_quality) {}

  void see(const AnalyzedFrame& frame) {
    const double now = frame.faces.seconds;
    for (auto& [track, person] : people_) {
      // Who was seen in the last frame was there until this one.
      if (person.last == last_) person.spans.back().second = std::min(now, last_ + longest_pause);
    }
    last_ = now;
    FrameBoxes boxes{frame.frame.index, {}};
    for (const TrackedFace& tracked : frame.faces.faces) {
      Person& person = people_[tracked.track];
      if (person.spans.empty() || now - person.spans.back().second > longest_pause) {
        person.spans.emplace_back(now, now);
      }
      person.spans.back().second = now;
      person.last = now;
      // A face that was followed has the feature of the frame in which it was detected.
      if (tracked.detected) learn(person, tracked, frame);
      boxes.faces.emplace_back(tracked.track, tracked.face.box);
    }
    if (options_.boxes && !boxes.faces.empty()) frames_.push_back(std::move(boxes));
  }

  [[nodiscard]] ClipPeople people_of(ClipSummary summary) {
    ClipPeople clip;
    for (const TrackSummary& track : summary.tracks) {
      Person& person = people_.at(track.track);
      if (person.last == last_) person.spans.back().second = std::max(last_, track.end);
      if (person.faces.empty()) {
        if (person.poor) continue;
        throw Error(ErrorCode::input,
                    fmt::format("{}: the network gives no feature for person {} (all numbers are "
                                "0, or one is not finite)",
                                summary.clip, track.track));
      }
      clip.result.faces.push_back(person.faces.face());
      clip.people.push_back({track.track, track.begin, track.end, track.seen,
                             person.faces.seconds(), std::move(person.spans)});
      if (options_.thumbnail_side > 0) clip.thumbnails.push_back(std::move(person.thumbnail));
    }
    clip.frames = std::move(frames_);
    clip.summary = std::move(summary);
    return clip;
  }

 private:
  struct Person {
    BestFaces faces;
    std::vector<std::byte> thumbnail;  ///< of the best face
    bool poor = false;                 ///< a face was left out for its quality
    double last = 0;                   ///< when last seen, seconds
    std::vector<std::pair<double, double>> spans;
  };

  void learn(Person& person, const TrackedFace& tracked, const AnalyzedFrame& frame) const {
    if (min_quality_ > 0 && !(tracked.face.quality.value_or(0) >= min_quality_)) {
      person.poor = true;
      return;
    }
    const bool alone = std::ranges::none_of(frame.faces.faces, [&](const TrackedFace& other) {
      return &other != &tracked &&
             intersection_over_union(other.face.box, tracked.face.box) > mixed_overlap;
    });
    const bool best = person.faces.add(tracked.face, frame.faces.seconds, alone);
    if (best && options_.thumbnail_side > 0) {
      person.thumbnail = face_thumbnail(frame.frame.picture, tracked.face, options_.thumbnail_side);
    }
  }

  ClipReadOptions options_;
  float min_quality_;
  double last_ = -std::numeric_limits<double>::infinity();  ///< time of the last frame
  std::map<int, Person> people_;
  std::vector<FrameBoxes> frames_;
};

ClipPeople people_of(const PhotoReader& reader, const std::string& name,
                     const ClipReadOptions& options) {
  const std::unique_ptr<FrameSource> source =
      prefetch(open_frames(name, {.max_pixels = reader.options().max_pixels}));
  const ClipInfo& info = source->info();
  if (info.live) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a clip that has an end, found a camera or stream", name));
  }
  const ClipAnalyzer analyzer(reader.analyzer(), {.detect_every = options.detect_every,
                                                  .find_ahead = reader.options().threads > 1});
  PeopleCollector collector(options, reader.options().analyzer.min_quality);
  app::ProgressBar progress(expected_frames(info), "frames", !reader.options().quiet);
  std::size_t done = 0;
  ClipAnalysis analysis = analyzer.analyze(*source, [&](const AnalyzedFrame& frame) {
    collector.see(frame);
    progress.update(++done);
    return !app::InterruptGuard::interrupted();
  });
  ClipPeople clip = collector.people_of(std::move(analysis.summary));
  clip.result.width = info.size.width;
  clip.result.height = info.size.height;
  return clip;
}

ClipPeople read_clip_people(const PhotoReader& reader, const std::string& name,
                            const ClipReadOptions& options) {
  ClipPeople clip;
  try {
    clip = people_of(reader, name, options);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::input) throw;
    clip.result.error = error.what();
  } catch (const std::bad_alloc&) {
    clip.result.error = "not enough memory for this clip";
  }
  clip.result.file = name;
  return clip;
}

}  // namespace

void read_clips(const PhotoReader& reader, std::span<const Input> clips,
                const ClipReadOptions& options,
                const std::function<void(std::size_t, ClipPeople)>& take) {
  const app::InterruptGuard guard;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    ClipPeople clip = read_clip_people(reader, clips[i].path.string(), options);
    if (app::InterruptGuard::interrupted()) {
      throw Error(
          ErrorCode::cancelled,
          fmt::format("interrupted after {} of {} clips; nothing was written", i, clips.size()));
    }
    take(i, std::move(clip));
  }
}

std::string seen_text(const ClipPerson& person) {
  return fmt::format("{:.1f} to {:.1f} s", person.begin, person.end);
}

std::size_t seen_longest(std::span<const ClipPerson> people) {
  return static_cast<std::size_t>(std::ranges::max_element(people, {}, &ClipPerson::seen) -
                                  people.begin());
}

}  // namespace mien::cli
