#include "train/optim/optimizer.h"

#include <fmt/format.h>
#include <torch/nn/utils/clip_grad.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "mien/core/error.h"

namespace mien::train {

namespace {

template <typename Options>
std::vector<torch::optim::OptimizerParamGroup> torch_groups(
    const std::vector<ParameterGroup>& groups, const Options& base, double weight_decay) {
  std::vector<torch::optim::OptimizerParamGroup> result;
  for (const ParameterGroup& group : groups) {
    auto options = std::make_unique<Options>(base);
    options->lr(group.learning_rate);
    options->weight_decay(group.decay ? weight_decay : 0);
    result.emplace_back(group.tensors, std::move(options));
  }
  return result;
}

std::unique_ptr<torch::optim::Optimizer> make(const std::vector<ParameterGroup>& groups,
                                              const OptimizerOptions& options) {
  const std::tuple<double, double> betas{options.beta1, options.beta2};
  switch (options.kind) {
    case OptimizerKind::sgd: {
      const auto base = torch::optim::SGDOptions(1)
                            .momentum(options.momentum)
                            .nesterov(options.nesterov && options.momentum > 0);
      return std::make_unique<torch::optim::SGD>(torch_groups(groups, base, options.weight_decay),
                                                 base);
    }
    case OptimizerKind::adam: {
      const auto base = torch::optim::AdamOptions(1).betas(betas);
      return std::make_unique<torch::optim::Adam>(torch_groups(groups, base, options.weight_decay),
                                                  base);
    }
    case OptimizerKind::adamw: {
      const auto base = torch::optim::AdamWOptions(1).betas(betas);
      return std::make_unique<torch::optim::AdamW>(torch_groups(groups, base, options.weight_decay),
                                                   base);
    }
  }
  throw Error(ErrorCode::usage, "an optimiser of an unknown kind");
}

using torch::optim::OptimizerParamState;
using Tensors = std::map<std::string, torch::Tensor>;

std::string_view word_for(OptimizerKind kind) {
  if (kind == OptimizerKind::sgd) return "sgd";
  return kind == OptimizerKind::adam ? "adam" : "adamw";
}

template <typename State>
Tensors adam_parts(const OptimizerParamState& state) {
  const auto& adam = static_cast<const State&>(state);
  return {{"step", torch::full({}, adam.step(), torch::kLong)},
          {"mean", adam.exp_avg()},
          {"square", adam.exp_avg_sq()}};
}

/// What an optimiser keeps for one parameter.
Tensors parts_of(OptimizerKind kind, const OptimizerParamState& state) {
  if (kind == OptimizerKind::adam) return adam_parts<torch::optim::AdamParamState>(state);
  if (kind == OptimizerKind::adamw) return adam_parts<torch::optim::AdamWParamState>(state);
  const auto& sgd = static_cast<const torch::optim::SGDParamState&>(state);
  if (!sgd.momentum_buffer().defined()) return {};
  return {{"momentum", sgd.momentum_buffer()}};
}

// What the optimisers of LibTorch call a parameter: its address, since LibTorch 2.1 not as a text.
using StateKey = std::decay_t<decltype(std::declval<torch::optim::Optimizer&>().state())>::key_type;

template <typename Key = StateKey>
Key key_of(const torch::Tensor& parameter) {
  void* const address = parameter.unsafeGetTensorImpl();
  if constexpr (std::is_pointer_v<Key>) {
    return address;
  } else {
    return fmt::format("{}", address);
  }
}

/// Takes the parts of a state by name, and checks that they are of the parameters.
class StateReader {
 public:
  StateReader(const Tensors& state, OptimizerKind kind) : state_(state), word_(word_for(kind)) {}

  void check_parameters(std::size_t count) {
    const std::int64_t stored = whole_number(fmt::format("{}.parameters", word_));
    if (stored != static_cast<std::int64_t>(count)) {
      fail(fmt::format("one of {} parameters instead of {}", stored, count));
    }
  }

  std::unique_ptr<OptimizerParamState> next(OptimizerKind kind, const torch::Tensor& parameter) {
    const std::string place = fmt::format("{}.{}.", word_, number_++);
    if (kind == OptimizerKind::adam) {
      return adam<torch::optim::AdamParamState>(place, parameter);
    }
    if (kind == OptimizerKind::adamw) {
      return adam<torch::optim::AdamWParamState>(place, parameter);
    }
    if (!state_.contains(place + "momentum")) return nullptr;
    auto result = std::make_unique<torch::optim::SGDParamState>();
    result->momentum_buffer(like(place + "momentum", parameter));
    return result;
  }

  void finish() const {
    if (taken_ != state_.size()) {
      fail(fmt::format("{} tensors, of which {} belong to it", state_.size(), taken_));
    }
  }

