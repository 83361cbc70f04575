#include "report/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace mien {

std::optional<double> rounded(double value, int decimals) {
  if (!std::isfinite(value)) return std::nullopt;
  const double unit = std::pow(10.0, decimals);
  const double result = std::round(value * unit) / unit;
  return result == 0 ? 0.0 : result;
}

std::string fixed(double value, int decimals) {
  const std::optional<double> number = rounded(value, decimals);
  return number ? fmt::format("{:.{}f}", *number, decimals) : std::string();
}

std::string percent(float probability) {
  const std::string number = fixed(probability * 100.0, 0);
  return number.empty() ? number : number + "%";
}

std::string_view message_without_file(std::string_view message, std::string_view file) {
  const bool starts_with_file =
      !file.empty() && message.starts_with(file) && message.substr(file.size()).starts_with(": ");
  if (starts_with_file) message.remove_prefix(file.size() + 2);
  return message;
}

std::string_view error_without_file(const ImageResult& result) {
  return message_without_file(result.error, result.file);
}

std::string shown_label(const Classification& classification) {
  return classification.unsure() ? std::string(unsure_label) : classification.label;
}

std::vector<LabelProbability> in_order(const Classification& classification,
                                       std::span<const std::string_view> labels) {
  std::vector<LabelProbability> result = classification.probabilities;
  std::ranges::stable_sort(result, {}, [&](const LabelProbability& entry) {
    return std::ranges::find(labels, entry.label) - labels.begin();
  });
  return result;
}

std::optional<float> probability_of(const std::optional<Classification>& classification,
                                    std::string_view label) {
  if (!classification) return std::nullopt;
  for (const LabelProbability& entry : classification->probabilities) {
    if (entry.label == label) return entry.probability;
  }
  return std::nullopt;
}

}  // namespace mien
