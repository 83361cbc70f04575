#pragma once

#include <cstdint>
#include <vector>

#include "mien/clip/follower.h"
#include "mien/core/face.h"
#include "mien/pipeline/clip_analyzer.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien {

/// Measures the seconds of a scope.
class Stopwatch {
 public:
  explicit Stopwatch(double& seconds);
  ~Stopwatch();
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& seconds_;
  double start_;
};

/// The faces of a frame before they are read.
struct FoundFaces {
  std::vector<Detection> faces;
  /// False: these are the faces of the last frame that had it true, in its order, moved.
  bool detected = true;
};

/// Finds the faces of frame after frame: by the detector in every Nth and where one is lost, by
/// following them in between.
class FaceFinder {
 public:
  FaceFinder(const FaceAnalyzer& analyzer, int every, const FollowerOptions& options);

  FoundFaces find(const Image& picture, ClipTiming& timing);

  [[nodiscard]] std::int64_t detections() const { return detections_; }

 private:
  [[nodiscard]] bool follow(const Image& picture, std::vector<Detection>& faces);

  const FaceAnalyzer& analyzer_;
  int every_;
  FaceFollower follower_;
  std::vector<Detection> detected_;  ///< in the frame whose detector ran last
  int since_ = 0;                    ///< frames since then
  std::int64_t detections_ = 0;
};

}  // namespace mien
