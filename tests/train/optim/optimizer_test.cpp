// The constants are what PyTorch 1.13's optimisers give for the same steps in double precision.
#include "train/optim/optimizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "mien/core/error.h"
#include "train/finite_differences.h"

namespace mien::train {
namespace {

constexpr double tolerance = 2e-6;

torch::Tensor vector(const std::vector<double>& values) {
  return torch::tensor(values, torch::kFloat);
}

/// Two groups: three values with decay, one without at twice the rate.
struct Two {
  torch::Tensor decayed = vector({1, -2, 3}).set_requires_grad(true);
  torch::Tensor free = vector({0.5}).set_requires_grad(true);
  Optimizer optimizer;

  explicit Two(const OptimizerOptions& options)
      : optimizer({{{decayed}, 0.1, true}, {{free}, 0.2, false}}, options) {}

  /// The steps of the constants: the second at half the rate.
  void first_step() { step({0.5, -1, 2}, 0.4, 1); }
  void second_step() { step({-0.3, 0.8, 0.1}, -0.2, 0.5); }

  void step(const std::vector<double>& gradient, double free_gradient, double factor) {
    decayed.mutable_grad() = vector(gradient);
    free.mutable_grad() = vector({free_gradient});
    optimizer.step(factor);
  }

  [[nodiscard]] double off(const std::vector<double>& a, double b) const {
    return std::max(apart(decayed, vector(a)), apart(free, vector({b})));
  }
};

TEST(Optimizer, SgdWithNesterovMomentum) {
  Two two({.kind = OptimizerKind::sgd, .momentum = 0.9, .weight_decay = 0.01});
  two.first_step();
  EXPECT_LT(two.off({0.9031, -1.8062, 2.6143}, 0.348), tolerance);
  two.second_step();
  EXPECT_LT(two.off({0.910087055, -1.83917411, 2.520101415}, 0.3536), tolerance);
}

TEST(Optimizer, SgdWithPlainMomentum) {
  Two two({.kind = OptimizerKind::sgd, .momentum = 0.9, .nesterov = false, .weight_decay = 0.01});
  two.first_step();
  EXPECT_LT(two.off({0.949, -1.898, 2.797}, 0.42), tolerance);
  // b = 0.9 b + g + 0.01 w; w -= 0.05 b (0.1 b without decay).
  two.second_step();
  EXPECT_LT(two.off({0.9405755, -1.891151, 2.6992515}, 0.404), tolerance);
}

TEST(Optimizer, SgdWithoutMomentum) {
  Two two({.kind = OptimizerKind::sgd, .momentum = 0, .weight_decay = 0.01});
  two.first_step();
  EXPECT_LT(two.off({0.949, -1.898, 2.797}, 0.42), tolerance);
  two.second_step();
  EXPECT_LT(two.off({0.9635255, -1.937051, 2.7906015}, 0.44), tolerance);
}

TEST(Optimizer, AdamDecaysByTheGradient) {
  Two two({.kind = OptimizerKind::adam, .beta1 = 0.8, .beta2 = 0.95, .weight_decay = 0.1});
  two.first_step();
  EXPECT_LT(two.off({0.900000002, -1.900000001, 2.9}, 0.300000005), tolerance);
  two.second_step();
  EXPECT_LT(two.off({0.883145005, -1.889708096, 2.861984963}, 0.278754091), tolerance);
}

TEST(Optimizer, AdamwDecaysApart) {
  Two two({.kind = OptimizerKind::adamw, .beta1 = 0.8, .beta2 = 0.95, .weight_decay = 0.1});
  two.first_step();
  EXPECT_LT(two.off({0.89, -1.88, 2.87}, 0.300000005), tolerance);
  two.second_step();
  EXPECT_LT(two.off({0.878771884, -1.870600001, 2.821866765}, 0.278754091), tolerance);
}

TEST(Optimizer, ClipsTheNormOfAllGradientsTogether) {
  const auto moved = [](double most) {
    const torch::Tensor a = vector({0, 0}).set_requires_grad(true);
    const torch::Tensor b = vector({0}).set_requires_grad(true);
    const torch::Tensor unused = vector({1}).set_requires_grad(true);
    Optimizer optimizer({{{a, unused}, 1, true}, {{b}, 1, false}},
                        {.kind = OptimizerKind::sgd, .momentum = 0, .gradient_clip = most});
    a.mutable_grad() = vector({3, 4});
    b.mutable_grad() = vector({-12});
    optimizer.step(1);
    EXPECT_EQ(unused.item<float>(), 1);
    return std::vector<double>{-a[0].item<double>(), -a[1].item<double>(), b.item<double>()};
  };
  using testing::DoubleNear;
  using testing::ElementsAre;
  EXPECT_THAT(moved(0), ElementsAre(3, 4, 12));
  EXPECT_THAT(moved(14), ElementsAre(3, 4, 12));
  EXPECT_THAT(moved(6.5),
              ElementsAre(DoubleNear(1.5, 1e-5), DoubleNear(2, 1e-5), DoubleNear(6, 1e-5)));
}

TEST(Optimizer, ListsItsParameters) {
  const Two two({});
  const std::vector<torch::Tensor> all = two.optimizer.parameters();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all[0].is_same(two.decayed));
  EXPECT_TRUE(all[1].is_same(two.free));
}

TEST(Optimizer, ForgetsGradients) {
  Two two({});
  two.first_step();
  two.optimizer.zero_gradients();
  for (const torch::Tensor& tensor : two.optimizer.parameters()) {
    EXPECT_TRUE(!tensor.grad().defined() || tensor.grad().abs().max().item<double>() == 0);
  }
}

class Restored : public testing::TestWithParam<OptimizerKind> {};

TEST_P(Restored, GoesOnIdentically) {
  const OptimizerOptions options{.kind = GetParam(), .weight_decay = 0.1, .gradient_clip = 1};
  Two whole(options);
  whole.first_step();
  const auto state = whole.optimizer.state();
  Two resumed(options);
  {
    const torch::NoGradGuard no_grad;
    resumed.decayed.copy_(whole.decayed);
    resumed.free.copy_(whole.free);
  }
  resumed.optimizer.restore(state);
  for (Two* two : {&whole, &resumed}) {
    two->second_step();
    two->first_step();
  }
  EXPECT_TRUE(resumed.decayed.equal(whole.decayed));
  EXPECT_TRUE(resumed.free.equal(whole.free));
  // Without the state the end is another.
  Two fresh(options);
  fresh.second_step();
  fresh.first_step();
  EXPECT_FALSE(fresh.decayed.equal(whole.decayed));
}

TEST_P(Restored, MayHaveParametersWithoutGradients) {
  const auto make = [](torch::Tensor& a, torch::Tensor& unused) {
    a = vector({1, 2}).set_requires_grad(true);
    unused = vector({3}).set_requires_grad(true);
    return Optimizer({{{unused, a}, 0.1, true}}, {.kind = GetParam()});
  };
  torch::Tensor a;
  torch::Tensor unused;
  Optimizer first = make(a, unused);
  a.mutable_grad() = vector({1, -1});
  first.step(1);
  torch::Tensor b;
  torch::Tensor other;
  Optimizer second = make(b, other);
  {
    const torch::NoGradGuard no_grad;
    b.copy_(a);
  }
  second.restore(first.state());
  b.mutable_grad() = vector({0.5, 2});
  a.mutable_grad() = vector({0.5, 2});
  first.step(1);
  second.step(1);
  EXPECT_TRUE(a.equal(b));
  EXPECT_EQ(other.item<float>(), 3);
}

TEST_P(Restored, TakesTheStateBeforeTheFirstStep) {
  Two first({.kind = GetParam()});
  Two second({.kind = GetParam()});
  second.optimizer.restore(first.optimizer.state());
  first.first_step();
  second.first_step();
  EXPECT_TRUE(first.decayed.equal(second.decayed));
}

TEST_P(Restored, RefusesWhatIsNoState) {
  Two two({.kind = GetParam()});
  two.first_step();
  const auto state = two.optimizer.state();
  auto other_shape = state;
  for (auto& [name, tensor] : other_shape) {
    if (!name.ends_with(".parameters")) tensor = torch::zeros({7}, tensor.options());
  }
  auto other_type = state;
  for (auto& [name, tensor] : other_type) {
    if (!name.ends_with(".parameters")) tensor = tensor.to(torch::kDouble);
  }
  auto one_missing = state;
  one_missing.erase(std::prev(one_missing.end()));
  auto one_more = state;
  one_more.emplace("another", torch::zeros({1}));
  using States = std::vector<std::map<std::string, torch::Tensor>>;
  for (const auto& wrong : States{{}, other_shape, other_type, one_missing, one_more}) {
    try {
      two.optimizer.restore(wrong);
      ADD_FAILURE() << "expected an Error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::input);
      EXPECT_THAT(error.what(), testing::HasSubstr("expected the state of this optimiser"));
    }
  }
}

TEST_P(Restored, RefusesTheStateOfOtherGroups) {
  const torch::Tensor parameter = vector({1}).set_requires_grad(true);
  Optimizer small({{{parameter}, 0.1, true}}, {.kind = GetParam()});
  Two two({.kind = GetParam()});
  EXPECT_THROW(two.optimizer.restore(small.state()), Error);
}

std::string name_of(const testing::TestParamInfo<OptimizerKind>& info) {
  if (info.param == OptimizerKind::sgd) return "Sgd";
  return info.param == OptimizerKind::adam ? "Adam" : "Adamw";
}

INSTANTIATE_TEST_SUITE_P(Kinds, Restored,
                         testing::Values(OptimizerKind::sgd, OptimizerKind::adam,
                                         OptimizerKind::adamw),
                         name_of);

}  // namespace
}  // namespace mien::train
