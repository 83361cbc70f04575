#include "models/graph/onnx_passes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <map>
#include <optional>
#include <vector>

namespace mien::models {

namespace {

using Values = std::vector<float>;

constexpr float tiny = 1e-12F;
constexpr std::size_t channel_block = 16;

bool is_float(const onnx::TensorProto& tensor) {
  return tensor.data_type() == onnx::TensorProto::FLOAT;
}

Values values_of(const onnx::TensorProto& tensor) {
  if (!tensor.has_raw_data()) return {tensor.float_data().begin(), tensor.float_data().end()};
  Values values(tensor.raw_data().size() / sizeof(float));
  if (!values.empty())
    std::memcpy(values.data(), tensor.raw_data().data(), values.size() * sizeof(float));
  return values;
}

void set_values(onnx::TensorProto& tensor, const Values& values) {
  tensor.clear_float_data();
  tensor.set_raw_data(values.data(), values.size() * sizeof(float));
}

/// The weights by name, and who takes and makes each value.
struct Uses {
  explicit Uses(onnx::GraphProto& graph) {
    for (onnx::TensorProto& tensor : *graph.mutable_initializer()) weights[tensor.name()] = &tensor;
    for (onnx::NodeProto& node : *graph.mutable_node()) {
      for (const std::string& input : node.input()) {
        ++counts[input];
        takers[input] = &node;
      }
    }
    for (const onnx::ValueInfoProto& output : graph.output()) ++counts[output.name()];
  }

  /// The one node that takes the output of another; null if there are others, or none.
  [[nodiscard]] onnx::NodeProto* next(const onnx::NodeProto& node) const {
    if (node.output_size() != 1) return nullptr;
    const auto count = counts.find(node.output(0));
    const auto taker = takers.find(node.output(0));
    if (count == counts.end() || count->second != 1 || taker == takers.end()) return nullptr;
    return taker->second;
  }

  /// The float weights of this name that one node alone takes; else null.
  [[nodiscard]] onnx::TensorProto* own(const std::string& name) const {
    const auto entry = weights.find(name);
    if (entry == weights.end() || counts.at(name) != 1 || !is_float(*entry->second)) return nullptr;
    return entry->second;
  }

  std::map<std::string, onnx::TensorProto*> weights;
  std::map<std::string, int> counts;
  std::map<std::string, onnx::NodeProto*> takers;
};

std::int64_t integer(const onnx::NodeProto& node, std::string_view name, std::int64_t otherwise) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.name() == name) return attribute.i();
  }
  return otherwise;
}

/// A convolution with a bias whose weights nobody else takes.
struct Convolution {
  onnx::NodeProto* node = nullptr;
  onnx::TensorProto* weights = nullptr;
  onnx::TensorProto* bias = nullptr;
  std::int64_t group = 1;

  [[nodiscard]] std::int64_t outputs() const { return weights->dims(0); }
  [[nodiscard]] bool is_pointwise() const {
    return group == 1 && weights->dims(2) == 1 && weights->dims(3) == 1;
  }
  [[nodiscard]] bool is_depthwise() const { return group == outputs() && weights->dims(1) == 1; }
  [[nodiscard]] bool is_padded() const {
    for (const onnx::AttributeProto& attribute : node->attribute()) {
      if (attribute.name() == "auto_pad") return true;
      if (attribute.name() != "pads") continue;
      for (const std::int64_t pad : attribute.ints())
        if (pad != 0) return true;
    }
    return false;
  }
};

std::optional<Convolution> convolution(const Uses& uses, onnx::NodeProto* node) {
  if (node == nullptr || node->op_type() != "Conv" || node->input_size() != 3) return std::nullopt;
  const Convolution convolution{node, uses.own(node->input(1)), uses.own(node->input(2)),
                                integer(*node, "group", 1)};
  if (convolution.weights == nullptr || convolution.bias == nullptr ||
      convolution.weights->dims_size() != 4)
    return std::nullopt;
  return convolution;
}

/// PReLU with a slope a channel; absent where the layer has none.
struct Activation {
  onnx::NodeProto* node = nullptr;
  onnx::TensorProto* slopes = nullptr;
};

