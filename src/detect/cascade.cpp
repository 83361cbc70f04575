#include "detect/cascade.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

namespace mien::detect {

namespace {

// Bounds time and memory where nearly every window passes, such as with thresholds of 0.
constexpr std::size_t most_windows = 20'000;
constexpr std::size_t most_crops = 12;  // at once

/// Some rows of cells of one level.
struct Band {
  std::size_t level;
  int first;
  int last;
};

/// Divides the levels' rows so that threads end at about the same time. More bands cost time, since
/// neighbours share rows of the layers in between.
std::vector<Band> divide(const std::vector<Cascade::Level>& levels, int threads) {
  double total = 0;
  for (const Cascade::Level& level : levels) {
    const Size cells = PNet::cells(level.size);
    total += static_cast<double>(cells.width) * cells.height;
  }
  const double share = total / (threads * 4.0);
  std::vector<Band> bands;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const Size cells = PNet::cells(levels[i].size);
    constexpr double least_rows = 16;
    const int rows = threads == 1 ? cells.height
                                  : static_cast<int>(std::min<double>(
                                        std::max(share / cells.width, least_rows), cells.height));
    for (int first = 0; first < cells.height; first += rows) {
      bands.push_back({i, first, std::min(first + rows, cells.height)});
    }
  }
  return bands;
}

/// The picture's pixels that a window of PNet covers, from the first to the last.
Candidate window(const Cell& cell, double scale) {
  constexpr int to_last = PNet::cell_size - 1;
  Candidate box;
  box.x1 = std::trunc(PNet::stride * cell.column / scale);
  box.y1 = std::trunc(PNet::stride * cell.row / scale);
  box.x2 = std::trunc((PNet::stride * cell.column + to_last) / scale);
  box.y2 = std::trunc((PNet::stride * cell.row + to_last) / scale);
  box.score = cell.score;
  box.offsets = cell.offsets;
  return box;
}

/// Whether a crop of the box makes sense: it has pixels in common with the picture and is not much
/// larger. Networks can answer anything.
bool usable(const Candidate& box, Size picture) {
  const double most = 4.0 * std::max(picture.width, picture.height);
  const double width = box.x2 - box.x1 + 1;
  const double height = box.y2 - box.y1 + 1;
  return width >= 1 && height >= 1 && width <= most && height <= most && box.x1 < picture.width &&
         box.y1 < picture.height && box.x2 >= 0 && box.y2 >= 0;
}

/// Whole squares around the boxes, for crops.
/// @param whole makes whole pixels of a coordinate
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

}  // namespace

Cascade::Cascade(const MtcnnModels& models, const DetectorOptions& options,
                 const CnnKernels& kernels)
    : options_(options),
      kernels_(kernels),
      pnet_(NetworkWeights(models.pnet, "mtcnn-pnet")),
      rnet_(CropNet::rnet(NetworkWeights(models.rnet, "mtcnn-rnet"))),
      onet_(CropNet::onet(NetworkWeights(models.onet, "mtcnn-onet"))),
      threads_(std::make_unique<ThreadPool>(options.threads)),
      workspaces_(std::make_unique<WorkspacePool<Workspace>>()) {}

std::vector<Cascade::Level> Cascade::levels(Size picture, const DetectorOptions& options) {
  double scale = static_cast<double>(PNet::cell_size) / options.min_face;
  const int long_side = std::max(picture.width, picture.height);
  if (options.max_long_side > 0 && options.max_long_side < long_side) {
    scale = std::min(scale, static_cast<double>(options.max_long_side) / long_side);
  }
  std::vector<Level> levels;
  const double short_side = std::min(picture.width, picture.height);
  for (; short_side * scale >= PNet::cell_size;
       scale *= static_cast<double>(options.pyramid_factor)) {
    levels.push_back({scale,
                      {static_cast<int>(std::ceil(picture.width * scale)),
                       static_cast<int>(std::ceil(picture.height * scale))}});
  }
  return levels;
}

