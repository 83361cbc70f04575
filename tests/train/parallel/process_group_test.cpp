#include "train/parallel/process_group.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "mien/core/error.h"
#include "train/module/synchronised_norm.h"
#include "train/parallel/processes.h"

namespace mien::train {
namespace {

using testing::run_pair;

void expect_equal(const torch::Tensor& actual, const torch::Tensor& expected, double tolerance) {
  ASSERT_EQ(actual.sizes(), expected.sizes());
  EXPECT_LE((actual - expected).abs().max().item<double>(), tolerance);
}

TEST(ProcessGroup, AddsUpAndSendsGradientsBack) {
  const auto losses = [](const ProcessPlace& place) {
    const ProcessGroup group(place);
    const auto own = static_cast<float>(place.rank + 1);
    torch::Tensor x = torch::full({3}, own).requires_grad_();
    const torch::Tensor total = group.sum(x);
    // The loss of a process is (its number) times the sum: 1 + 2 reaches each of them.
    (total * own).sum().backward();
    return std::pair(total.detach(), x.grad().clone());
  };
  const int code = run_pair(
      [&](const ProcessPlace& place) {
        const auto [total, gradient] = losses(place);
        expect_equal(total, torch::full({3}, 3.0F), 0);
        expect_equal(gradient, torch::full({3}, 3.0F), 0);
      },
      [&](const ProcessPlace& place) { (void)losses(place); });
  EXPECT_EQ(code, 0);
}

TEST(ProcessGroup, AddsUpGradientsInAnyMemoryFormat) {
  const auto summed = [](const ProcessPlace& place) {
    const ProcessGroup group(place);
    std::vector<torch::Tensor> parameters = {torch::zeros({2, 3, 4, 5}), torch::zeros({7}),
                                             torch::zeros({2})};
    parameters[0].mutable_grad() = torch::arange(120, torch::kFloat)
                                       .view({2, 3, 4, 5})
                                       .contiguous(at::MemoryFormat::ChannelsLast) *
                                   (place.rank + 1);
    parameters[1].mutable_grad() = torch::full({7}, static_cast<float>(place.rank));
    group.sum_gradients(parameters);  // the third has none
    return parameters;
  };
  const int code = run_pair(
      [&](const ProcessPlace& place) {
        const auto parameters = summed(place);
        expect_equal(parameters[0].grad(), torch::arange(120, torch::kFloat).view({2, 3, 4, 5}) * 3,
                     0);
        expect_equal(parameters[1].grad(), torch::ones({7}), 0);
        EXPECT_FALSE(parameters[2].grad().defined());
      },
      [&](const ProcessPlace& place) { (void)summed(place); });
  EXPECT_EQ(code, 0);
}

// LibTorch's batch norm of a whole batch is the reference for two halves in two processes.
void expect_joint_norm(const std::vector<std::int64_t>& shape) {
  constexpr double epsilon = 1e-3;
  constexpr double momentum = 0.1;
  const std::int64_t half_size = shape.front() / 2;
  const auto whole_batch = [&] {
    return (torch::arange(120, torch::kFloat) * 0.7).sin().view(shape) * 3 + 10;
  };
  struct Result {
    torch::Tensor output, gradient, scale_gradient, mean, variance;
  };
  const auto normalised = [&](const torch::Tensor& batch, const ProcessGroup* group) {
    torch::Tensor x = batch.clone().requires_grad_();
    torch::Tensor scale = torch::tensor({1.0F, 2.0F, -1.0F}).requires_grad_();
    torch::Tensor shift = torch::tensor({0.5F, 0.0F, 1.0F}).requires_grad_();
    torch::Tensor mean = torch::zeros({3});
    torch::Tensor variance = torch::ones({3});
    const torch::Tensor y =
        group == nullptr
            ? std::get<0>(
                  at::native_batch_norm(x, scale, shift, mean, variance, true, momentum, epsilon))
            : synchronised_norm(x, scale, shift, mean, variance, momentum, epsilon, *group);
    y.pow(3).sum().backward();
    return Result{y.detach(), x.grad(), scale.grad(), mean, variance};
  };
  const int code = run_pair(
      [&](const ProcessPlace& place) {
        at::set_num_threads(1);
        const ProcessGroup group(place);
        const Result half = normalised(whole_batch().narrow(0, 0, half_size), &group);
        const Result whole = normalised(whole_batch(), nullptr);
        expect_equal(half.output, whole.output.narrow(0, 0, half_size), 1e-5);
        expect_equal(half.gradient, whole.gradient.narrow(0, 0, half_size), 1e-4);
        expect_equal(half.mean, whole.mean, 1e-5);
        expect_equal(half.variance, whole.variance, 1e-5);
        torch::Tensor scale_gradient = half.scale_gradient.clone();
        group.sum_in_place(scale_gradient);
        // A sum of 40 numbers up to 80, in 32 bits and another order.
        expect_equal(scale_gradient, whole.scale_gradient, 1e-2);
      },
      [&](const ProcessPlace& place) {
        at::set_num_threads(1);
        const ProcessGroup group(place);
        const Result half = normalised(whole_batch().narrow(0, half_size, half_size), &group);
        torch::Tensor scale_gradient = half.scale_gradient.clone();
        group.sum_in_place(scale_gradient);
      });
  EXPECT_EQ(code, 0);
}

TEST(ProcessGroup, NormalisesBatchesTogether) { expect_joint_norm({4, 3, 5, 2}); }

TEST(ProcessGroup, NormalisesFeaturesTogether) { expect_joint_norm({40, 3}); }

TEST(ProcessGroup, SaysThatAProcessIsGone) {
  (void)run_pair(
      [](const ProcessPlace& place) {
        const ProcessGroup group(place, std::chrono::seconds(20));
        torch::Tensor number = torch::ones({1});
        group.sum_in_place(number);
        try {
          group.sum_in_place(number);
          FAIL() << "the other process is gone";
        } catch (const Error& error) {
          EXPECT_EQ(error.code(), ErrorCode::setup);
          EXPECT_NE(std::string(error.what()).find("process 0 of 2"), std::string::npos);
        }
      },
      [](const ProcessPlace& place) {
        const ProcessGroup group(place, std::chrono::seconds(20));
        torch::Tensor number = torch::ones({1});
        group.sum_in_place(number);
      });
}

TEST(ProcessGroup, SaysThatNobodyCame) {
  const ProcessPlace place{
      .rank = 0, .world_size = 2, .address = "127.0.0.1", .port = testing::free_port()};
  EXPECT_THROW(ProcessGroup(place, std::chrono::seconds(1)), Error);
}

}  // namespace
}  // namespace mien::train
