#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <system_error>
#include <vector>

#include "face/eye_alignment.h"

namespace mien {

std::optional<EyeCentres> eyes_in(std::string_view landmarks) {
  constexpr std::size_t all_points = 68;
  std::vector<float> numbers;
  while (!landmarks.empty() && numbers.size() <= 2 * all_points) {
    const std::size_t end = std::min(landmarks.find(';'), landmarks.size());
    float value = 0;
    const auto [stop, error] = std::from_chars(landmarks.data(), landmarks.data() + end, value);
    if (error != std::errc() || stop != landmarks.data() + end || !std::isfinite(value)) {
      return std::nullopt;
    }
    numbers.push_back(value);
    landmarks.remove_prefix(std::min(end + 1, landmarks.size()));
  }
  const auto mean = [&](std::size_t first, std::size_t count) {
    Point sum;
    for (std::size_t i = first; i < first + count; ++i) {
      sum.x += numbers[2 * i] / static_cast<float>(count);
      sum.y += numbers[2 * i + 1] / static_cast<float>(count);
    }
    return sum;
  };
  if (numbers.size() == 2 * all_points) return EyeCentres{mean(36, 6), mean(42, 6)};
  if (numbers.size() == 10 || numbers.size() == 4) return EyeCentres{mean(0, 1), mean(1, 1)};
  return std::nullopt;
}

}  // namespace mien
