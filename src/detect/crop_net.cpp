#include "detect/crop_net.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "detect/winograd.h"
#include "mien/core/image.h"

namespace mien::detect {

namespace {

// The map before the last convolution is 4x4. Its 2x2 windows start at pixels 0 to 10 in reading
// order; those of the last column are computed and not used.
constexpr int last_side = 4;
constexpr int last_points = 11;

float* grown(Floats& buffer, std::size_t needed) {
  if (buffer.size() < needed) buffer.resize(needed);
  return buffer.data();
}

RawLayer layer_of(const NetworkWeights& weights, const std::string& layer,
                  const std::vector<std::int64_t>& shape, const std::string& slope) {
  const std::int64_t outputs = shape.size() == 4 ? shape[0] : shape[1];
  const Tensor* slopes = nullptr;
  if (!slope.empty()) {
    slopes = &weights.get(slope, shape.size() == 4 ? std::vector<std::int64_t>{outputs, 1, 1}
                                                   : std::vector<std::int64_t>{outputs});
  }
  return {weights.get(layer + "/weights", shape), weights.get(layer + "/bias", {outputs}), slopes};
}

/// Poolings that go beyond the map are cut there ("same" padding).
struct MapShape {
  int rows;
  int columns;
  int stride;  ///< pixels from row to row
  int channels;
};

/// A row of the pooled map, in Winograd's positions if `positions` is given.
class PooledRows {
 public:
  PooledRows(const CnnKernels& kernels, int outputs, int channels, CropWorkspace& workspace,
             bool to_positions)
      : kernels_(&kernels), outputs_(outputs), channels_(channels), to_positions_(to_positions) {
    const auto size = static_cast<std::size_t>(channels);
    if (to_positions_) {
      row_ = grown(workspace.pooled, static_cast<std::size_t>(winograd_reach(tiles())) * size);
      out_ = grown(workspace.positions, static_cast<std::size_t>(6 * outputs * tiles()) * size);
      std::fill(row_ + static_cast<std::size_t>(outputs) * size,
                row_ + static_cast<std::size_t>(winograd_reach(tiles())) * size, 0.0F);
    } else {
      out_ = grown(workspace.pooled, static_cast<std::size_t>(outputs * outputs) * size);
    }
  }

  /// Row `y` of `map`, whose rows from `first` on are at hand.
  void make(int y, int window, const MapShape& map, const float* first) {
    Pooling pooling;
    for (int row = 2 * y; row < std::min(2 * y + window, map.rows); ++row) {
      pooling.rows[pooling.row_count++] =
          first + static_cast<std::ptrdiff_t>(row - 2 * y) * map.stride * map.channels;
    }
    pooling.window = window;
    pooling.width = map.columns;
    pooling.channels = channels_;
    pooling.outputs = outputs_;
    pooling.out =
        to_positions_ ? row_ : out_ + static_cast<std::ptrdiff_t>(y) * outputs_ * channels_;
    kernels_->max_pool(pooling);
    if (!to_positions_) return;
    kernels_->winograd_input(row_, channels_, tiles(), out_ + row_stride() * y,
                             row_stride() * outputs_);
  }

  /// All rows of the next convolution.
  [[nodiscard]] WinogradRows positions() const {
    return {{out_, out_ + row_stride(), out_ + 2 * row_stride()},
            row_stride() * outputs_,
            tiles() * (outputs_ - 2),
            channels_};
  }
  [[nodiscard]] const float* map() const { return out_; }
  [[nodiscard]] int tiles() const { return winograd_tiles(outputs_ - 2); }

 private:
  [[nodiscard]] std::ptrdiff_t row_stride() const {
    return static_cast<std::ptrdiff_t>(tiles()) * channels_;
  }

