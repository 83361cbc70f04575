#include "pipeline/face_finder.h"

#include <algorithm>
#include <chrono>

namespace mien {

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

Stopwatch::Stopwatch(double& seconds) : seconds_(seconds), start_(now()) {}
Stopwatch::~Stopwatch() { seconds_ += now() - start_; }

FaceFinder::FaceFinder(const FaceAnalyzer& analyzer, int every, const FollowerOptions& options)
    : analyzer_(analyzer), every_(analyzer.has_detector() ? every : 1), follower_(options) {}

bool FaceFinder::follow(const Image& picture, std::vector<Detection>& faces) {
  const std::vector<FollowedBox> boxes = follower_.follow(picture);
  if (std::ranges::any_of(boxes, &FollowedBox::lost)) return false;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    faces.push_back(moved(detected_[i], boxes[i].box));
  }
  return true;
}

FoundFaces FaceFinder::find(const Image& picture, ClipTiming& timing) {
  FoundFaces result;
  if (detections_ > 0 && ++since_ < every_) {
    if (detected_.empty()) return {{}, false};
    const Stopwatch watch(timing.follow);
    if (follow(picture, result.faces)) return {std::move(result.faces), false};
  }
  {
    const Stopwatch watch(timing.detect);
    result.faces = analyzer_.detect(picture);
  }
  ++detections_;
  since_ = 0;
  detected_ = result.faces;
  if (every_ > 1) {
    const Stopwatch watch(timing.follow);
    std::vector<Box> boxes;
    for (const Detection& face : detected_) boxes.push_back(face.box);
    follower_.start(picture, boxes);
  }
  return result;
}

}  // namespace mien
