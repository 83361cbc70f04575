#pragma once

#include <torch/types.h>

#include <map>
#include <span>
#include <string>
#include <vector>

#include "networks/named_tensors.h"
#include "networks/network_graph.h"
#include "train/module/device.h"
#include "train/parallel/process_group.h"

namespace mien::train {

/// How one pass through a network computes.
struct Pass {
  bool training = false;  ///< batch statistics and dropout, where the parameters are trained
  /// Convolutions in bfloat16 with weights kept in 32 bits (mixed precision); faster on
  /// processors that have such instructions.
  bool bfloat16 = false;
  bool update_statistics = true;  ///< of batch norms in training; SAM's second pass leaves them
  /// Whose batches the statistics of batch norms are taken over; null: this process's alone.
  const ProcessGroup* group = nullptr;
};

/// The parameters of a network as LibTorch tensors, and the interpreter of its graph. A copy shares
/// the tensors.
class TrainableNetwork {
 public:
  /// Takes the tensors that the graph needs from `weights`, converted to channels-last.
  /// @param device where the tensors lie and the network computes
  /// @throws Error (ErrorCode::model) that names a missing tensor or a wrong shape;
  /// (ErrorCode::setup) as `torch_device`
  TrainableNetwork(NetworkGraph graph, const NamedTensors& weights, Device device = Device::cpu);

  /// Runs the nodes that `outputs` need.
  /// @param picture batch x channels x rows x columns, 32-bit floats, best channels-last; on the
  /// CPU, as the answers
  /// @param outputs indices of nodes
  /// @param random for dropout; used in training only
  /// @return the values of these nodes as 32-bit floats
  [[nodiscard]] std::vector<torch::Tensor> forward(const torch::Tensor& picture,
                                                   std::span<const int> outputs, const Pass& pass,
                                                   const torch::Generator& random) const;

  [[nodiscard]] const NetworkGraph& graph() const { return graph_; }
  [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }
  [[nodiscard]] const std::vector<torch::Tensor>& tensors() const { return tensors_; }

  /// The tensor of the parameter or buffer `name`.
  /// @throws std::out_of_range if there is none.
  [[nodiscard]] const torch::Tensor& tensor(std::string_view name) const;

  /// Makes exactly the parameters for which `wanted(parameter)` holds trainable. A batch norm whose
  /// scale is frozen uses its running statistics.
  template <typename Predicate>
  void train_only(const Predicate& is_trained) {
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      tensors_[i].set_requires_grad(parameters_[i].trainable && is_trained(parameters_[i]));
    }
  }

  /// On the CPU.
  [[nodiscard]] NamedTensors weights() const;

  /// Overwrites all tensors by those of `source`, which has the same graph.
  void copy_from(const TrainableNetwork& source);

  /// A network with the same graph and tensors of its own.
  [[nodiscard]] TrainableNetwork clone() const;

 private:
  struct Slots {
    int weight = -1;
    int bias = -1;
    int mean = -1;
    int variance = -1;
    int gain = -1;
    int second = -1;
    int words = -1;
    int adjacency = -1;
  };

  // `own_input`: nobody else reads the first input, so that it may be overwritten.
  [[nodiscard]] torch::Tensor run(int index, std::span<const torch::Tensor> inputs, bool own_input,
                                  const Pass& pass, const torch::Generator& random) const;
  [[nodiscard]] torch::Tensor slot(int index) const;
  [[nodiscard]] torch::Tensor graph_weights(const Slots& slots) const;

  NetworkGraph graph_;
  torch::Device device_;
  std::vector<Parameter> parameters_;
  std::vector<torch::Tensor> tensors_;  // one for each of parameters_
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<Slots> slots_;  // one for each node
};

}  // namespace mien::train
