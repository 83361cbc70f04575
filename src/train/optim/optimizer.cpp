#include "train/optim/optimizer.h"

#include <fmt/format.h>
#include <torch/nn/utils/clip_grad.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/optim/sgd.h>
#include <torch/serialize.h>

#include <sstream>

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
      const auto base =
          torch::optim::SGDOptions(1).momentum(options.momentum).nesterov(options.momentum > 0);
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

std::string Optimizer::state() const {
  torch::serialize::OutputArchive archive;
  impl_->torch->save(archive);
  std::ostringstream text;
  archive.save_to(text);
  return std::move(text).str();
}

void Optimizer::restore(const std::string& state) {
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(state.data(), state.size());
    impl_->torch->load(archive);
  } catch (const c10::Error& error) {
    throw Error(ErrorCode::input,
                fmt::format("expected the state of this optimiser, found something else: {}",
                            error.what_without_backtrace()));
  }
}

}  // namespace mien::train
