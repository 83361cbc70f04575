#include "networks/standardise_weights.h"

#include <cmath>
#include <numeric>

namespace mien::train {

std::vector<float> standardise_weights(std::span<const float> weights, std::span<const float> gain,
                                       double epsilon) {
  const std::size_t each = weights.size() / gain.size();
  const auto count = static_cast<double>(each);
  std::vector<float> result;
  result.reserve(weights.size());
  for (std::size_t channel = 0; channel < gain.size(); ++channel) {
    const std::span<const float> own = weights.subspan(channel * each, each);
    const double mean = std::accumulate(own.begin(), own.end(), 0.0) / count;
    double squares = 0;
    for (const float weight : own) squares += (weight - mean) * (weight - mean);
    const double factor = gain[channel] / std::sqrt((squares / count + epsilon) * count);
    for (const float weight : own) result.push_back(static_cast<float>((weight - mean) * factor));
  }
  return result;
}

}  // namespace mien::train
