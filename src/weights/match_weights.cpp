#include "weights/match_weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "mien/core/error.h"

namespace mien::train {

namespace {

bool is_head(std::string_view name, const MatchRules& rules) {
  return std::any_of(rules.heads.begin(), rules.heads.end(), [&](const std::string& head) {
    return name == head || (name.starts_with(head) && name.substr(head.size()).starts_with('.'));
  });
}

/// Kernels [out, in, 1, 1] are laid out as [out, in].
std::vector<std::int64_t> without_last_ones(std::vector<std::int64_t> shape) {
  while (shape.size() > 2 && shape.back() == 1) shape.pop_back();
  return shape;
}

/// "3 missing (a, b, c)", with no more than a few of the names.
std::string listed(const std::vector<std::string>& names, std::string_view description) {
  constexpr std::size_t most = 5;
  const std::size_t shown = std::min(names.size(), most);
  std::string text = fmt::format(
      "{} {} ({}", names.size(), description,
      fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (shown < names.size()) text += fmt::format(" and {} more", names.size() - shown);
  return text + ")";
}

}  // namespace

MatchRules without_heads(const NetworkGraph& graph) {
  MatchRules rules{{"classifier", "classifier.6", "fc", "head.fc", "conv_preds", "last_linear",
                    "logits", "feats", "age_pred", "gender_pred", "emotion_preds", "AuxLogits",
                    "heads"}};
  for (const Parameter& parameter : parameters_of(graph)) {
    if (parameter.node > graph.features) continue;
    std::erase_if(rules.heads,
                  [&](const std::string& head) { return is_head(parameter.name, {{head}}); });
  }
  return rules;
}

MatchedWeights match_weights(std::span<const Parameter> needed, const NamedTensors& tensors,
                             const MatchRules& rules, std::string_view name) {
  MatchedWeights result;
  std::vector<std::string> missing;
  std::vector<std::string> reshaped;
  std::vector<std::string> unexpected;
  std::set<std::string_view> names;
  for (const Parameter& parameter : needed) {
    const bool head = is_head(parameter.name, rules);
    const auto entry = tensors.find(parameter.name);
    if (entry == tensors.end()) {
      (head ? result.missing : missing).push_back(parameter.name);
      continue;
    }
    names.insert(entry->first);
    if (without_last_ones(entry->second.shape) == without_last_ones(parameter.shape)) {
      result.tensors.emplace(parameter.name, NamedTensor{parameter.shape, entry->second.values});
    } else if (head) {
      result.missing.push_back(parameter.name);
      result.left_over.push_back(parameter.name);
    } else {
      reshaped.push_back(fmt::format("{}: expected [{}], found [{}]", parameter.name,
                                     fmt::join(parameter.shape, ", "),
                                     fmt::join(entry->second.shape, ", ")));
    }
  }
  for (const auto& [key, tensor] : tensors) {
    if (names.contains(key) || key.ends_with("num_batches_tracked")) continue;
    (is_head(key, rules) ? result.left_over : unexpected).push_back(key);
  }
  std::vector<std::string> faults;
  if (!missing.empty()) faults.push_back(listed(missing, "missing"));
  if (!unexpected.empty()) faults.push_back(listed(unexpected, "unexpected"));
  if (!reshaped.empty()) faults.push_back(listed(reshaped, "of another shape"));
  if (!faults.empty()) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected the {} tensors of the network, found {}", name,
                            needed.size(), fmt::join(faults, ", ")));
  }
  return result;
}

}  // namespace mien::train