/// What follows a convolution: nothing if it is neither a PReLU nor a convolution.
std::optional<std::pair<Activation, Convolution>> followed(const Uses& uses,
                                                           const Convolution& from) {
  onnx::NodeProto* next = uses.next(*from.node);
  Activation activation;
  if (next != nullptr && next->op_type() == "PRelu") {
    onnx::TensorProto* slopes = uses.own(next->input(1));
    if (slopes == nullptr || slopes->dims_size() == 0 || slopes->dims(0) != from.outputs())
      return std::nullopt;
    activation = {next, slopes};
    next = uses.next(*next);
  }
  const std::optional<Convolution> to = convolution(uses, next);
  if (!to) return std::nullopt;
  // The value must be the picture of the convolution, and not its weights.
  const std::string& value =
      activation.node != nullptr ? activation.node->output(0) : from.node->output(0);
  if (to->node->input(0) != value) return std::nullopt;
  return std::pair{activation, *to};
}

/// Keeps some of the first axis of a tensor.
void keep_first_axis(onnx::TensorProto& tensor, const std::vector<std::size_t>& kept) {
  const Values values = values_of(tensor);
  const std::size_t block = values.size() / static_cast<std::size_t>(tensor.dims(0));
  Values result;
  for (const std::size_t channel : kept) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(channel * block);
    result.insert(result.end(), first, first + static_cast<std::ptrdiff_t>(block));
  }
  tensor.set_dims(0, static_cast<std::int64_t>(kept.size()));
  set_values(tensor, result);
}

/// Keeps some inputs of a 1x1 convolution; what the others give goes into the bias.
void keep_inputs(const Convolution& to, const std::vector<std::size_t>& kept,
                 const Values& constants) {
  const Values weights = values_of(*to.weights);
  Values bias = values_of(*to.bias);
  Values result;
  for (std::size_t o = 0; o < bias.size(); ++o) {
    const float* row = weights.data() + o * constants.size();
    double sum = bias[o];
    for (std::size_t i = 0; i < constants.size(); ++i) sum += double(row[i]) * constants[i];
    bias[o] = static_cast<float>(sum);
    for (const std::size_t i : kept) result.push_back(row[i]);
  }
  to.weights->set_dims(1, static_cast<std::int64_t>(kept.size()));
  set_values(*to.weights, result);
  set_values(*to.bias, bias);
}

/// @return whether something was cut
bool cut_bottleneck(const Uses& uses, const Convolution& widen) {
  const auto middle = followed(uses, widen);
  if (!middle || !middle->second.is_depthwise() || middle->second.outputs() != widen.outputs())
    return false;
  const Convolution& deep = middle->second;
  const auto last = followed(uses, deep);
  if (!last || !last->second.is_pointwise() || last->second.is_padded()) return false;

  const Values kernels = values_of(*deep.weights);
  const Values bias = values_of(*deep.bias);
  const Values slopes =
      last->first.slopes == nullptr ? Values(bias.size(), 1) : values_of(*last->first.slopes);
  const std::size_t channels = bias.size();
  const std::size_t block = kernels.size() / channels;
  const auto is_dead = [&](std::size_t channel) {
    return std::all_of(kernels.begin() + static_cast<std::ptrdiff_t>(channel * block),
                       kernels.begin() + static_cast<std::ptrdiff_t>((channel + 1) * block),
                       [](float weight) { return weight == 0; });
  };
  std::size_t alive = 0;
  for (std::size_t c = 0; c < channels; ++c) alive += is_dead(c) ? 0 : 1;
  const std::size_t blocks = std::max<std::size_t>(1, (alive + channel_block - 1) / channel_block);
  std::size_t spare = std::min(channels, blocks * channel_block) - alive;
  std::vector<std::size_t> kept;
  Values constants(channels, 0);
  for (std::size_t c = 0; c < channels; ++c) {
    const bool dead = is_dead(c);
    if (!dead || spare > 0) {
      if (dead) --spare;
      kept.push_back(c);
    } else {
      constants[c] = bias[c] < 0 ? slopes[c] * bias[c] : bias[c];
    }
  }
  if (kept.size() == channels) return false;
  for (onnx::TensorProto* tensor : {widen.weights, widen.bias, middle->first.slopes, deep.weights,
                                    deep.bias, last->first.slopes}) {
    if (tensor != nullptr) keep_first_axis(*tensor, kept);
  }
  for (onnx::AttributeProto& attribute : *deep.node->mutable_attribute()) {
    if (attribute.name() == "group") attribute.set_i(static_cast<std::int64_t>(kept.size()));
  }
  keep_inputs(last->second, kept, constants);
  return true;
}

