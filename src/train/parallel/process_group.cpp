#include "train/parallel/process_group.h"

#include <fmt/format.h>
#include <torch/autograd.h>

#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <vector>

#include "mien/core/error.h"

namespace mien::train {

namespace {

[[noreturn]] void fail(const ProcessPlace& place, const char* problem,
                       const std::exception& error) {
  throw Error(
      ErrorCode::setup,
      fmt::format("process {} of {}: {} ({}:{}): expected all processes, found one gone or "
                  "late: {}",
                  place.rank, place.world_size, problem, place.address, place.port, error.what()));
}

// Automatic differentiation saves numbers alone.
const ProcessGroup& group_at(std::int64_t address) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  return *reinterpret_cast<const ProcessGroup*>(address);
}

struct DifferentiableSum : torch::autograd::Function<DifferentiableSum> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& tensor, std::int64_t group) {
    context->saved_data["group"] = group;
    torch::Tensor result = tensor.contiguous().clone();
    group_at(group).sum_in_place(result);
    return result;
  }

  // What one process adds to the sum reaches the losses of all of them.
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const std::int64_t group = context->saved_data["group"].toInt();
    torch::Tensor result = gradients.front().contiguous().clone();
    group_at(group).sum_in_place(result);
    return {result, torch::Tensor()};
  }
};

}  // namespace

struct ProcessGroup::Impl {
  c10::intrusive_ptr<c10d::TCPStore> store;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo;
};

ProcessGroup::ProcessGroup(const ProcessPlace& place, std::chrono::seconds patience)
    : place_(place), impl_(std::make_unique<Impl>()) {
  try {
    c10d::TCPStoreOptions store;
    store.port = static_cast<std::uint16_t>(place.port);
    store.isServer = place.rank == 0;
    store.numWorkers = static_cast<std::size_t>(place.world_size);
    store.timeout = patience;
    impl_->store = c10::make_intrusive<c10d::TCPStore>(place.address, store);
    auto options = c10d::ProcessGroupGloo::Options::create(patience);
    options->devices.push_back(place.address == "127.0.0.1" || place.address == "localhost"
                                   ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                   : c10d::ProcessGroupGloo::createDefaultDevice());
    impl_->gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(impl_->store, place.rank,
                                                              place.world_size, options);
  } catch (const std::exception& error) {
    fail(place, "joining", error);
  }
}

ProcessGroup::~ProcessGroup() = default;

void ProcessGroup::sum_in_place(torch::Tensor& tensor) const {
  try {
    std::vector<at::Tensor> tensors{tensor};
    impl_->gloo->allreduce(tensors)->wait();
  } catch (const std::exception& error) {
    fail(place_, "adding up", error);
  }
}

torch::Tensor ProcessGroup::sum(const torch::Tensor& tensor) const {
  return DifferentiableSum::apply(
      tensor, reinterpret_cast<std::int64_t>(this));  // NOLINT(*-reinterpret-cast)
}

void ProcessGroup::sum_gradients(std::span<const torch::Tensor> parameters) const {
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> flat;
  for (const torch::Tensor& parameter : parameters) {
    if (parameter.grad().defined()) flat.push_back(parameter.grad().contiguous().flatten());
  }
  if (flat.empty()) return;
  torch::Tensor all = at::cat(flat);
  sum_in_place(all);
  std::int64_t offset = 0;
  for (const torch::Tensor& parameter : parameters) {
    const torch::Tensor& gradient = parameter.grad();
    if (!gradient.defined()) continue;
    gradient.copy_(all.narrow(0, offset, gradient.numel()).view(gradient.sizes()));
    offset += gradient.numel();
  }
}

}  // namespace mien::train