std::vector<Candidate> Cascade::propose(const Image& image) const {
  const std::vector<Level> pyramid = levels(image.size(), options_);
  std::vector<Resampler> resamplers;
  resamplers.reserve(pyramid.size());
  for (const Level& level : pyramid) resamplers.emplace_back(image, 0, 0, image.size(), level.size);

  const std::vector<Band> bands = divide(pyramid, options_.threads);
  std::vector<std::vector<Cell>> cells(bands.size());
  threads_->parallel_for(bands.size(), [&](std::size_t i) {
    const WorkspacePool<Workspace>::Lease lease(*workspaces_);
    Workspace& workspace = *lease;
    const Band& band = bands[i];
    const auto row = [&](int y, float* out) {
      resamplers[band.level].row(kernels_, y, workspace.rows, out);
    };
    cells[i] =
        pnet_.scan(kernels_, pyramid[band.level].size, row,
                   {band.first, band.last, options_.thresholds[0], most_windows}, workspace.pnet);
  });

  std::vector<std::vector<Candidate>> windows(pyramid.size());
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const std::size_t level = bands[i].level;
    for (const Cell& cell : cells[i]) windows[level].push_back(window(cell, pyramid[level].scale));
    cells[i] = {};
  }
  threads_->parallel_for(windows.size(), [&](std::size_t i) {
    keep_best(windows[i], most_windows);
    windows[i] = suppress(windows[i], 0.5, Overlap::over_union);
  });
  std::vector<Candidate> boxes;
  for (const std::vector<Candidate>& level : windows) {
    boxes.insert(boxes.end(), level.begin(), level.end());
  }
  keep_best(boxes, most_windows);
  boxes = suppress(boxes, 0.7, Overlap::over_union);
  for (Candidate& box : boxes) box = regressed(box, Extent::between);
  return boxes;
}

std::vector<Candidate> Cascade::judge(const Image& image, const CropNet& net,
                                      const std::vector<Candidate>& boxes, float threshold) const {
  const auto threads = static_cast<std::size_t>(options_.threads);
  const std::size_t chunk =
      std::clamp((boxes.size() + threads - 1) / threads, std::size_t{1}, most_crops);
  const std::ptrdiff_t row_size = static_cast<std::ptrdiff_t>(net.side()) * Image::channels;
  std::vector<CropAnswer> answers(boxes.size());
  threads_->parallel_for((boxes.size() + chunk - 1) / chunk, [&](std::size_t task) {
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

std::vector<Candidate> Cascade::refine(const Image& image, std::vector<Candidate> boxes) const {
  boxes =
      judge(image, rnet_, crop_squares(boxes, image.size(), std::trunc), options_.thresholds[1]);
  boxes = suppress(boxes, 0.7, Overlap::over_union);
  for (Candidate& box : boxes) box = regressed(box, Extent::inclusive);
  return boxes;
}

std::vector<Candidate> Cascade::finish(const Image& image, std::vector<Candidate> boxes) const {
  boxes =
      judge(image, onet_, crop_squares(boxes, image.size(), std::round), options_.thresholds[2]);
  for (Candidate& box : boxes) {
    // Landmarks count in sides of the square crop; from here on they are pixels.
    const auto width = static_cast<float>(box.x2 - box.x1 + 1);
    const auto height = static_cast<float>(box.y2 - box.y1 + 1);
    for (std::size_t i = 0; i < 5; ++i) {
      box.landmarks[i] = box.landmarks[i] * width + static_cast<float>(box.x1);
      box.landmarks[i + 5] = box.landmarks[i + 5] * height + static_cast<float>(box.y1);
    }
    box = regressed(box, Extent::inclusive);
  }
  std::erase_if(boxes, [&](const Candidate& box) { return !usable(box, image.size()); });
  return suppress(boxes, 0.7, Overlap::over_smaller);
}

std::vector<Detection> Cascade::detect(const Image& image) const {
  if (image.empty()) return {};
  const std::vector<Candidate> boxes = finish(image, refine(image, propose(image)));
  const std::size_t most =
      options_.max_faces == 0 ? boxes.size() : static_cast<std::size_t>(options_.max_faces);
  std::vector<Detection> faces;
  for (std::size_t i = 0; i < std::min(most, boxes.size()); ++i) {
    faces.push_back(detection_of(boxes[i]));
  }
  return faces;
}

}  // namespace mien::detect
