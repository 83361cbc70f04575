#include "detect/crop_judge.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace mien::detect {

namespace {

constexpr std::size_t most_crops = 12;  // at once

}  // namespace

bool usable(const Candidate& box, Size picture) {
  const double most = 4.0 * std::max(picture.width, picture.height);
  const double width = box.x2 - box.x1 + 1;
  const double height = box.y2 - box.y1 + 1;
  return width >= 1 && height >= 1 && width <= most && height <= most && box.x1 < picture.width &&
         box.y1 < picture.height && box.x2 >= 0 && box.y2 >= 0;
}

std::vector<Candidate> crop_squares(const std::vector<Candidate>& boxes, Size picture,
                                    double (*whole)(double)) {
  std::vector<Candidate> squares;
  squares.reserve(boxes.size());
  for (const Candidate& box : boxes) {
    Candidate square = squared(box);
    for (double* side : {&square.x1, &square.y1, &square.x2, &square.y2}) *side = whole(*side);
    if (usable(square, picture)) squares.push_back(square);
  }
  return squares;
}

Candidate finished(Candidate crop) {
  const auto width = static_cast<float>(crop.x2 - crop.x1 + 1);
  const auto height = static_cast<float>(crop.y2 - crop.y1 + 1);
  for (std::size_t i = 0; i < 5; ++i) {
    crop.landmarks[i] = crop.landmarks[i] * width + static_cast<float>(crop.x1);
    crop.landmarks[i + 5] = crop.landmarks[i + 5] * height + static_cast<float>(crop.y1);
  }
  return regressed(crop, Extent::inclusive);
}

Detection detection_of(const Candidate& box) {
  Detection detection;
  detection.box = {static_cast<float>(box.x1), static_cast<float>(box.y1),
                   static_cast<float>(box.x2 - box.x1 + 1),
                   static_cast<float>(box.y2 - box.y1 + 1)};
  detection.score = box.score;
  Landmarks points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = {box.landmarks[i], box.landmarks[i + 5]};
  }
  detection.landmarks = points;
  return detection;
}

CropJudge::CropJudge(const CnnKernels& kernels, ThreadPool& threads)
    : kernels_(kernels),
      threads_(threads),
      workspaces_(std::make_unique<WorkspacePool<Workspace>>()) {}

std::vector<Candidate> CropJudge::judge(const Image& image, const CropNet& net,
                                        const std::vector<Candidate>& boxes,
                                        float threshold) const {
  const auto threads = static_cast<std::size_t>(threads_.threads());
  const std::size_t chunk =
      std::clamp((boxes.size() + threads - 1) / threads, std::size_t{1}, most_crops);
  const std::ptrdiff_t row_size = static_cast<std::ptrdiff_t>(net.side()) * Image::channels;
  std::vector<CropAnswer> answers(boxes.size());
  threads_.parallel_for((boxes.size() + chunk - 1) / chunk, [&](std::size_t task) {
    const WorkspacePool<Workspace>::Lease lease(*workspaces_);
    Workspace& workspace = *lease;
    const std::size_t first = task * chunk;
    const std::size_t count = std::min(chunk, boxes.size() - first);
    workspace.crops.resize(std::max(workspace.crops.size(), count * net.crop_size() + 1));
    float* out = workspace.crops.data();
    for (std::size_t i = first; i < first + count; ++i) {
      const Candidate& box = boxes[i];
      const Size region{static_cast<int>(box.x2 - box.x1) + 1,
                        static_cast<int>(box.y2 - box.y1) + 1};
      const Resampler resampler(image, static_cast<int>(box.x1), static_cast<int>(box.y1), region,
                                {net.side(), net.side()});
      for (int y = 0; y < net.side(); ++y, out += row_size) {
        resampler.row(kernels_, y, workspace.rows, out);
      }
    }
    const std::span<const float> crops(workspace.crops.data(), count * net.crop_size());
    std::ranges::copy(net.run(kernels_, crops, workspace.crop),
                      answers.begin() + static_cast<std::ptrdiff_t>(first));
  });

  std::vector<Candidate> passed;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (!(answers[i].score > threshold)) continue;
    Candidate box = boxes[i];
    box.score = answers[i].score;
    box.offsets = answers[i].offsets;
    box.landmarks = answers[i].landmarks;
    passed.push_back(box);
  }
  return passed;
}

}  // namespace mien::detect
