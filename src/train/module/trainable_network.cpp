#include "train/module/trainable_network.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "mien/core/error.h"
#include "networks/network_shapes.h"
#include "train/module/depthwise_convolution.h"
#include "train/module/nonlinearity.h"
#include "train/module/synchronised_norm.h"

namespace mien::train {

namespace {

torch::Tensor to_torch(const NamedTensor& source) {
  torch::Tensor tensor = torch::empty(source.shape, torch::kFloat);
  std::copy(source.values.begin(), source.values.end(), tensor.data_ptr<float>());
  return tensor.dim() == 4 ? tensor.contiguous(at::MemoryFormat::ChannelsLast) : tensor;
}

NamedTensor from_torch(const torch::Tensor& tensor) {
  const torch::Tensor plain = tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
  const float* values = plain.data_ptr<float>();
  return {plain.sizes().vec(), {values, values + plain.numel()}};
}

struct Padded {
  torch::Tensor x;
  std::int64_t rows = 0;  // what is left for the operation itself to pad
  std::int64_t columns = 0;
};

Padded padded(const GraphOp& node, const torch::Tensor& x, float value) {
  const auto [rows, columns] = padding_of(
      node, {.height = static_cast<int>(x.size(2)), .width = static_cast<int>(x.size(3))});
  if (rows.before == rows.after && columns.before == columns.after) {
    return {x, rows.before, columns.before};
  }
  return {at::constant_pad_nd(x, {columns.before, columns.after, rows.before, rows.after}, value),
          0, 0};
}

// Whether oneDNN's gradient of the weight is the slow one (depthwise_convolution.h).
bool needs_own_gradient(const GraphOp& node, const Padded& in) {
  if (!in.x.is_cpu()) return false;
  const int side = node.kernel.height;
  const bool depthwise = node.groups == in.x.size(1) && node.out_channels == in.x.size(1);
  const bool small = std::min(in.x.size(2), in.x.size(3)) < side;
  return depthwise && node.kernel.width == side && node.stride.width == node.stride.height &&
         (side == 5 || (side == 3 && small));
}

torch::Tensor average_pool(const GraphOp& node, const torch::Tensor& x) {
  const Padded in = padded(node, x, 0);
  const auto pool = [&](const torch::Tensor& values) {
    return at::avg_pool2d(values, {node.kernel.height, node.kernel.width},
                          {node.stride.height, node.stride.width}, {in.rows, in.columns});
  };
  if (node.count_padding) return pool(in.x);
  // The share of each window that lies inside.
  const torch::Tensor ones = at::ones({1, 1, x.size(2), x.size(3)}, x.options());
  return pool(in.x) / pool(padded(node, ones, 0).x);
}

// What a standardised convolution computes with.
torch::Tensor standardised(const torch::Tensor& weight, const torch::Tensor& gain, double epsilon) {
  const std::vector<std::int64_t> all_but_out{1, 2, 3};
  const torch::Tensor centred = weight - weight.mean(all_but_out, true);
  const torch::Tensor variance = centred.square().mean(all_but_out, true);
  const std::int64_t values = weight.numel() / weight.size(0);
  return centred * ((variance + epsilon) * static_cast<double>(values)).rsqrt() * gain;
}

torch::Tensor dropped(const torch::Tensor& x, double rate, bool whole_samples,
                      const torch::Generator& random) {
  std::vector<std::int64_t> shape = x.sizes().vec();
  if (whole_samples) std::fill(shape.begin() + 1, shape.end(), 1);
  // Drawn on the CPU, so that a seed gives the same on every device.
  torch::Tensor mask = torch::empty(shape, torch::kFloat);
  mask.bernoulli_(1 - rate, random).div_(1 - rate);
  return x * mask.to(x.options());
}

// The nodes that the outputs need, and after which node each value is no longer needed.
struct Plan {
  std::vector<char> needed;
  std::vector<int> last_use;
};

Plan plan_for(const NetworkGraph& graph, std::span<const int> outputs) {
  Plan plan{std::vector<char>(graph.nodes.size(), 0), std::vector<int>(graph.nodes.size(), -1)};
  for (const int output : outputs) {
    plan.needed[output] = 1;
    plan.last_use[output] = static_cast<int>(graph.nodes.size());
  }
  for (int node = static_cast<int>(graph.nodes.size()) - 1; node >= 0; --node) {
    if (plan.needed[node] == 0) continue;
    for (const int input : graph.nodes[node].inputs) {
      if (input == GraphOp::picture) continue;
      plan.needed[input] = 1;
      plan.last_use[input] = std::max(plan.last_use[input], node);
    }
  }
  return plan;
}

}  // namespace

TrainableNetwork::TrainableNetwork(NetworkGraph graph, const NamedTensors& weights, Device device)
    : graph_(std::move(graph)),
      device_(torch_device(device)),
      parameters_(parameters_of(graph_)),
      slots_(graph_.nodes.size()) {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Parameter& parameter = parameters_[i];
    const auto entry = weights.find(parameter.name);
    if (entry == weights.end()) {
      throw Error(ErrorCode::model, fmt::format("{}: expected weights of \"{}\", found none",
                                                graph_.architecture, parameter.name));
    }
    if (entry->second.shape != parameter.shape) {
      throw Error(ErrorCode::model,
                  fmt::format("{}: expected \"{}\" of shape [{}], found [{}]", graph_.architecture,
                              parameter.name, fmt::join(parameter.shape, ", "),
                              fmt::join(entry->second.shape, ", ")));
    }
    tensors_.push_back(to_torch(entry->second).to(device_));
    index_.emplace(parameter.name, i);
    Slots& slots = slots_[parameter.node];
    switch (parameter.kind) {
      case ParameterKind::convolution_weight:
      case ParameterKind::linear_weight:
      case ParameterKind::norm_scale:
      case ParameterKind::scalar:
      case ParameterKind::slope:
      case ParameterKind::graph_first:
        slots.weight = static_cast<int>(i);
        break;
      case ParameterKind::bound:
      case ParameterKind::graph_second:
        slots.second = static_cast<int>(i);
        break;
      case ParameterKind::graph_words:
        slots.words = static_cast<int>(i);
        break;
      case ParameterKind::graph_adjacency:
        slots.adjacency = static_cast<int>(i);
        break;
      case ParameterKind::bias:
      case ParameterKind::norm_shift:
        slots.bias = static_cast<int>(i);
        break;
      case ParameterKind::running_mean:
        slots.mean = static_cast<int>(i);
        break;
      case ParameterKind::running_var:
        slots.variance = static_cast<int>(i);
        break;
      case ParameterKind::gain:
        slots.gain = static_cast<int>(i);
        break;
    }
  }
}

