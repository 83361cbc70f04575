// The milliseconds of a training step (forward, backward and AdamW) of one network on random
// pictures, one line a step. The script scripts/bench-train runs it in turns with the same steps in
// PyTorch.

#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "app/memory.h"
#include "networks/networks.h"
#include "train/losses/loss.h"
#include "train/module/trainable_network.h"
#include "train/optim/optimizer.h"
#include "train/run/initial_network.h"

namespace mien::train {
namespace {

constexpr int classes = 8;
constexpr int steps = 8;

double median_milliseconds(int size, int batch, bool bfloat16) {
  const NetworkGraph graph = make_network("mobilenet-v1", {.classes = classes});
  TrainableNetwork network(graph, random_weights(graph, 1));
  network.train_only([](const Parameter&) { return true; });
  std::vector<torch::Tensor> trained;
  for (const torch::Tensor& tensor : network.tensors()) {
    if (tensor.requires_grad()) trained.push_back(tensor);
  }
  Optimizer optimizer({{trained, 1e-4, true}}, {});
  const torch::Tensor pictures =
      torch::rand({batch, 3, size, size}).contiguous(at::MemoryFormat::ChannelsLast);
  const torch::Tensor targets =
      torch::one_hot(torch::arange(batch) % classes, classes).to(torch::kFloat);
  const torch::Generator random = at::detail::createCPUGenerator(1);
  const std::vector<int> outputs{graph.logits};
  std::vector<double> times;
  for (int step = 0; step <= steps; ++step) {
    const auto start = std::chrono::steady_clock::now();
    optimizer.zero_gradients();
    const auto logits =
        network.forward(pictures, outputs, {.training = true, .bfloat16 = bfloat16}, random);
    const LossSum loss = class_loss(logits.front(), targets);
    (loss.sum / loss.weight).backward();
    optimizer.step(1);
    const std::chrono::duration<double, std::milli> elapsed =
        std::chrono::steady_clock::now() - start;
    if (step > 0) times.push_back(elapsed.count());  // the first one allocates
  }
  std::ranges::sort(times);
  return times[times.size() / 2];
}

}  // namespace
}  // namespace mien::train

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: " << argv[0] << " SIZE BATCH THREADS float|bfloat16\n";
    return 2;
  }
  mien::app::keep_freed_memory();
  at::set_num_threads(std::atoi(argv[3]));
  std::cout << fmt::format("{:.1f}\n",
                           mien::train::median_milliseconds(std::atoi(argv[1]), std::atoi(argv[2]),
                                                            std::string(argv[4]) == "bfloat16"));
}
