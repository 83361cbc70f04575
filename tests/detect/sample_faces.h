#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "mien/core/face.h"

namespace mien {

/// The faces of face-api's sample photos, without a profile in sample2.jpg, as an independent
/// implementation of MTCNN found them (minimum face 40, thresholds 0.6, 0.7, 0.7).
struct SamplePhoto {
  std::string name;
  std::vector<Box> faces;
};

inline Box corners(float x1, float y1, float x2, float y2) { return {x1, y1, x2 - x1, y2 - y1}; }

inline std::vector<SamplePhoto> sample_faces() {
  return {
      {"sample1.jpg",
       {corners(409, 355, 591, 590), corners(825, 420, 1036, 662), corners(1484, 207, 1680, 426)}},
      {"sample2.jpg", {corners(1442, 166, 1634, 393), corners(892, 236, 1074, 478)}},
      {"sample3.jpg",
       {corners(1058, 200, 1288, 507), corners(1496, 284, 1693, 570), corners(586, 323, 792, 597)}},
      {"sample4.jpg",
       {corners(987, 193, 1158, 409), corners(659, 70, 830, 288), corners(1272, 173, 1429, 377),
        corners(265, 214, 437, 441)}},
      {"sample5.jpg",
       {corners(1110, 201, 1289, 433), corners(593, 419, 763, 654), corners(784, 108, 952, 332),
        corners(1399, 389, 1602, 666), corners(359, 868, 572, 1163)}},
      {"sample6.jpg",
       {corners(249, 479, 470, 769), corners(1483, 252, 1693, 549), corners(1162, 308, 1366, 580),
        corners(664, 325, 861, 627)}},
  };
}

/// Overlap of the detection that fits best.
inline float best_overlap(const Box& box, const std::vector<Detection>& detections) {
  float best = 0;
  for (const Detection& detection : detections) {
    best = std::max(best, intersection_over_union(box, detection.box));
  }
  return best;
}

}  // namespace mien
