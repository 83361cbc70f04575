#include "detect/pnet.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "detect/winograd.h"

namespace mien::detect {

namespace {

constexpr int channels = 16;  // of the first two convolutions, padded
constexpr int features = 32;  // of the third

struct Widths {
  int level;
  int stem;
  int pooled;
  int middle;
  int cells;

  explicit Widths(int width)
      : level(width),
        stem(width - 2),
        pooled((stem + 1) / 2),
        middle(pooled - 2),
        cells(middle - 2) {}
};

void grow(Floats& buffer, int pixels, int depth) {
  const std::size_t needed = static_cast<std::size_t>(pixels) * static_cast<std::size_t>(depth);
  if (buffer.size() < needed) buffer.resize(needed);
}

/// The face's probability can reach `threshold` from this logit on; a little less, for rounding.
float least_logit(float threshold) {
  if (threshold <= 0) return -INFINITY;
  if (threshold >= 1) return 15;
  return std::log(threshold / (1 - threshold)) - 1e-3F;
}

/// The best cells, equal ones by rising row and column, in the order in which they were.
void keep_best(std::vector<Cell>& cells, std::size_t most) {
  if (cells.size() <= most) return;
  const auto place = [](const Cell& cell) { return std::pair(cell.row, cell.column); };
  std::ranges::sort(cells, [&](const Cell& a, const Cell& b) {
    return a.score != b.score ? a.score > b.score : place(a) < place(b);
  });
  cells.resize(most);
  std::ranges::sort(cells, {}, place);
}

/// The rows of one level, layer by layer, each made when the next layer asks for it.
class Rows {
 public:
  Rows(const CnnKernels& kernels, Size level, const PNet::RowSource& source,
       PNetWorkspace& workspace)
      : kernels_(kernels),
        source_(source),
        space_(workspace),
        widths_(level.width),
        stem_rows_(level.height - 2) {
    grow(space_.input, 4, input_stride());
    grow(space_.stem, 2 * widths_.stem, channels);
    grow(space_.pooled, winograd_reach(middle_tiles()), channels);
    grow(space_.pooled_positions, 3 * 6 * middle_tiles(), channels);
    grow(space_.middle, winograd_reach(std::max(middle_tiles(), cell_tiles())), channels);
    grow(space_.middle_positions, 3 * 6 * cell_tiles(), channels);
    grow(space_.features, 4 * cell_tiles(), features);
    grow(space_.logits, widths_.cells, 1);
  }

  /// The first layer and the pooling behind it, in Winograd's positions.
  void make_pooled(const PackedLayer& layer, int row) {
    const int first = 2 * row;
    for (int y = std::max(first, next_input_); y < std::min(first + 4, stem_rows_ + 2); ++y) {
      source_(y, input(y));
    }
    next_input_ = first + 4;
    Pooling pooling;
    for (int y = first; y < std::min(first + 2, stem_rows_); ++y) {
      Product product = product_of(layer);
      for (int i = 0; i < 3; ++i) product.segments[i] = input(y + i);
      product.point_stride = Image::channels;
      product.points = widths_.stem;
      product.out =
          space_.stem.data() + static_cast<std::ptrdiff_t>(y - first) * widths_.stem * channels;
      product.out_stride = channels;
      kernels_.multiply(product);
      pooling.rows[pooling.row_count++] = product.out;
    }
    pooling.window = 2;
    pooling.width = widths_.stem;
    pooling.channels = channels;
    pooling.outputs = widths_.pooled;
    pooling.out = space_.pooled.data();
    kernels_.max_pool(pooling);
    clear(space_.pooled, widths_.pooled, winograd_reach(middle_tiles()));
    to_positions(space_.pooled, space_.pooled_positions, middle_tiles(), row);
  }

  void make_middle(const PackedLayer& layer, int row) {
    winograd_convolution(kernels_, layer, positions(space_.pooled_positions, middle_tiles(), row),
                         space_.products, space_.middle.data());
    clear(space_.middle, widths_.middle, winograd_reach(cell_tiles()));
    to_positions(space_.middle, space_.middle_positions, cell_tiles(), row);
  }

  const float* make_features(const PackedLayer& layer, int row) {
    winograd_convolution(kernels_, layer, positions(space_.middle_positions, cell_tiles(), row),
                         space_.products, space_.features.data());
    return space_.features.data();
  }

  [[nodiscard]] int cells() const { return widths_.cells; }

 private:
  // Rows are written with one float more; 16 keep them apart.
  [[nodiscard]] int input_stride() const { return widths_.level * Image::channels + 16; }
  [[nodiscard]] int middle_tiles() const { return winograd_tiles(widths_.middle); }
  [[nodiscard]] int cell_tiles() const { return winograd_tiles(widths_.cells); }

  float* input(int y) {
    return space_.input.data() + static_cast<std::ptrdiff_t>(y % 4) * input_stride();
  }

