#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mien::train {

/// What one node of a network computes. Values are batch x channels x rows x columns until
/// `flatten`, batch x channels after it.
enum class Op {
  convolution,          ///< input {x}; parameters weight (out x in/groups x rows x columns), bias;
                        ///< gain (out x 1 x 1 x 1) if `standardised`
  batch_norm,           ///< input {x}; weight, bias; buffers running_mean, running_var
  activation,           ///< input {x}
  add,                  ///< inputs {x, y} of one shape
  add_leading,          ///< inputs {x, y}: y is added to the first of x's channels, the rest stay
  multiply,             ///< inputs {x, gate}: the gate is x's shape, or 1 x 1 in rows and columns
  scale,                ///< input {x}: times `factor`, and times a learnt scalar if it has a name
  global_average_pool,  ///< input {x}; gives 1 x 1 rows and columns
  global_max_pool,      ///< input {x}; gives 1 x 1 rows and columns
  average_pool,         ///< input {x}; padded zeros count if `count_padding`
  adaptive_average_pool,  ///< input {x}; gives `kernel` rows and columns of any size of picture:
                          ///< row i is the mean of rows floor(i in / out) up to ceil((i + 1) in /
                          ///< out)
  max_pool,               ///< input {x}; padding never wins
  linear,                 ///< input {x} of batch x channels; weight (out x in), bias
  graph_linear,  ///< input {x} of batch x channels; a linear layer without bias whose weights
                 ///< (nodes x channels) a graph convolution over `out_channels` nodes makes:
                 ///< A leaky(A Z W1) W2 with a slope of 0.2 below 0; W1 = gc1.weight (word_size x
                 ///< hidden), W2 = gc2.weight (hidden x in); buffers words (Z, nodes x word_size)
                 ///< and adjacency (A, nodes x nodes, row: the node that receives)
  narrow,        ///< input {x}; channels `first` up to `first + out_channels`
  dropout,       ///< input {x}; in training zeroes each value with `rate` and scales the rest
  drop_path,     ///< input {x}; as dropout, but a whole sample at a time (stochastic depth)
  concat,        ///< inputs {x, y, ...}: joined along the channels
  flatten,       ///< input {x}: batch x (channels * rows * columns), in this order
  arctangent,    ///< input {x}: atan(a x / s) / (a s), s = sqrt(c^2 + 1); learnt numbers _a, _c
  widen,         ///< input {x}; `first` channels of zeros before x's, the rest of them behind
};

enum class Nonlinearity {
  relu,
  relu6,    ///< min(max(x, 0), 6)
  silu,     ///< x * sigmoid(x), also called swish
  gelu,     ///< x * (1 + erf(x / sqrt(2))) / 2
  sigmoid,  ///< 1 / (1 + exp(-x))
  elu,      ///< x, but exp(x) - 1 below 0
};

/// How a convolution or pool pads its input.
enum class Padding {
  fixed,  ///< `pad` zeros on both sides; the output has (in + 2 pad - kernel) / stride + 1, rounded
          ///< down
  same,   ///< TensorFlow's "same": the output has in / stride, rounded up; of the total padding
         ///< max((out - 1) * stride + kernel - in, 0) half, rounded down, goes to the top and left,
         ///< the rest to the bottom and right
  ceiling,  ///< (in - kernel) / stride + 1, rounded up: what the last window lacks is padded at the
            ///< bottom and right
};

/// A length along rows and columns.
struct Extent {
  int height = 1;
  int width = 1;

  constexpr Extent(int side) : height(side), width(side) {}  // NOLINT(google-explicit-constructor)
  constexpr Extent(int rows, int columns) : height(rows), width(columns) {}
  friend bool operator==(const Extent&, const Extent&) = default;
};

/// One node. Fields that its operation does not name in the comment keep their default.
struct GraphOp {
  static constexpr int picture = -1;  ///< the index of the network's input

  Op op = Op::activation;
  std::string name = {};         ///< prefix of its parameters, as "blocks.0.0.conv_dw"; else empty
  std::vector<int> inputs = {};  ///< indices of earlier nodes, or `picture`
  int in_channels = 0;           ///< channels of the first input (values a sample, for linear)
  int out_channels = 0;          ///< channels of the result