 private:
  [[noreturn]] static void fail(const std::string& actual) {
    throw Error(ErrorCode::input,
                fmt::format("expected the state of this optimiser, found {}", actual));
  }

  template <typename State>
  std::unique_ptr<OptimizerParamState> adam(const std::string& place,
                                            const torch::Tensor& parameter) {
    if (!state_.contains(place + "step")) return nullptr;
    auto result = std::make_unique<State>();
    result->step(whole_number(place + "step"));
    result->exp_avg(like(place + "mean", parameter));
    result->exp_avg_sq(like(place + "square", parameter));
    return result;
  }

  const torch::Tensor& take(const std::string& name) {
    const auto entry = state_.find(name);
    if (entry == state_.end()) fail(fmt::format("one without \"{}\"", name));
    ++taken_;
    return entry->second;
  }

  std::int64_t whole_number(const std::string& name) {
    const torch::Tensor& tensor = take(name);
    if (tensor.scalar_type() != torch::kLong || tensor.numel() != 1 ||
        tensor.item<std::int64_t>() < 0) {
      fail(fmt::format("\"{}\" that is no count", name));
    }
    return tensor.item<std::int64_t>();
  }

  /// In the layout of the parameter, in which it was before: a sum over another layout may differ
  /// in its last bit.
  torch::Tensor like(const std::string& name, const torch::Tensor& parameter) {
    const torch::Tensor& tensor = take(name);
    if (tensor.scalar_type() != parameter.scalar_type() || tensor.sizes() != parameter.sizes()) {
      fail(fmt::format("\"{}\" of another type or shape than its parameter", name));
    }
    torch::Tensor result = torch::empty_like(parameter.detach());
    return result.copy_(tensor);
  }

  const Tensors& state_;
  std::string_view word_;
  std::size_t number_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace

struct Optimizer::Impl {
  std::vector<ParameterGroup> groups;
  OptimizerOptions options;
  std::unique_ptr<torch::optim::Optimizer> torch;
};

Optimizer::Optimizer(std::vector<ParameterGroup> groups, const OptimizerOptions& options)
    : impl_(std::make_unique<Impl>()) {
  impl_->torch = make(groups, options);
  impl_->groups = std::move(groups);
  impl_->options = options;
}

Optimizer::~Optimizer() = default;
Optimizer::Optimizer(Optimizer&&) noexcept = default;
Optimizer& Optimizer::operator=(Optimizer&&) noexcept = default;

std::vector<torch::Tensor> Optimizer::parameters() const {
  std::vector<torch::Tensor> all;
  for (const ParameterGroup& group : impl_->groups) {
    all.insert(all.end(), group.tensors.begin(), group.tensors.end());
  }
  return all;
}

void Optimizer::zero_gradients() { impl_->torch->zero_grad(); }

void Optimizer::step(double rate_factor) {
  if (impl_->options.gradient_clip > 0) {
    torch::nn::utils::clip_grad_norm_(parameters(), impl_->options.gradient_clip);
  }
  auto& torch_groups = impl_->torch->param_groups();
  for (std::size_t i = 0; i < torch_groups.size(); ++i) {
    torch_groups[i].options().set_lr(impl_->groups[i].learning_rate * rate_factor);
  }
  impl_->torch->step();
}

Tensors Optimizer::state() const {
  const OptimizerKind kind = impl_->options.kind;
  const std::string_view word = word_for(kind);
  const std::vector<torch::Tensor> all = parameters();
  Tensors tensors = {
      {fmt::format("{}.parameters", word), torch::full({}, std::ssize(all), torch::kLong)}};
  const auto& states = impl_->torch->state();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto entry = states.find(key_of(all[i]));
    if (entry == states.end()) continue;
    for (const auto& [part, tensor] : parts_of(kind, *entry->second)) {
      tensors.emplace(fmt::format("{}.{}.{}", word, i, part), tensor);
    }
  }
  return tensors;
}

void Optimizer::restore(const Tensors& state) {
  const torch::NoGradGuard no_grad;
  const std::vector<torch::Tensor> all = parameters();
  StateReader reader(state, impl_->options.kind);
  reader.check_parameters(all.size());
  std::map<StateKey, std::unique_ptr<OptimizerParamState>> read;
  for (const torch::Tensor& parameter : all) {
    if (auto parts = reader.next(impl_->options.kind, parameter)) {
      read.emplace(key_of(parameter), std::move(parts));
    }
  }
  reader.finish();
  impl_->torch->state().clear();
  for (auto& [key, parts] : read) impl_->torch->state().emplace(key, std::move(parts));
}

}  // namespace mien::train
