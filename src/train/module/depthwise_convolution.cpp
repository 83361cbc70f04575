#include "train/module/depthwise_convolution.h"

#include <ATen/Parallel.h>
#include <torch/autograd.h>

#include <array>
#include <cstring>

namespace mien::train {

namespace {

/// Channels that are summed up at once: a register of AVX-512.
constexpr std::int64_t lanes = 16;
using Lanes = float __attribute__((vector_size(lanes * sizeof(float))));

// clang 14 has no versions of templates; it makes what is linted and fuzzed, and no release.
#if defined(__clang__)
#define MIEN_FOR_EACH_PROCESSOR
#else
#define MIEN_FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2,fma", "default")))
#endif

/// Pictures with the channel as the innermost axis, 32 bits.
struct Map {
  const float* values;
  std::int64_t batch, rows, columns, channels;
};

// Sums of one block of channels: for each tap, over all places, input times gradient of the
// output. The input has its padding.
template <std::int64_t side>
MIEN_FOR_EACH_PROCESSOR void sum_taps(const Map& in, const Map& gradient, std::int64_t stride,
                                      std::int64_t first, std::array<Lanes, side * side>& sums) {
  for (std::int64_t picture = 0; picture < gradient.batch; ++picture) {
    for (std::int64_t row = 0; row < gradient.rows; ++row) {
      const float* above =
          in.values + (picture * in.rows + row * stride) * in.columns * in.channels + first;
      const float* out = gradient.values +
                         (picture * gradient.rows + row) * gradient.columns * gradient.channels +
                         first;
      for (std::int64_t column = 0; column < gradient.columns; ++column) {
        Lanes g;
        std::memcpy(&g, out + column * gradient.channels, sizeof g);
        const float* corner = above + column * stride * in.channels;
        for (std::int64_t y = 0; y < side; ++y) {
          for (std::int64_t x = 0; x < side; ++x) {
            Lanes v;
            std::memcpy(&v, corner + (y * in.columns + x) * in.channels, sizeof v);
            sums[y * side + x] += v * g;
          }
        }
      }
    }
  }
}

Map map_of(const torch::Tensor& x) {
  return {x.data_ptr<float>(), x.size(0), x.size(2), x.size(3), x.size(1)};
}

torch::Tensor as_map(const torch::Tensor& x, const std::vector<std::int64_t>& padding) {
  return at::constant_pad_nd(x.to(torch::kFloat), padding)
      .contiguous(at::MemoryFormat::ChannelsLast);
}

template <std::int64_t side>
torch::Tensor weight_gradient(const torch::Tensor& x, const torch::Tensor& output_gradient,
                              const DepthwiseOptions& options) {
  const std::int64_t channels = x.size(1);
  // The last block is filled up with channels of zeros.
  const std::int64_t more = (lanes - channels % lanes) % lanes;
  const torch::Tensor in =
      as_map(x, {options.columns, options.columns, options.rows, options.rows, 0, more});
  const torch::Tensor gradient = as_map(output_gradient, {0, 0, 0, 0, 0, more});
  torch::Tensor result = torch::empty({channels + more, side * side});
  auto* values = result.data_ptr<float>();
  at::parallel_for(0, (channels + more) / lanes, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t block = begin; block < end; ++block) {
      std::array<Lanes, side * side> sums{};
      sum_taps<side>(map_of(in), map_of(gradient), options.stride, block * lanes, sums);
      for (std::int64_t lane = 0; lane < lanes; ++lane) {
        for (std::int64_t tap = 0; tap < side * side; ++tap) {
          values[(block * lanes + lane) * side * side + tap] = sums[tap][lane];
        }
      }
    }
  });
  return result.narrow(0, 0, channels).view({channels, 1, side, side}).to(x.scalar_type());
}

struct Depthwise : torch::autograd::Function<Depthwise> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               const torch::Tensor& weight, std::int64_t stride, std::int64_t rows,
                               std::int64_t columns) {
    context->save_for_backward({x, weight});
    context->saved_data["stride"] = stride;
    context->saved_data["rows"] = rows;
    context->saved_data["columns"] = columns;
    return at::convolution(x, weight, torch::Tensor(), {stride, stride}, {rows, columns}, {1, 1},
                           false, {0, 0}, x.size(1));
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const torch::autograd::variable_list saved = context->get_saved_variables();
    const torch::Tensor& x = saved[0];
    const torch::Tensor& weight = saved[1];
    const torch::Tensor& gradient = gradients.front();
    const DepthwiseOptions options{.stride = context->saved_data["stride"].toInt(),
                                   .rows = context->saved_data["rows"].toInt(),
                                   .columns = context->saved_data["columns"].toInt()};
    torch::autograd::variable_list result(5);
    if (context->needs_input_grad(0)) {
      result[0] = std::get<0>(at::convolution_backward(
          gradient, x, weight, at::OptionalIntArrayRef(), {options.stride, options.stride},
          {options.rows, options.columns}, {1, 1}, false, {0, 0}, x.size(1), {true, false, false}));
    }
    if (context->needs_input_grad(1)) {
      result[1] = weight.size(2) == 3 ? weight_gradient<3>(x, gradient, options)
                                      : weight_gradient<5>(x, gradient, options);
    }
    return result;
  }
};

}  // namespace

torch::Tensor depthwise_convolution(const torch::Tensor& x, const torch::Tensor& weight,
                                    const torch::Tensor& bias, const DepthwiseOptions& options) {
  const torch::Tensor y =
      Depthwise::apply(x, weight, options.stride, options.rows, options.columns);
  return bias.defined() ? y + bias.view({1, -1, 1, 1}) : y;
}

}  // namespace mien::train
