#include "identity/person_shares.h"

#include <algorithm>
#include <limits>
#include <map>

namespace mien {

namespace {

double ratio(double sum, double whole) {
  return whole > 0 ? sum / whole : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

PersonShares::PersonShares(std::span<const std::string> people, std::span<const double> thresholds)
    : thresholds_(thresholds.begin(), thresholds.end()),
      true_sums_(thresholds.size()),
      false_sums_(thresholds.size()) {
  std::map<std::string, std::size_t> numbers;
  for (const std::string& name : people) {
    const std::size_t number = numbers.emplace(name, numbers.size()).first->second;
    person_.push_back(number);
    photos_.resize(numbers.size());
    ++photos_[number];
  }
}

void PersonShares::add(std::size_t a, std::size_t b, float distance) {
  const auto photos_of_a = static_cast<double>(photos_[person_[a]]);
  const auto other = static_cast<double>(photos_[person_[b]]);
  const bool same = person_[a] == person_[b];
  const double weight = same ? 2 / (photos_of_a * (photos_of_a - 1)) : 1 / (photos_of_a * other);
  std::vector<double>& sums = same ? true_sums_ : false_sums_;
  for (std::size_t t = 0; t < thresholds_.size(); ++t) {
    if (double{distance} <= thresholds_[t]) sums[t] += weight;
  }
}

double PersonShares::true_accepts(std::size_t threshold) const {
  const auto several = std::ranges::count_if(photos_, [](std::size_t count) { return count > 1; });
  return ratio(true_sums_[threshold], static_cast<double>(several));
}

double PersonShares::false_accepts(std::size_t threshold) const {
  const auto people = static_cast<double>(photos_.size());
  return ratio(false_sums_[threshold], people * (people - 1) / 2);
}

}  // namespace mien