torch::Tensor TrainableNetwork::slot(int index) const {
  return index < 0 ? torch::Tensor() : tensors_[index];
}

// Products in the order of the published code.
torch::Tensor TrainableNetwork::graph_weights(const Slots& slots) const {
  constexpr double slope = 0.2;
  const torch::Tensor adjacency = slot(slots.adjacency);
  const torch::Tensor hidden =
      at::leaky_relu(adjacency.matmul(slot(slots.words).matmul(slot(slots.weight))), slope);
  return adjacency.matmul(hidden.matmul(slot(slots.second)));
}

torch::Tensor TrainableNetwork::run(int index, std::span<const torch::Tensor> inputs,
                                    bool own_input, const Pass& pass,
                                    const torch::Generator& random) const {
  const GraphOp& node = graph_.nodes[index];
  const Slots& slots = slots_[index];
  const torch::Tensor& x = inputs.front();
  switch (node.op) {
    case Op::convolution: {
      const auto type = pass.bfloat16 ? torch::kBFloat16 : torch::kFloat;
      const Padded in = padded(node, x.to(type), 0);
      torch::Tensor bias = slot(slots.bias);
      if (bias.defined()) bias = bias.to(type);
      torch::Tensor weight = slot(slots.weight);
      if (node.standardised) weight = standardised(weight, slot(slots.gain), node.epsilon);
      if (needs_own_gradient(node, in)) {
        return depthwise_convolution(
            in.x, weight.to(type), bias,
            {.stride = node.stride.height, .rows = in.rows, .columns = in.columns});
      }
      return at::convolution(in.x, weight.to(type), bias, {node.stride.height, node.stride.width},
                             {in.rows, in.columns}, {1, 1}, false, {0, 0}, node.groups);
    }
    case Op::batch_norm: {
      const torch::Tensor weight = slot(slots.weight);
      const bool batch_statistics = pass.training && weight.requires_grad();
      // A momentum of 0 leaves the running statistics as they are.
      const double momentum = pass.update_statistics ? node.momentum : 0;
      if (batch_statistics && pass.group != nullptr) {
        return synchronised_norm(x, weight, slot(slots.bias), slot(slots.mean),
                                 slot(slots.variance), momentum, node.epsilon, *pass.group);
      }
      return std::get<0>(at::native_batch_norm(x, weight, slot(slots.bias), slot(slots.mean),
                                               slot(slots.variance), batch_statistics, momentum,
                                               node.epsilon));
    }
    case Op::activation:
      return apply_nonlinearity(node.nonlinearity, own_input ? x : x.clone());
    case Op::scale:
      return slots.weight < 0 ? x * node.factor
                              : x * (slot(slots.weight) * node.factor).to(x.scalar_type());
    case Op::add:
      return x + inputs[1];
    case Op::add_leading: {
      const torch::Tensor& y = inputs[1];
      return at::cat({x.narrow(1, 0, y.size(1)) + y, x.narrow(1, y.size(1), x.size(1) - y.size(1))},
                     1);
    }
    case Op::multiply:
      return x * inputs[1];
    case Op::global_average_pool:
      return at::mean(x, at::IntArrayRef{2, 3}, true);
    case Op::global_max_pool:
      return at::amax(x, at::IntArrayRef{2, 3}, true);
    case Op::average_pool:
      return average_pool(node, x);
    case Op::adaptive_average_pool:
      return at::adaptive_avg_pool2d(x, {node.kernel.height, node.kernel.width});
    case Op::max_pool: {
      const Padded in = padded(node, x, -std::numeric_limits<float>::infinity());
      return at::max_pool2d(in.x, {node.kernel.height, node.kernel.width},
                            {node.stride.height, node.stride.width}, {in.rows, in.columns});
    }
    case Op::linear:
      return at::linear(x.to(torch::kFloat), slot(slots.weight), slot(slots.bias));
    case Op::graph_linear:
      return at::linear(x.to(torch::kFloat), graph_weights(slots));
    case Op::arctangent: {
      const torch::Tensor a = slot(slots.weight);
      const torch::Tensor s = (slot(slots.second).square() + 1).sqrt();
      return (x.to(torch::kFloat) * (a / s)).atan() / (a * s);
    }
    case Op::widen: {
      const std::int64_t after = node.out_channels - node.in_channels - node.first;
      return at::constant_pad_nd(x, {0, 0, 0, 0, node.first, after}, 0);
    }
    case Op::narrow:
      return x.narrow(1, node.first, node.out_channels);
    case Op::dropout:
    case Op::drop_path:
      if (!pass.training) return x;
      return dropped(x, node.rate, node.op == Op::drop_path, random);
    case Op::concat:
      return at::cat(at::TensorList(inputs.data(), inputs.size()), 1);
    case Op::flatten:
      return x.contiguous().flatten(1);
  }
  throw Error(ErrorCode::model, "a network holds a node of an unknown kind");
}

