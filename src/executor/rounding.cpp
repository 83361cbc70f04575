#include "executor/rounding.h"

#include <algorithm>
#include <cmath>

#include "models/float16.h"

namespace mien::executor {

namespace {

float most_of(const Rounding& rounding) {
  return static_cast<float>((1 << (rounding.bits - 1)) - 1);
}

float number_of(float weight, float scale, float most) {
  return std::clamp(std::round(weight / scale), -most, most);
}

double squared_error(std::span<const float> group, float scale, float most) {
  double error = 0;
  for (const float weight : group) {
    const float restored = number_of(weight, scale, most) * scale;
    const double difference = static_cast<double>(weight) - static_cast<double>(restored);
    error += difference * difference;
  }
  return error;
}

/// A smaller scale cuts the largest weights off, and rounds the many others less.
std::uint16_t best_scale(std::span<const float> group, float most) {
  float largest = 0;
  for (const float weight : group) largest = std::max(largest, std::abs(weight));
  constexpr int steps = 12;
  constexpr float step = 0.025F;
  std::uint16_t best = models::half_from_float(1);
  double least = INFINITY;
  for (int i = 0; i <= steps; ++i) {
    const std::uint16_t half =
        models::half_from_float(largest / most * (1 - step * static_cast<float>(i)));
    const float scale = models::float_from_half(half);
    // Weights too small for a scale become zeros, as with the scale of 1.
    if (!(scale > 0) || !std::isfinite(scale)) continue;
    const double error = squared_error(group, scale, most);
    if (error < least) {
      least = error;
      best = half;
    }
  }
  return best;
}

}  // namespace

std::size_t groups_of(std::size_t row_length, const Rounding& rounding) {
  const auto group = static_cast<std::size_t>(rounding.group);
  return (row_length + group - 1) / group;
}

RoundedWeights rounded(std::span<const float> weights, std::size_t rows, const Rounding& rounding) {
  RoundedWeights result;
  const float most = most_of(rounding);
  const std::size_t length = weights.size() / rows;
  for (std::size_t r = 0; r < rows; ++r) {
    std::span<const float> row = weights.subspan(r * length, length);
    while (!row.empty()) {
      const auto group = row.first(std::min(row.size(), static_cast<std::size_t>(rounding.group)));
      result.scales.push_back(best_scale(group, most));
      const float scale = models::float_from_half(result.scales.back());
      for (const float weight : group) {
        result.numbers.push_back(static_cast<std::int16_t>(number_of(weight, scale, most)));
      }
      row = row.subspan(group.size());
    }
  }
  return result;
}

std::vector<float> restored(const RoundedWeights& weights, std::size_t rows,
                            const Rounding& rounding) {
  std::vector<float> result;
  result.reserve(weights.numbers.size());
  const std::size_t length = weights.numbers.size() / rows;
  const std::size_t groups = groups_of(length, rounding);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t i = 0; i < length; ++i) {
      const std::size_t group = r * groups + i / static_cast<std::size_t>(rounding.group);
      result.push_back(models::float_from_half(weights.scales[group]) *
                       static_cast<float>(weights.numbers[r * length + i]));
    }
  }
  return result;
}

std::size_t packed_size(std::size_t count, int bits) {
  return (count * static_cast<std::size_t>(bits) + 7) / 8;
}

std::vector<std::uint8_t> packed(std::span<const std::int16_t> numbers, int bits) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(packed_size(numbers.size(), bits));
  const int half = 1 << (bits - 1);
  std::uint32_t waiting = 0;
  int count = 0;
  for (const std::int16_t number : numbers) {
    waiting |= static_cast<std::uint32_t>(number + half) << count;
    for (count += bits; count >= 8; count -= 8, waiting >>= 8) {
      bytes.push_back(static_cast<std::uint8_t>(waiting & 0xFFU));
    }
  }
  if (count > 0) bytes.push_back(static_cast<std::uint8_t>(waiting & 0xFFU));
  return bytes;
}

std::vector<std::int16_t> unpacked(std::span<const std::uint8_t> bytes, std::size_t count,
                                   int bits) {
  std::vector<std::int16_t> numbers;
  numbers.reserve(count);
  const int half = 1 << (bits - 1);
  const std::uint32_t mask = (1U << bits) - 1;
  std::uint32_t waiting = 0;
  int present = 0;
  auto next = bytes.begin();
  for (std::size_t i = 0; i < count; ++i) {
    for (; present < bits; present += 8) waiting |= static_cast<std::uint32_t>(*next++) << present;
    numbers.push_back(static_cast<std::int16_t>(static_cast<int>(waiting & mask) - half));
    waiting >>= bits;
    present -= bits;
  }
  return numbers;
}

}  // namespace mien::executor
