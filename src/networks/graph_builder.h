#pragma once

#include <string>
#include <vector>

#include "networks/network_graph.h"

namespace mien::train {

struct ConvolutionOptions {
  int out = 0;  ///< channels
  Extent kernel = 1;
  Extent stride = 1;
  bool same = false;  ///< TensorFlow's padding in place of `pad`
  Extent pad = 0;
  int groups = 1;
  bool bias = false;
  bool standardised = false;  ///< see GraphOp; epsilon is 1e-5
};

struct BatchNormOptions {
  double epsilon = 1e-5;
  double momentum = 0.1;
};

struct PoolOptions {
  Extent kernel = 1;
  Extent stride = 1;
  bool same = false;  ///< TensorFlow's padding in place of `pad`
  Extent pad = 0;
  bool ceiling = false;       ///< Padding::ceiling in place of `pad`
  bool count_padding = true;  ///< average pools: padded zeros are part of the mean
};

struct ClassifierOptions {
  std::string name = {};  ///< of the linear layer
  int classes = 0;        ///< 0 adds no classifier
  double dropout = 0;     ///< before the classifier or the trainer's heads
};

/// Writes a network node by node. Each function appends a node and returns its index, which the
/// next ones take as their input.
class GraphBuilder {
 public:
  static constexpr int picture = GraphOp::picture;

  explicit GraphBuilder(std::string architecture);

  int convolution(const std::string& name, int x, const ConvolutionOptions& options);
  int batch_norm(const std::string& name, int x, const BatchNormOptions& options = {});
  int activation(int x, Nonlinearity nonlinearity);
  int add(int x, int y);
  int add_leading(int x, int y);
  int multiply(int x, int gate);

  /// @param name of a learnt scalar besides the factor; empty for none
  int scale(int x, double factor, const std::string& name = {});
  /// @param name of the learnt numbers
  int arctangent(const std::string& name, int x);
  /// @param before channels of zeros before those of `x`
  int widen(int x, int channels, int before);
  int concat(const std::vector<int>& inputs);
  int global_average_pool(int x);
  int max_pool(int x, const PoolOptions& options);
  int average_pool(int x, const PoolOptions& options);
  int adaptive_average_pool(int x, Extent size);

  /// @param size rows and columns of `x`
  int flatten(int x, Extent size = 1);
  int linear(const std::string& name, int x, int out, bool bias = true);

  /// A rate of 0 adds no node and returns `x`.
  int dropout(int x, double rate);
  int drop_path(int x, double rate);

  [[nodiscard]] int channels(int node) const;

  /// Ends the network at the flattened `features`, or at a classifier on them.
  [[nodiscard]] NetworkGraph finish(int features, const ClassifierOptions& classifier) &&;

 private:
  int append(GraphOp node);
  int pool(Op op, int x, const PoolOptions& options);

  NetworkGraph graph_;
};

}  // namespace mien::train