std::vector<torch::Tensor> TrainableNetwork::forward(const torch::Tensor& picture,
                                                     std::span<const int> outputs, const Pass& pass,
                                                     const torch::Generator& random) const {
  const Plan plan = plan_for(graph_, outputs);
  std::vector<torch::Tensor> values(graph_.nodes.size());
  std::vector<torch::Tensor> inputs;
  const torch::Tensor input = picture.to(device_);
  for (int node = 0; node < static_cast<int>(graph_.nodes.size()); ++node) {
    if (plan.needed[node] == 0) continue;
    inputs.clear();
    for (const int source : graph_.nodes[node].inputs) {
      inputs.push_back(source == GraphOp::picture ? input : values[source]);
    }
    const int first = graph_.nodes[node].inputs.front();
    const bool own_input = first != GraphOp::picture && plan.last_use[first] == node &&
                           graph_.nodes[first].op != Op::dropout &&
                           graph_.nodes[first].op != Op::drop_path &&
                           graph_.nodes[first].op != Op::narrow;
    values[node] = run(node, inputs, own_input, pass, random);
    for (const int source : graph_.nodes[node].inputs) {
      if (source != GraphOp::picture && plan.last_use[source] == node) values[source].reset();
    }
  }
  std::vector<torch::Tensor> results;
  results.reserve(outputs.size());
  for (const int output : outputs) results.push_back(values[output].to(torch::kCPU, torch::kFloat));
  return results;
}

const torch::Tensor& TrainableNetwork::tensor(std::string_view name) const {
  const auto entry = index_.find(name);
  if (entry == index_.end()) throw std::out_of_range(std::string(name));
  return tensors_[entry->second];
}

NamedTensors TrainableNetwork::weights() const {
  NamedTensors result;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    result.emplace(parameters_[i].name, from_torch(tensors_[i]));
  }
  return result;
}

void TrainableNetwork::copy_from(const TrainableNetwork& source) {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < tensors_.size(); ++i) tensors_[i].copy_(source.tensors_[i]);
}

TrainableNetwork TrainableNetwork::clone() const {
  TrainableNetwork result = *this;
  for (torch::Tensor& tensor : result.tensors_) tensor = tensor.detach().clone();
  return result;
}

}  // namespace mien::train
