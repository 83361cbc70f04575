#include "clip/best_faces.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>

namespace mien {

bool is_useful_feature(const std::vector<float>& feature) {
  return std::ranges::any_of(feature, [](float value) { return value != 0; }) &&
         std::ranges::all_of(feature, [](float value) { return std::isfinite(value); });
}

bool BestFaces::add(const Face& face, double seconds, bool alone) {
  if (!is_useful_feature(face.identity)) return false;
  const float quality = face.quality && std::isfinite(*face.quality) ? *face.quality : 0;
  const auto rank = [](const Kept& kept) {
    return std::tuple(kept.alone, kept.quality, kept.face.box.width * kept.face.box.height);
  };
  Kept kept{face, seconds, alone, quality};
  const auto place =
      std::ranges::find_if(kept_, [&](const Kept& other) { return rank(other) < rank(kept); });
  const bool best = place == kept_.begin();
  if (place == kept_.end() && kept_.size() == most) return false;
  kept_.insert(place, std::move(kept));
  if (kept_.size() > most) kept_.pop_back();
  return best;
}

Face BestFaces::face() const {
  const Kept& best = kept_.front();
  std::vector<double> sum(best.face.identity.size(), 0);
  for (const Kept& kept : kept_) {
    if (kept.alone != best.alone || kept.quality < least_quality * best.quality ||
        kept.face.identity.size() != sum.size()) {
      continue;
    }
    double squares = 0;
    for (const float value : kept.face.identity) squares += double{value} * value;
    const double length = std::sqrt(squares);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += kept.face.identity[i] / length;
  }
  double squares = 0;
  for (const double value : sum) squares += value * value;
  Face mean = best.face;
  // Features that cancel each other out have no mean direction.
  if (squares > 0) {
    const double length = std::sqrt(squares);
    std::ranges::transform(sum, mean.identity.begin(),
                           [&](double value) { return static_cast<float>(value / length); });
  }
  return mean;
}

double BestFaces::seconds() const { return kept_.front().seconds; }

}  // namespace mien
