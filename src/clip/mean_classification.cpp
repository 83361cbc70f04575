#include "mien/clip/mean_classification.h"

#include <algorithm>

namespace mien {

Classification with_best_label(std::vector<LabelProbability> probabilities) {
  Classification answer;
  const auto best = std::ranges::max_element(probabilities, {}, &LabelProbability::probability);
  if (best != probabilities.end()) answer.label = best->label;
  answer.probabilities = std::move(probabilities);
  return answer;
}

void MeanClassification::add(const Classification& answer, double weight) {
  if (answer.probabilities.empty()) return;
  for (const LabelProbability& entry : answer.probabilities) {
    auto sum = std::ranges::find(sums_, entry.label, &Sum::label);
    if (sum == sums_.end()) sum = sums_.insert(sums_.end(), Sum{entry.label, 0, 0});
    sum->weighted += weight * entry.probability;
    sum->plain += entry.probability;
  }
  sure_from_ = std::max(sure_from_, answer.sure_from);
  weight_ += weight;
  ++count_;
}

void MeanClassification::add(const MeanClassification& other) {
  for (const Sum& entry : other.sums_) {
    auto sum = std::ranges::find(sums_, entry.label, &Sum::label);
    if (sum == sums_.end()) sum = sums_.insert(sums_.end(), Sum{entry.label, 0, 0});
    sum->weighted += entry.weighted;
    sum->plain += entry.plain;
  }
  sure_from_ = std::max(sure_from_, other.sure_from_);
  weight_ += other.weight_;
  count_ += other.count_;
}

std::optional<Classification> MeanClassification::mean() const {
  if (count_ == 0) return std::nullopt;
  std::vector<LabelProbability> probabilities;
  for (const Sum& sum : sums_) {
    const double mean = weight_ > 0 ? sum.weighted / weight_ : sum.plain / count_;
    probabilities.push_back({sum.label, static_cast<float>(mean)});
  }
  Classification answer = with_best_label(std::move(probabilities));
  answer.sure_from = sure_from_;
  return answer;
}

}  // namespace mien