  Extent kernel = 1;  ///< convolution, average_pool, max_pool; result of adaptive_average_pool
  Extent stride = 1;  ///< convolution, average_pool, max_pool
  Padding padding = Padding::fixed;  ///< convolution, average_pool, max_pool
  Extent pad = 0;                    ///< with Padding::fixed: on each side
  int groups = 1;                    ///< convolution; in_channels if depthwise
  bool bias = false;                 ///< convolution, linear: has a bias
  /// Convolution: computes with (weight - mean) / sqrt((variance + epsilon) * values) * gain, where
  /// mean and variance are over the `values` weights of one output channel (Brock et al. 2021).
  bool standardised = false;
  bool count_padding = true;  ///< average_pool: padded zeros are part of the mean
  double factor = 1;          ///< scale
  double epsilon = 1e-5;      ///< batch_norm, standardised convolution: added to the variance
  double momentum = 0.1;      ///< batch_norm: share of the new batch in the running statistics
  Nonlinearity nonlinearity = Nonlinearity::relu;  ///< activation
  double rate = 0;                                 ///< dropout, drop_path: 0 up to 1, exclusive
  int word_size = 0;                               ///< graph_linear: numbers of a word vector
  int hidden = 0;                                  ///< graph_linear: values between its layers
  int first = 0;                                   ///< narrow, widen
};

/// An output that the trainer adds to the features.
struct GraphHead {
  std::string name;  ///< what it tells of a face, such as "emotion"
  int node = 0;      ///< index of the node that gives batch x values (logits)
};

/// A network as data: what the trainer interprets and what is exported to .onnx. It holds no
/// weights; these go by the names that `parameters_of` lists.
struct NetworkGraph {
  std::string architecture;    ///< as `make_network` takes it, such as "mobilenet-v1"
  int in_channels = 3;         ///< of the picture
  std::vector<GraphOp> nodes;  ///< each after the nodes that it takes
  int features = 0;            ///< index of the node that gives batch x feature_size
  int feature_size = 0;
  double head_dropout = 0;  ///< rate of the dropout between features and heads
  std::string classifier;   ///< name of the classifier's layer, also where there is none
  int logits = -1;          ///< index of the node that gives batch x classes; -1 without classifier
  int classes = 0;          ///< 0 without classifier
  std::vector<GraphHead> heads = {};  ///< as `attach_heads` adds them
};

enum class ParameterKind {
  convolution_weight,
  linear_weight,
  bias,             ///< of a convolution or linear
  norm_scale,       ///< "weight" of a batch norm
  norm_shift,       ///< "bias" of a batch norm
  running_mean,     ///< buffer
  running_var,      ///< buffer
  gain,             ///< of a standardised convolution
  scalar,           ///< of a scale; it has no axes
  graph_first,      ///< of a graph_linear: [word_size, hidden]
  graph_second,     ///< of a graph_linear: [hidden, in]
  graph_words,      ///< buffer of a graph_linear that training leaves as it is
  graph_adjacency,  ///< buffer of a graph_linear that training leaves as it is
  slope,            ///< _a of an arctangent, one number
  bound,            ///< _c of an arctangent, one number
};

/// One tensor that a network needs.
struct Parameter {
  std::string name;  ///< node name + ".weight", ".bias", ".running_mean", ...; alone for a scalar
  std::vector<std::int64_t> shape = {};  ///< as PyTorch keeps it
  ParameterKind kind = ParameterKind::bias;
  int node = 0;              ///< index into NetworkGraph::nodes
  bool trainable = true;     ///< false for buffers, which are no parameters in the papers' counts
  bool weight_decay = true;  ///< false for biases, gains, scalars and batch norms
  std::int64_t fan_in = 0;   ///< values that one output sums up, for weights; 0 for the others
  std::int64_t fan_out = 0;  ///< outputs that one input feeds, for weights; 0 for the others

  [[nodiscard]] std::int64_t size() const;  ///< product of the shape
};

/// All tensors of a network, node by node. A state dict of PyTorch holds these names, and besides
/// "num_batches_tracked" of each batch norm, which mien does without.
[[nodiscard]] std::vector<Parameter> parameters_of(const NetworkGraph& graph);

/// Number of trainable values; buffers do not count.
[[nodiscard]] std::int64_t count_parameters(const NetworkGraph& graph);

/// What one node gives for one picture.
struct NodeShape {
  int channels = 0;
  int height = 1;
  int width = 1;
  friend bool operator==(const NodeShape&, const NodeShape&) = default;
};

/// The shape of each node for a picture of this size.
/// @throws Error (ErrorCode::usage) if the picture is too small or a node does not fit its inputs.
[[nodiscard]] std::vector<NodeShape> infer_shapes(const NetworkGraph& graph, int width, int height);

/// Multiply-adds of the convolutions and linear layers for one picture; a graph_linear counts as
/// the linear layer that it comes to.
[[nodiscard]] std::int64_t count_multiply_adds(const NetworkGraph& graph, int width, int height);

}  // namespace mien::train
