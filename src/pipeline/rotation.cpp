#include "mien/pipeline/rotation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "face/upright.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien {

namespace {

constexpr std::array<int, 4> ways = {0, 90, 180, 270};
using Scores = std::array<double, ways.size()>;

/// What the detector finds in each way.
Scores scores_of(const FaceAnalyzer& analyzer, const Image& picture) {
  Scores scores{};
  for (std::size_t i = 0; i < ways.size(); ++i) {
    for (const Detection& face : analyzer.detect(turned(picture, ways[i]))) {
      const bool upright = !face.landmarks || turn_of(*face.landmarks) == 0;
      if (upright) scores[i] += face.score;
    }
  }
  return scores;
}

int best_of(const Scores& scores) {
  const auto best = std::ranges::max_element(scores);
  return ways[static_cast<std::size_t>(best - scores.begin())];
}

class TurnedFrames final : public FrameSource {
 public:
  TurnedFrames(std::unique_ptr<FrameSource> source, int degrees)
      : source_(std::move(source)), degrees_(degrees), info_(source_->info()) {
    if (degrees % 180 != 0) std::swap(info_.size.width, info_.size.height);
  }

  std::optional<Frame> next() override {
    std::optional<Frame> frame = source_->next();
    if (frame) frame->picture = turned(frame->picture, degrees_);
    return frame;
  }
  [[nodiscard]] const ClipInfo& info() const override { return info_; }
  [[nodiscard]] std::string damage() const override { return source_->damage(); }

 private:
  std::unique_ptr<FrameSource> source_;
  int degrees_;
  ClipInfo info_;
};

}  // namespace

int best_rotation(const FaceAnalyzer& analyzer, const Image& picture) {
  return best_of(scores_of(analyzer, picture));
}

int best_rotation(const FaceAnalyzer& analyzer, FrameSource& source) {
  constexpr double step = 1;      // seconds
  constexpr double longest = 60;  // seconds
  constexpr int enough = 5;       // frames with a face
  Scores sum{};
  int with_face = 0;
  std::optional<double> first;
  double next = 0;
  while (with_face < enough) {
    const std::optional<Frame> frame = source.next();
    if (!frame) break;
    if (!first) first = next = frame->seconds;
    if (frame->seconds > *first + longest) break;
    if (frame->seconds < next) continue;
    next = frame->seconds + step;
    const Scores scores = scores_of(analyzer, frame->picture);
    if (*std::ranges::max_element(scores) > 0) ++with_face;
    for (std::size_t i = 0; i < ways.size(); ++i) sum[i] += scores[i];
  }
  return best_of(sum);
}

std::unique_ptr<FrameSource> turn_frames(std::unique_ptr<FrameSource> source, int degrees) {
  if (std::ranges::find(ways, degrees) == ways.end()) {
    throw Error(ErrorCode::usage,
                fmt::format("degrees: expected 0, 90, 180 or 270, found {}", degrees));
  }
  if (degrees == 0) return source;
  return std::make_unique<TurnedFrames>(std::move(source), degrees);
}

}  // namespace mien
