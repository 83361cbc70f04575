#include "mien/face/prior.h"

#include <fmt/format.h>

#include <algorithm>

#include "mien/core/error.h"

namespace mien {

std::vector<float> with_prior(std::vector<float> probabilities, std::span<const float> prior) {
  if (prior.size() != probabilities.size()) return probabilities;
  float sum = 0;
  for (std::size_t i = 0; i < prior.size(); ++i) sum += probabilities[i] *= prior[i];
  if (!(sum > 0)) return probabilities;
  for (float& probability : probabilities) probability /= sum;
  return probabilities;
}

HeadSpec head_for(HeadSpec head, Prior prior) {
  if (prior != Prior::natural) head.prior.clear();
  return head;
}

void check_prior(Prior prior, std::span<const ModelMetadata> models) {
  if (prior == Prior::none) return;
  std::string names;
  for (const ModelMetadata& model : models) {
    const bool stores =
        std::ranges::any_of(model.heads, [](const HeadSpec& head) { return !head.prior.empty(); });
    if (stores) return;
    names += (names.empty() ? "" : ", ") + model.id;
  }
  throw Error(ErrorCode::usage,
              fmt::format("prior: expected a model that stores how frequent its classes are, found "
                          "none among {}; without this option it answers with its own",
                          names));
}

std::string prior_name(const HeadSpec& head, Prior prior) {
  if (head.prior.empty()) return "own";
  return prior == Prior::natural ? "natural" : "uniform";
}

}  // namespace mien
