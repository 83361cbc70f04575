#include "detect/cascade.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "detect/border.h"

namespace mien::detect {

namespace {

// Bounds time and memory where nearly every window passes, such as with thresholds of 0.
constexpr std::size_t most_windows = 20'000;

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

}  // namespace

Cascade::Cascade(const MtcnnModels& models, const DetectorOptions& options,
                 const CnnKernels& kernels)
    : options_(options),
      kernels_(kernels),
      pnet_(NetworkWeights(models.pnet, "mtcnn-pnet")),
      rnet_(CropNet::rnet(NetworkWeights(models.rnet, "mtcnn-rnet"))),
      onet_(CropNet::onet(NetworkWeights(models.onet, "mtcnn-onet"))),
      threads_(std::make_unique<ThreadPool>(options.threads)),
      crops_(kernels, *threads_),
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

std::vector<Candidate> Cascade::refine(const Image& image, std::vector<Candidate> boxes) const {
  boxes = crops_.judge(image, rnet_, crop_squares(boxes, image.size(), std::trunc),
                       options_.thresholds[1]);
  boxes = suppress(boxes, 0.7, Overlap::over_union);
  for (Candidate& box : boxes) box = regressed(box, Extent::inclusive);
  return boxes;
}

std::vector<Candidate> Cascade::finish(const Image& image, std::vector<Candidate> boxes) const {
  boxes = crops_.judge(image, onet_, crop_squares(boxes, image.size(), std::round),
                       options_.min_score.value_or(options_.thresholds[2]));
  for (Candidate& box : boxes) box = finished(box);
  std::erase_if(boxes, [&](const Candidate& box) { return !usable(box, image.size()); });
  return suppress(boxes, 0.7, Overlap::over_smaller);
}

std::vector<Detection> Cascade::detect(const Image& image) const {
  if (image.empty()) return {};
  const auto border = static_cast<int>(
      std::lround(options_.border * static_cast<float>(std::max(image.width(), image.height()))));
  const Image wide = border > 0 ? with_border(image, border) : Image();
  const Image& seen = border > 0 ? wide : image;
  const auto most = options_.max_faces == 0 ? std::numeric_limits<std::size_t>::max()
                                            : static_cast<std::size_t>(options_.max_faces);
  std::vector<Detection> faces;
  for (const Candidate& box : finish(seen, refine(seen, propose(seen)))) {
    const Detection face = without_border(detection_of(box), border, 1);
    if (faces.size() < most && is_wanted(face, image.size(), options_.min_face)) {
      faces.push_back(face);
    }
  }
  return faces;
}

}  // namespace mien::detect