onnx::NodeProto node_of(const char* op, const std::vector<std::string>& inputs,
                        const std::string& output) {
  onnx::NodeProto node;
  node.set_op_type(op);
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(output);
  return node;
}

}  // namespace

void zero_tiny_weights(onnx::GraphProto& graph) {
  for (onnx::TensorProto& tensor : *graph.mutable_initializer()) {
    if (!is_float(tensor)) continue;
    Values values = values_of(tensor);
    bool changed = false;
    for (float& value : values) {
      if (value == 0 || !(std::abs(value) < tiny)) continue;
      value = 0;
      changed = true;
    }
    if (changed) set_values(tensor, values);
  }
}

void cut_dead_channels(onnx::GraphProto& graph) {
  const Uses uses(graph);
  bool cut = false;
  for (onnx::NodeProto& node : *graph.mutable_node()) {
    const std::optional<Convolution> widen = convolution(uses, &node);
    if (widen && widen->group == 1) cut |= cut_bottleneck(uses, *widen);
  }
  // The shapes of values inside that a file may state are no longer theirs.
  if (cut) graph.clear_value_info();
}

void spell_out_prelu(onnx::GraphProto& graph) {
  const Uses uses(graph);
  const onnx::GraphProto before = graph;
  graph.clear_node();
  for (const onnx::NodeProto& node : before.node()) {
    onnx::TensorProto* slopes = node.op_type() == "PRelu" ? uses.own(node.input(1)) : nullptr;
    if (slopes == nullptr) {
      *graph.add_node() = node;
      continue;
    }
    const std::string& x = node.input(0);
    const std::string& y = node.output(0);
    // The slope's own tensor stays where it is; its rest stands beside it.
    onnx::TensorProto& rest = *graph.add_initializer();
    rest = *slopes;
    rest.set_name(y + "/rest");
    Values values = values_of(rest);
    for (float& value : values) value = 1 - value;
    set_values(rest, values);
    *graph.add_node() = node_of("Mul", {x, slopes->name()}, y + "/line");
    *graph.add_node() = node_of("Relu", {x}, y + "/relu");
    *graph.add_node() = node_of("Mul", {y + "/relu", rest.name()}, y + "/part");
    *graph.add_node() = node_of("Add", {y + "/line", y + "/part"}, y);
  }
}

void keep_outputs(onnx::GraphProto& graph, const std::set<std::string>& kept) {
  std::set<std::string> needed = kept;
  std::vector<bool> stays(static_cast<std::size_t>(graph.node_size()));
  for (int i = graph.node_size(); i-- > 0;) {
    const onnx::NodeProto& node = graph.node(i);
    const bool used = std::ranges::any_of(
        node.output(), [&](const std::string& output) { return needed.contains(output); });
    stays[static_cast<std::size_t>(i)] = used;
    if (used) needed.insert(node.input().begin(), node.input().end());
  }
  const auto keep = [](auto& list, const auto& is_kept) {
    int count = 0;
    for (int i = 0; i < list.size(); ++i) {
      if (is_kept(i)) list.SwapElements(count++, i);
    }
    list.DeleteSubrange(count, list.size() - count);
  };
  keep(*graph.mutable_node(), [&](int i) { return stays[static_cast<std::size_t>(i)]; });
  keep(*graph.mutable_initializer(),
       [&](int i) { return needed.contains(graph.initializer(i).name()); });
  keep(*graph.mutable_output(), [&](int i) { return kept.contains(graph.output(i).name()); });
  graph.clear_value_info();
  graph.clear_quantization_annotation();
}

}  // namespace mien::models