  const CnnKernels* kernels_;
  int outputs_;
  int channels_;
  bool to_positions_;
  float* row_ = nullptr;
  float* out_ = nullptr;
};

}  // namespace

CropNet::CropNet(int side, PackedLayer stem, std::vector<Stage> stages, PackedLayer last,
                 PackedLayer hidden, PackedLayer outputs)
    : side_(side),
      stem_(std::move(stem)),
      stages_(std::move(stages)),
      last_(std::move(last)),
      hidden_(std::move(hidden)),
      outputs_(std::move(outputs)) {}

CropNet CropNet::rnet(const NetworkWeights& weights) {
  const auto layer = [&](const std::string& name, const std::vector<std::int64_t>& shape,
                         const std::string& slope) {
    return layer_of(weights, "rnet/" + name, shape, slope.empty() ? "" : "rnet/" + slope);
  };
  std::vector<Stage> stages;
  stages.push_back({pack_winograd(layer("conv2", {48, 28, 3, 3}, "prelu2_alpha"), 48), 3});
  return {24,
          pack_convolution(layer("conv1", {28, 3, 3, 3}, "prelu1_alpha"), Image::channels, 32),
          std::move(stages),
          pack_convolution(layer("conv3", {64, 48, 2, 2}, "prelu3_alpha"), 48, 32),
          pack_dense({layer("fc1", {576, 128}, "prelu4_alpha")}, 3, 3, 32),
          pack_dense({layer("fc2_1", {128, 2}, ""), layer("fc2_2", {128, 4}, "")}, 1, 1, 16)};
}

CropNet CropNet::onet(const NetworkWeights& weights) {
  const auto layer = [&](const std::string& name, const std::vector<std::int64_t>& shape,
                         const std::string& slope) {
    return layer_of(weights, "onet/" + name, shape, slope.empty() ? "" : "onet/" + slope);
  };
  std::vector<Stage> stages;
  stages.push_back({pack_winograd(layer("conv2", {64, 32, 3, 3}, "prelu2_alpha"), 32), 3});
  stages.push_back({pack_winograd(layer("conv3", {64, 64, 3, 3}, "prelu3_alpha"), 32), 2});
  return {48,
          pack_convolution(layer("conv1", {32, 3, 3, 3}, "prelu1_alpha"), Image::channels, 32),
          std::move(stages),
          pack_convolution(layer("conv4", {128, 64, 2, 2}, "prelu4_alpha"), 64, 32),
          pack_dense({layer("fc1", {1152, 256}, "prelu5_alpha")}, 3, 3, 32),
          pack_dense({layer("fc2_1", {256, 2}, ""), layer("fc2_2", {256, 4}, ""),
                      layer("fc2_3", {256, 10}, "")},
                     1, 1, 16)};
}

std::size_t CropNet::flat_size() const {
  return static_cast<std::size_t>(last_points) * static_cast<std::size_t>(last_.outputs());
}

void CropNet::convolve(const CnnKernels& kernels, const float* crop, CropWorkspace& workspace,
                       float* flat) const {
  const int stem_side = side_ - 2;
  int side = (stem_side + 1) / 2;
  int channels = stem_.outputs();
  PooledRows pooled(kernels, side, channels, workspace, true);

  // The stem's rows are made when the pooling needs them: three, of which the first was there.
  const std::ptrdiff_t row_size = static_cast<std::ptrdiff_t>(stem_side) * channels;
  float* rows = grown(workspace.stem, 3 * static_cast<std::size_t>(row_size));
  int prepared = 0;
  for (int y = 0; y < side; ++y) {
    if (y > 0) std::copy_n(rows + 2 * row_size, row_size, rows);
    for (; prepared < std::min(2 * y + 3, stem_side); ++prepared) {
      Product product = product_of(stem_);
      for (int i = 0; i < 3; ++i) {
        product.segments[i] = crop + static_cast<std::ptrdiff_t>(prepared + i) * side_ * 3;
      }
      product.point_stride = Image::channels;
      product.points = stem_side;
      product.out = rows + (prepared - 2 * y) * row_size;
      product.out_stride = channels;
      kernels.multiply(product);
    }
    pooled.make(y, 3, {stem_side, stem_side, stem_side, channels}, rows);
  }

  for (std::size_t i = 0; i < stages_.size(); ++i) {
    const Stage& stage = stages_[i];
    const int tiles = pooled.tiles();
    channels = stage.layer.outputs();
    const MapShape shape{side - 2, side - 2, 4 * tiles, channels};
    const std::ptrdiff_t map_row = static_cast<std::ptrdiff_t>(shape.stride) * channels;
    float* map = grown(workspace.map, static_cast<std::size_t>(map_row * shape.rows));
    winograd_convolution(kernels, stage.layer, pooled.positions(), workspace.products, map);
    side = (side - 2 - stage.window) / 2 + 1;
    pooled = PooledRows(kernels, side, channels, workspace, i + 1 < stages_.size());
    for (int y = 0; y < side; ++y) pooled.make(y, stage.window, shape, map + map_row * 2 * y);
  }

  Product product = product_of(last_);
  for (int i = 0; i < 2; ++i) {
    product.segments[i] = pooled.map() + static_cast<std::ptrdiff_t>(i) * last_side * channels;
  }
  product.point_stride = channels;
  product.points = last_points;
  product.out = flat;
  product.out_stride = last_.outputs();
  kernels.multiply(product);
}

std::vector<CropAnswer> CropNet::run(const CnnKernels& kernels, std::span<const float> crops,
                                     CropWorkspace& workspace) const {
  const std::size_t count = crops.size() / crop_size();
  float* flat = grown(workspace.flat, count * flat_size());
  for (std::size_t i = 0; i < count; ++i) {
    convolve(kernels, crops.data() + i * crop_size(), workspace, flat + i * flat_size());
  }

  Product hidden = product_of(hidden_);
  for (int i = 0; i < 3; ++i) {
    hidden.segments[i] = flat + static_cast<std::ptrdiff_t>(i) * last_side * last_.outputs();
  }
  hidden.point_stride = static_cast<std::ptrdiff_t>(flat_size());
  hidden.points = static_cast<int>(count);
  hidden.out = grown(workspace.hidden, count * static_cast<std::size_t>(hidden_.outputs()));
  hidden.out_stride = hidden_.outputs();
  kernels.multiply(hidden);

  Product last = product_of(outputs_);
  last.segments[0] = hidden.out;
  last.point_stride = hidden.out_stride;
  last.points = hidden.points;
  last.out = grown(workspace.outputs, count * static_cast<std::size_t>(outputs_.outputs()));
  last.out_stride = outputs_.outputs();
  kernels.multiply(last);

  std::vector<CropAnswer> answers(count);
  for (std::size_t i = 0; i < count; ++i) {
    const float* values = last.out + static_cast<std::ptrdiff_t>(i) * last.out_stride;
    answers[i].score = 1 / (1 + std::exp(values[0] - values[1]));
    std::copy_n(values + 2, 4, answers[i].offsets.begin());
    std::copy_n(values + 6, 10, answers[i].landmarks.begin());
  }
  return answers;
}

}  // namespace mien::detect
