#include "train/module/nonlinearity.h"

#include <ATen/Parallel.h>
#include <torch/autograd.h>

#include <cstdint>

namespace mien::train {

namespace {

// Passes on the gradients where 0 < y < 6. As whole numbers, the bits of positive floating point
// numbers are in the same order as the numbers, which makes this one comparison.
template <typename Bits>
void mask_gradients(const Bits* gradient, const Bits* y, Bits* result, std::int64_t count,
                    Bits six) {
  constexpr std::int64_t grain = 1 << 15;
  at::parallel_for(0, count, grain, [=](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const auto above_zero = static_cast<Bits>(y[i] - 1);
      result[i] = above_zero < static_cast<Bits>(six - 1) ? gradient[i] : Bits{0};
    }
  });
}

template <typename Bits>
torch::Tensor relu6_gradient(const torch::Tensor& gradient, const torch::Tensor& y, Bits six) {
  torch::Tensor result = torch::empty_like(y);
  mask_gradients(static_cast<const Bits*>(gradient.data_ptr()),
                 static_cast<const Bits*>(y.data_ptr()), static_cast<Bits*>(result.data_ptr()),
                 y.numel(), six);
  return result;
}

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
    constexpr std::uint16_t six_bfloat16 = 0x40C0;
    constexpr std::uint32_t six_float = 0x40C00000;
    const torch::Tensor y = context->get_saved_variables().front();
    torch::Tensor gradient = gradients.front();
    const bool known = y.scalar_type() == torch::kBFloat16 || y.scalar_type() == torch::kFloat;
    if (!known || !y.is_non_overlapping_and_dense()) {
      return {gradient * y.gt(0).logical_and(y.lt(6)).to(y.scalar_type())};
    }
    if (gradient.strides() != y.strides()) {
      // One order of elements for both; an expanded gradient has none of its own.
      gradient = torch::empty_like(y).copy_(gradient);
    }
    if (y.scalar_type() == torch::kBFloat16) {
      return {relu6_gradient(gradient, y, six_bfloat16)};
    }
    return {relu6_gradient(gradient, y, six_float)};
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
    case Nonlinearity::sigmoid:
      return at::sigmoid(x);
  }
  return x;
}

}  // namespace mien::train