  static void clear(Floats& row, int from, int to) {
    if (from >= to) return;
    std::fill(row.begin() + static_cast<std::ptrdiff_t>(from) * channels,
              row.begin() + static_cast<std::ptrdiff_t>(to) * channels, 0.0F);
  }

  static std::ptrdiff_t ring_offset(int tiles, int row) {
    return static_cast<std::ptrdiff_t>(row % 3) * 6 * tiles * channels;
  }

  void to_positions(const Floats& row, Floats& ring, int tiles, int y) const {
    kernels_.winograd_input(row.data(), channels, tiles, ring.data() + ring_offset(tiles, y),
                            static_cast<std::ptrdiff_t>(tiles) * channels);
  }

  static WinogradRows positions(const Floats& ring, int tiles, int row) {
    WinogradRows rows;
    for (int i = 0; i < 3; ++i) {
      rows.rows[static_cast<std::size_t>(i)] = ring.data() + ring_offset(tiles, row + i);
    }
    rows.position_stride = static_cast<std::ptrdiff_t>(tiles) * channels;
    rows.tiles = tiles;
    rows.channels = channels;
    return rows;
  }

  const CnnKernels& kernels_;
  const PNet::RowSource& source_;
  PNetWorkspace& space_;
  Widths widths_;
  int stem_rows_;
  int next_input_ = 0;
};

}  // namespace

PNet::PNet(const NetworkWeights& weights)
    : conv1_(pack_convolution(
          {weights.get("pnet/conv1/weights", {10, 3, 3, 3}), weights.get("pnet/conv1/bias", {10}),
           &weights.get("pnet/prelu1_alpha", {10, 1, 1})},
          Image::channels, channels)),
      conv2_(pack_winograd(
          {weights.get("pnet/conv2/weights", {16, 10, 3, 3}), weights.get("pnet/conv2/bias", {16}),
           &weights.get("pnet/prelu2_alpha", {16, 1, 1})},
          channels)),
      conv3_(pack_winograd(
          {weights.get("pnet/conv3/weights", {32, 16, 3, 3}), weights.get("pnet/conv3/bias", {32}),
           &weights.get("pnet/prelu3_alpha", {32, 1, 1})},
          features)) {
  const Tensor& scores = weights.get("pnet/conv4_1/weights", {2, features, 1, 1});
  const Tensor& score_biases = weights.get("pnet/conv4_1/bias", {2});
  for (std::size_t c = 0; c < features; ++c) {
    score_weights_.push_back(scores.data[features + c] - scores.data[c]);
  }
  score_bias_ = score_biases.data[1] - score_biases.data[0];
  const Tensor& offsets = weights.get("pnet/conv4_2/weights", {4, features, 1, 1});
  const Tensor& offset_biases = weights.get("pnet/conv4_2/bias", {4});
  for (std::size_t i = 0; i < 4; ++i) {
    const auto first = offsets.data.begin() + static_cast<std::ptrdiff_t>(i * features);
    offset_weights_[i].assign(first, first + features);
    offset_biases_[i] = offset_biases.data[i];
  }
}

Size PNet::cells(Size level) { return {Widths(level.width).cells, Widths(level.height).cells}; }

std::array<float, 4> PNet::offsets_at(const float* feature) const {
  std::array<float, 4> offsets{};
  for (std::size_t i = 0; i < 4; ++i) {
    offsets[i] = std::inner_product(offset_weights_[i].begin(), offset_weights_[i].end(), feature,
                                    offset_biases_[i]);
  }
  return offsets;
}

std::vector<Cell> PNet::scan(const CnnKernels& kernels, Size level, const RowSource& source,
                             const Region& region, PNetWorkspace& workspace) const {
  Rows rows(kernels, level, source, workspace);
  const float least = least_logit(region.threshold);
  std::vector<Cell> cells;
  // A row of cells needs three rows of the middle layer, and each of those three pooled rows.
  for (int pooled = region.first; pooled < region.last + 4; ++pooled) {
    rows.make_pooled(conv1_, pooled);
    if (pooled < region.first + 2) continue;
    rows.make_middle(conv2_, pooled - 2);
    if (pooled < region.first + 4) continue;
    const float* map = rows.make_features(conv3_, pooled - 4);
    kernels.dot(map, rows.cells(), features, score_weights_.data(), score_bias_,
                workspace.logits.data());
    for (int column = 0; column < rows.cells(); ++column) {
      const float logit = workspace.logits[static_cast<std::size_t>(column)];
      if (!(logit >= least)) continue;
      const float score = 1 / (1 + std::exp(-logit));
      if (score < region.threshold) continue;
      const float* feature = map + static_cast<std::ptrdiff_t>(column) * features;
      cells.push_back({pooled - 4, column, score, offsets_at(feature)});
    }
    if (cells.size() > 2 * region.most) keep_best(cells, region.most);
  }
  keep_best(cells, region.most);
  return cells;
}

}  // namespace mien::detect
