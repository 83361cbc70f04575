#pragma once

#include <span>
#include <string>
#include <string_view>

#include "networks/network_graph.h"

namespace mien::train {

/// The name that stands for the network's features.
inline constexpr std::string_view features_name = "features";

/// A layer that heads can share: linear, ReLU, dropout.
struct HiddenLayout {
  std::string name;
  std::string from{features_name};  ///< or the name of a layer before it
  int size = 0;                     ///< values
  double dropout = 0;               ///< rate, 0 up to 1, exclusive
};

/// A layer on the features whose weights a graph convolution over the labels of heads makes
/// (Op::graph_linear). Its parameters are named "heads.NAME.gc1.weight" and so on.
struct LabelGraphLayout {
  std::string name = "graph";
  int word_size = 0;  ///< numbers of a word vector
  int hidden = 512;   ///< values between its two layers
};

/// A head: a linear layer on the features or on a hidden layer, or a part of the label graph.
struct HeadLayout {
  std::string name;                 ///< what it tells, such as "emotion"
  int outputs = 0;                  ///< values (logits): classes, 1 for a binary head, ages
  std::string from{features_name};  ///< or the name of a hidden layer
  bool bias = true;
  bool in_graph = false;  ///< takes its outputs from the label graph; no layer of its own
};

/// Puts hidden layers and heads in place of a classifier. The dropout of `graph.head_dropout` lies
/// between the features and what takes them. Parameters are named "heads.NAME.weight" and ".bias".
/// @throws Error (ErrorCode::usage) if there is no head, or a name is empty or comes twice. Also if
/// a layer that is taken does not stand before, or outputs or size are below 1.
/// @param label_graph read if a head is in it; its nodes are the outputs of those heads, in order
[[nodiscard]] NetworkGraph attach_heads(NetworkGraph graph, std::span<const HiddenLayout> hidden,
                                        std::span<const HeadLayout> heads,
                                        const LabelGraphLayout& label_graph = {});

/// The same without hidden layers.
[[nodiscard]] NetworkGraph attach_heads(NetworkGraph graph, std::span<const HeadLayout> heads);

}  // namespace mien::train
