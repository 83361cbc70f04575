#include "train/run/all_reduce_loss.h"

#include "train/run/batch_loss.h"

namespace mien::train {

SharedLoss all_reduce_loss(std::vector<LossSum> parts, const std::vector<double>& factors,
                           double right, bool stop, const ProcessGroup* group) {
  if (group == nullptr) {
    const torch::Tensor loss = total_loss(parts, factors);
    return {loss, loss.item<double>(), right, stop};
  }
  // All numbers in one message: weights, sums, and the two of the step.
  std::vector<torch::Tensor> numbers;
  numbers.reserve(parts.size());
  for (const LossSum& part : parts) numbers.push_back(part.weight.detach());
  for (const LossSum& part : parts) numbers.push_back(part.sum.detach());
  numbers.push_back(torch::full({}, right / group->size(), torch::kFloat));
  numbers.push_back(torch::full({}, stop ? 1.0 : 0.0, torch::kFloat));
  torch::Tensor all = at::stack(numbers);
  group->sum_in_place(all);
  std::vector<LossSum> whole;
  const std::int64_t count = std::ssize(parts);
  for (std::int64_t i = 0; i < count; ++i) {
    parts[static_cast<std::size_t>(i)].weight = all[i];
    whole.push_back({all[count + i], all[i]});
  }
  return {total_loss(parts, factors), total_loss(whole, factors).item<double>(),
          all[2 * count].item<double>(), all[2 * count + 1].item<double>() > 0};
}

}  // namespace mien::train
