#include "train/module/nonlinearity.h"

#include <torch/autograd.h>

namespace mien::train {

namespace {

// LibTorch 1.13 has no derivative of hardtanh for bfloat16 on the CPU.
struct Relu6 : torch::autograd::Function<Relu6> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, torch::Tensor x) {
    x.clamp_(0, 6);
    context->mark_dirty({x});
    context->save_for_backward({x});
    return x;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const torch::Tensor y = context->get_saved_variables().front();
    // Two passes of a vectorised kernel in place of a mask: what is 0 passes nothing, nor what
    // is 6.
    const torch::Tensor below = at::threshold_backward(gradients.front(), y, 0);
    return {at::threshold_backward(below, 6 - y, 0)};
  }
};

}  // namespace

torch::Tensor apply_nonlinearity(Nonlinearity kind, torch::Tensor x) {
  switch (kind) {
    case Nonlinearity::relu:
      return x.relu_();
    case Nonlinearity::relu6:
      return Relu6::apply(std::move(x));
    case Nonlinearity::silu:
      return at::silu(x);
    case Nonlinearity::gelu:
      return at::gelu(x);
    case Nonlinearity::sigmoid:
      return at::sigmoid(x);
    case Nonlinearity::elu:
      return at::elu(x);
  }
  return x;
}

}  // namespace mien::train
