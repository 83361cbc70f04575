#include "executor/layers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "detect/cnn_kernels.h"
#include "executor/executor.h"
#include "random_plan.h"

namespace mien::executor {
namespace {

using Map = std::vector<double>;

struct Shape {
  int rows;
  int columns;
  int channels;
};

std::size_t place(const Shape& shape, int y, int x, int c) {
  return static_cast<std::size_t>((y * shape.columns + x) * shape.channels + c);
}

/// The layer by its definition, in double precision.
Map reference(const Plan& plan, const Map& in, Shape shape, Shape& out) {
  const Layer& layer = plan.layers.front();
  const Tensor& weights = plan.tensors.at(layer.weights);
  const Tensor& bias = plan.tensors.at(layer.bias);
  const auto side = [&](int length, int pads, std::int64_t kernel) {
    return (length + pads - (static_cast<int>(kernel) - 1) * layer.dilation - 1) / layer.stride + 1;
  };
  const auto kernel_rows = static_cast<int>(weights.shape[2]);
  const auto kernel_columns = static_cast<int>(weights.shape[3]);
  out = {side(shape.rows, layer.pads[0] + layer.pads[2], kernel_rows),
         side(shape.columns, layer.pads[1] + layer.pads[3], kernel_columns),
         static_cast<int>(weights.shape[0])};
  const bool depthwise = layer.kind == LayerKind::depthwise;
  const int inputs = depthwise ? 1 : shape.channels;
  Map answer(static_cast<std::size_t>(out.rows * out.columns * out.channels));
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.columns; ++x) {
      for (int o = 0; o < out.channels; ++o) {
        double sum = bias.data[static_cast<std::size_t>(o)];
        for (int i = 0; i < inputs; ++i) {
          for (int r = 0; r < kernel_rows; ++r) {
            for (int k = 0; k < kernel_columns; ++k) {
              const int row = y * layer.stride - layer.pads[0] + r * layer.dilation;
              const int column = x * layer.stride - layer.pads[1] + k * layer.dilation;
              if (row < 0 || row >= shape.rows || column < 0 || column >= shape.columns) continue;
              const int from = ((o * inputs + i) * kernel_rows + r) * kernel_columns + k;
              sum += static_cast<double>(weights.data[static_cast<std::size_t>(from)]) *
                     in[place(shape, row, column, depthwise ? o : i)];
            }
          }
        }
        if (sum < 0 && layer.activation != Activation::none) {
          sum *= layer.activation == Activation::prelu
                     ? plan.tensors.at(layer.slope).data[static_cast<std::size_t>(o)]
                     : 0.0;
        }
        if (layer.activation == Activation::relu6) sum = std::min(sum, 6.0);
        answer[place(out, y, x, o)] = sum;
      }
    }
  }
  return answer;
}

class LayersTest : public testing::TestWithParam<const detect::CnnKernels*> {
 protected:
  void expect_as_defined(const RandomLayer& layer, int rows, int columns) const {
    Plan plan;
    plan.name = "one layer";
    plan.channels = layer.inputs;
    add_layer(plan, layer, 0, 7);
    plan.outputs = {{"answer", 1}};
    const Shape shape{rows, columns, layer.inputs};
    const auto input = random_floats(static_cast<std::size_t>(rows * columns * layer.inputs), 3);
    Shape out{};
    const Map expected = reference(plan, Map(input.begin(), input.end()), shape, out);
    Executor executor(plan, *GetParam());
    // Twice, since buffers are kept.
    for (int i = 0; i < 2; ++i) {
      const Answer answer = executor.run(input, {columns, rows}).front();
      ASSERT_EQ(answer.rows, static_cast<std::size_t>(out.rows));
      ASSERT_EQ(answer.columns, static_cast<std::size_t>(out.columns));
      ASSERT_EQ(answer.channels, static_cast<std::size_t>(out.channels));
      for (std::size_t k = 0; k < expected.size(); ++k) {
        ASSERT_NEAR(answer.values[k], expected[k], 2e-5) << "number " << k;
      }
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Kernels, LayersTest, testing::ValuesIn(detect::supported_kernels()),
                         [](const auto& info) {
                           std::string name = info.param->name;
                           std::erase(name, '-');
                           return name;
                         });

TEST_P(LayersTest, ConvolvesAsDefined) {
  expect_as_defined({.outputs = 24}, 9, 7);
  expect_as_defined({.outputs = 32, .stride = 2, .pads = {0, 0, 1, 1}}, 10, 12);
  expect_as_defined({.inputs = 16, .outputs = 48, .activation = Activation::relu}, 5, 5);
  expect_as_defined({.inputs = 16, .outputs = 8, .dilation = 3, .pads = {3, 3, 3, 3}}, 6, 8);
  expect_as_defined({.outputs = 16, .rows = 5, .columns = 4, .pads = {2, 1, 2, 2}}, 7, 9);
  expect_as_defined({.inputs = 32, .outputs = 10, .rows = 1, .columns = 1, .pads = {}}, 3, 14);
  expect_as_defined({.inputs = 5, .outputs = 16, .rows = 1, .columns = 1, .stride = 2, .pads = {}},
                    5, 6);
}

TEST_P(LayersTest, AppliesEachActivation) {
  for (const Activation activation :
       {Activation::none, Activation::relu, Activation::relu6, Activation::prelu}) {
    expect_as_defined({.inputs = 16, .outputs = 16, .activation = activation}, 6, 6);
    expect_as_defined(
        {.kind = LayerKind::depthwise, .inputs = 16, .outputs = 16, .activation = activation}, 6,
        6);
  }
}

TEST_P(LayersTest, ConvolvesDepthwiseAsDefined) {
  const auto depthwise = [&](RandomLayer layer, int rows, int columns) {
    layer.kind = LayerKind::depthwise;
    layer.inputs = layer.outputs = 32;
    expect_as_defined(layer, rows, columns);
  };
  depthwise({}, 7, 9);
  depthwise({.stride = 2}, 8, 5);
  depthwise({.stride = 2, .pads = {0, 0, 1, 1}}, 6, 8);
  depthwise({}, 1, 1);
  depthwise({}, 2, 1);
  depthwise({.pads = {}}, 3, 3);
  depthwise({.rows = 7, .columns = 7, .pads = {}}, 7, 7);
  depthwise({.dilation = 2, .pads = {2, 2, 2, 2}}, 5, 6);
}

TEST(AnswerSideTest, CountsPlacesAndIsZeroForMapsThatAreTooSmall) {
  EXPECT_EQ(answer_side(160, 1, 3, 2, 1), 80);
  EXPECT_EQ(answer_side(7, 0, 7, 1, 1), 1);
  EXPECT_EQ(answer_side(5, 10, 3, 1, 5), 5);
  EXPECT_EQ(answer_side(2, 0, 3, 1, 1), 0);
}

}  // namespace
}  // namespace mien::executor
