#include "descriptors/clip_describer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "mien/clip/tracker.h"
#include "mien/core/error.h"
#include "mien/face/heads.h"
#include "mien/pipeline/picture_result.h"
#include "pipeline/likeness.h"

namespace mien {

namespace {

/// A frame with its faces, before their features are read.
struct SeenFrame {
  Frame frame;
  std::int64_t number = 0;  // of the frames given
  std::vector<Detection> faces;
};

/// Adds up what the faces of the frames say.
class Collector {
 public:
  Collector(std::size_t dimension, bool identity, const ModelMetadata& model,
            const ClipDescriberOptions& options)
      : dimension_(dimension),
        identity_(identity),
        options_(options),
        clip_(dimension, options.descriptor),
        group_(dimension, options.descriptor),
        tracker_(with_likeness({}, {&model, 1})) {}

  /// The faces of a frame whose features are needed.
  [[nodiscard]] std::vector<Detection> needed(std::vector<Detection> faces) const {
    if (options_.group || options_.face == FaceChoice::track || faces.size() < 2) return faces;
    return {faces[choose_face(faces_of(faces), options_.face).value_or(0)]};
  }

  void add(const SeenFrame& seen, std::span<const std::vector<float>> features) {
    if (options_.group) {
      group_.add(features);
    } else if (options_.face != FaceChoice::track) {
      if (!features.empty()) clip_.add(features.front());
    } else {
      add_tracked(seen, features);
    }
  }

  [[nodiscard]] std::vector<float> values() const {
    if (options_.group) return group_.values();
    if (options_.face != FaceChoice::track || tracks_.empty()) return clip_.values();
    return std::ranges::max_element(tracks_, {},
                                    [](const auto& entry) { return entry.second.frames(); })
        ->second.values();
  }

 private:
  void add_tracked(const SeenFrame& seen, std::span<const std::vector<float>> features) {
    std::vector<Face> faces = faces_of(seen.faces);
    for (std::size_t i = 0; identity_ && i < faces.size(); ++i) {
      faces[i].identity = l2_normalised(features[i]);
    }
    const std::vector<int> people = tracker_.update(seen.frame.seconds, faces);
    for (std::size_t i = 0; i < people.size(); ++i) {
      tracks_.try_emplace(people[i], dimension_, options_.descriptor)
          .first->second.add(features[i]);
    }
  }

  std::size_t dimension_;
  bool identity_;
  const ClipDescriberOptions& options_;
  ClipDescriptor clip_;
  GroupDescriptor group_;
  Tracker tracker_;
  std::map<int, ClipDescriptor> tracks_;
};

/// The frame as one face that fills it.
Detection whole_frame(const Image& picture) {
  const Box all{0, 0, static_cast<float>(picture.width()), static_cast<float>(picture.height())};
  return {.box = all, .score = 1};
}

/// The sum of two descriptors, the first of which counts for a share and the second for the rest.
std::vector<float> blended(const std::vector<float>& first, const std::vector<float>& second,
                           double share) {
  std::vector<float> values(first.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(share * first[i] + (1 - share) * second[i]);
  }
  return values;
}

}  // namespace

ClipDescriber::ClipDescriber(FeatureReader reader, std::shared_ptr<const Detector> detector,
                             bool identity, ClipDescriberOptions options)
    : reader_(std::move(reader)),
      detector_(std::move(detector)),
      identity_(identity),
      options_(std::move(options)) {
  const bool tracked = !options_.group && options_.face == FaceChoice::track;
  if (options_.blend_frames &&
      (options_.group || tracked || options_.descriptor.l2 || !options_.strides.empty())) {
    throw Error(ErrorCode::usage,
                "expected blended frames with the descriptor of one face of each frame, neither "
                "normalised nor at strides, found other options");
  }
  if (std::ranges::all_of(options_.strides, [&](int stride) { return stride >= 1 && !tracked; })) {
    return;
  }
  throw Error(ErrorCode::usage,
              fmt::format("expected strides of 1 or more, and none with the tracked face, found {}",
                          fmt::join(options_.strides, ", ")));
}

ClipDescription ClipDescriber::describe(const FaceFrames& next) const {
  ClipDescription clip;
  const ModelMetadata& model = reader_.network().metadata();
  Collector collector(reader_.dimension(), identity_, model, options_);
  std::vector<Collector> at_strides;
  for (std::size_t s = 0; s < options_.strides.size(); ++s) {
    at_strides.emplace_back(reader_.dimension(), identity_, model, options_);
  }
  ClipDescriptor without_face(reader_.dimension(), options_.descriptor);
  // A crop of a data set is taken as it is, also by networks that turn faces upright.
  std::vector<SeenFrame> waiting;
  bool whole = false;
  const auto flush = [&] {
    std::vector<FaceInPicture> faces;
    for (const SeenFrame& seen : waiting) {
      for (const Detection& face : seen.faces) faces.push_back({&seen.frame.picture, face});
    }
    const CropSpec crop = whole ? CropSpec{} : options_.crop.value_or(model.crop);
    const std::vector<std::vector<float>> features = reader_.read(faces, crop);
    std::size_t at = 0;
    for (const SeenFrame& seen : waiting) {
      const auto of_frame = std::span(features).subspan(at, seen.faces.size());
      collector.add(seen, of_frame);
      for (std::size_t s = 0; s < at_strides.size(); ++s) {
        if (seen.number % options_.strides[s] == 0) at_strides[s].add(seen, of_frame);
      }
      at += seen.faces.size();
    }
    if (options_.blend_frames) {
      std::vector<FaceInPicture> frames;
      for (const SeenFrame& seen : waiting) {
        if (!seen.faces.empty()) continue;
        frames.push_back({&seen.frame.picture, whole_frame(seen.frame.picture)});
      }
      for (const std::vector<float>& feature : reader_.read(frames, CropSpec{})) {
        without_face.add(feature);
      }
    }
    waiting.clear();
  };
  while (std::optional<FaceFrame> current = next()) {
    Frame& frame = current->frame;
    const bool unknown = !current->faces && !detector_;
    if (unknown != whole) {
      flush();
      whole = unknown;
    }
    std::vector<Detection> faces;
    if (current->faces) {
      faces = *std::move(current->faces);
    } else if (detector_) {
      faces = detector_->detect(frame.picture);
    } else {
      faces = {whole_frame(frame.picture)};
    }
    const std::int64_t number = clip.frames++;
    if (!at_strides.empty()) clip.faces.push_back(!faces.empty());
    clip.frames_with_face += faces.empty() ? 0 : 1;
    clip.seconds = frame.seconds;
    if (faces.empty() && !options_.blend_frames) frame.picture = {};
    waiting.push_back({std::move(frame), number, collector.needed(std::move(faces))});
    if (waiting.size() >= static_cast<std::size_t>(std::max(1, options_.batch))) flush();
  }
  flush();
  clip.values = collector.values();
  if (options_.blend_frames && clip.frames > 0) {
    const double share =
        static_cast<double>(clip.frames_with_face) / static_cast<double>(clip.frames);
    clip.values = blended(clip.values, without_face.values(), share);
  }
  for (const Collector& collector : at_strides) clip.at_strides.push_back(collector.values());
  return clip;
}

}  // namespace mien
