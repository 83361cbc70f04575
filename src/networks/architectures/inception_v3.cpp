#include <string>

#include "networks/architectures/inception_kernels.h"
#include "networks/architectures/tensorflow_norm.h"
#include "networks/graph_builder.h"
#include "networks/networks.h"

namespace mien::train {

namespace {

/// The padding that keeps rows and columns at stride 1.
constexpr Extent half(Extent kernel) { return {kernel.height / 2, kernel.width / 2}; }

/// One of the blocks of branches that are joined.
struct Mixed {
  GraphBuilder& g;
  std::string name;
  int input;

  /// Convolution, batch norm and ReLU.
  int operator()(const std::string& branch, int x, int out, Extent kernel = 1) const {
    return normed(branch, x, {.out = out, .kernel = kernel, .pad = half(kernel)});
  }

  /// The same with 3 x 3 at stride 2 without padding.
  [[nodiscard]] int halved(const std::string& branch, int x, int out) const {
    return normed(branch, x, {.out = out, .kernel = 3, .stride = 2});
  }

  [[nodiscard]] int pooled(int out) const {
    const int mean = g.average_pool(input, {.kernel = 3, .stride = 1, .pad = 1});
    return (*this)("branch_pool", mean, out);
  }

  [[nodiscard]] int normed(const std::string& branch, int x,
                           const ConvolutionOptions& options) const {
    const std::string full = name.empty() ? branch : name + "." + branch;
    x = g.batch_norm(full + ".bn", g.convolution(full + ".conv", x, options), tensorflow_norm);
    return g.activation(x, Nonlinearity::relu);
  }
};

// Figure 5 of Szegedy et al., with 5 x 5 as in the published weights.
int inception_a(const Mixed& m, int pool_features) {
  const int single = m("branch1x1", m.input, 64);
  const int five = m("branch5x5_2", m("branch5x5_1", m.input, 48), 64, 5);
  int three = m("branch3x3dbl_2", m("branch3x3dbl_1", m.input, 64), 96, 3);
  three = m("branch3x3dbl_3", three, 96, 3);
  return m.g.concat({single, five, three, m.pooled(pool_features)});
}

int inception_b(const Mixed& m) {
  const int single = m.halved("branch3x3", m.input, 384);
  int twice = m("branch3x3dbl_2", m("branch3x3dbl_1", m.input, 64), 96, 3);
  twice = m.halved("branch3x3dbl_3", twice, 96);
  return m.g.concat({single, twice, m.g.max_pool(m.input, {.kernel = 3, .stride = 2})});
}

// Figure 6.
int inception_c(const Mixed& m, int inside) {
  const int single = m("branch1x1", m.input, 192);
  int seven = m("branch7x7_1", m.input, inside);
  seven = m("branch7x7_2", seven, inside, row_of_seven);
  seven = m("branch7x7_3", seven, 192, column_of_seven);
  int twice = m("branch7x7dbl_1", m.input, inside);
  twice = m("branch7x7dbl_2", twice, inside, column_of_seven);
  twice = m("branch7x7dbl_3", twice, inside, row_of_seven);
  twice = m("branch7x7dbl_4", twice, inside, column_of_seven);
  twice = m("branch7x7dbl_5", twice, 192, row_of_seven);
  return m.g.concat({single, seven, twice, m.pooled(192)});
}

int inception_d(const Mixed& m) {
  const int three = m.halved("branch3x3_2", m("branch3x3_1", m.input, 192), 320);
  int seven = m("branch7x7x3_1", m.input, 192);
  seven = m("branch7x7x3_2", seven, 192, row_of_seven);
  seven = m("branch7x7x3_3", seven, 192, column_of_seven);
  seven = m.halved("branch7x7x3_4", seven, 192);
  return m.g.concat({three, seven, m.g.max_pool(m.input, {.kernel = 3, .stride = 2})});
}

// Figure 7.
int inception_e(const Mixed& m) {
  const int single = m("branch1x1", m.input, 320);
  const int three = m("branch3x3_1", m.input, 384);
  const int row = m("branch3x3_2a", three, 384, row_of_three);
  const int column = m("branch3x3_2b", three, 384, column_of_three);
  const int twice = m("branch3x3dbl_2", m("branch3x3dbl_1", m.input, 448), 384, 3);
  const int twice_row = m("branch3x3dbl_3a", twice, 384, row_of_three);
  const int twice_column = m("branch3x3dbl_3b", twice, 384, column_of_three);
  return m.g.concat({single, row, column, twice_row, twice_column, m.pooled(192)});
}

int inception_stem(GraphBuilder& g) {
  const Mixed m{g, "", GraphBuilder::picture};
  int x = m.halved("Conv2d_1a_3x3", m.input, 32);
  x = m.normed("Conv2d_2a_3x3", x, {.out = 32, .kernel = 3});
  x = g.max_pool(m("Conv2d_2b_3x3", x, 64, 3), {.kernel = 3, .stride = 2});
  x = m.normed("Conv2d_4a_3x3", m("Conv2d_3b_1x1", x, 80), {.out = 192, .kernel = 3});
  return g.max_pool(x, {.kernel = 3, .stride = 2});
}

}  // namespace

NetworkGraph make_inception_v3(const NetworkSettings& settings) {
  GraphBuilder g("inception-v3");
  int x = inception_stem(g);
  x = inception_a({g, "Mixed_5b", x}, 32);
  x = inception_a({g, "Mixed_5c", x}, 64);
  x = inception_a({g, "Mixed_5d", x}, 64);
  x = inception_b({g, "Mixed_6a", x});
  x = inception_c({g, "Mixed_6b", x}, 128);
  x = inception_c({g, "Mixed_6c", x}, 160);
  x = inception_c({g, "Mixed_6d", x}, 160);
  x = inception_c({g, "Mixed_6e", x}, 192);
  x = inception_d({g, "Mixed_7a", x});
  x = inception_e({g, "Mixed_7b", x});
  x = inception_e({g, "Mixed_7c", x});
  const int features = g.flatten(g.global_average_pool(x));
  return std::move(g).finish(
      features,
      {.name = "fc", .classes = settings.classes, .dropout = settings.dropout.value_or(0.5)});
}

}  // namespace mien::train
