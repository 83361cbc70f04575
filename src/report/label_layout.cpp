#include "report/label_layout.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace mien {

namespace {

// What a place costs: a worse side, a smaller font, distance from the face, covered faces.
constexpr double cost_of_side = 0.08;
constexpr double cost_of_size = 0.5;
constexpr double cost_of_step = 0.7;
constexpr double cost_of_own_face = 2.5;
constexpr double cost_of_other_face = 5.0;
constexpr int most_steps = 3;

struct Candidate {
  PixelRect rect;
  double cost;
};

std::int64_t overlap(const PixelRect& a, const PixelRect& b) {
  const int width = std::min(a.right(), b.right()) - std::max(a.x, b.x);
  const int height = std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y);
  return width <= 0 || height <= 0 ? 0 : std::int64_t{width} * height;
}

std::vector<Candidate> candidates(Size frame, const PixelRect& face, Size label) {
  const int gap = std::max(1, label.height / 12);
  const int left = face.x;
  const int centre = face.x + (face.width - label.width) / 2;
  const int right = face.right() - label.width;
  const int top = face.y;
  const int middle = face.y + (face.height - label.height) / 2;
  const int bottom = face.bottom() - label.height;
  std::vector<Candidate> result;
  double cost = 0;
  const auto add = [&](int x, int y, double extra) {
    result.push_back({{x, y, label.width, label.height}, cost + extra});
    cost += cost_of_side;
  };
  for (int step = 0; step <= most_steps; ++step) {
    const int away = step * (label.height + gap);
    for (const int x : {left, right, centre}) {
      add(x, face.y - gap - label.height - away, step * cost_of_step);
      add(x, face.bottom() + gap + away, step * cost_of_step);
    }
  }
  cost = 6 * cost_of_side;
  for (const int y : {bottom, top, middle}) {
    add(face.right() + gap, y, 0);
    add(face.x - gap - label.width, y, 0);
  }
  for (const int x : {left, right, centre}) {
    add(x, bottom - gap, cost_of_own_face);
    add(x, top + gap, cost_of_own_face);
  }
  // Pushed back into the frame, where a place may cover the face instead.
  const std::size_t count = result.size();
  for (std::size_t i = 0; i < count; ++i) {
    Candidate moved = result[i];
    moved.rect.x = std::clamp(moved.rect.x, 0, frame.width - label.width);
    moved.rect.y = std::clamp(moved.rect.y, 0, frame.height - label.height);
    if (moved.rect == result[i].rect) continue;
    const double distance =
        std::hypot(moved.rect.x - result[i].rect.x, moved.rect.y - result[i].rect.y);
    result[i] = {moved.rect, moved.cost + distance / label.height * 0.2};
  }
  return result;
}

double covered(const PixelRect& label, std::span<const LabelRequest> requests, std::size_t own) {
  double cost = 0;
  const double area = double{1} * label.width * label.height;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const double share = static_cast<double>(overlap(label, requests[i].face)) / area;
    cost += share * (i == own ? cost_of_own_face : cost_of_other_face);
  }
  return cost;
}

std::optional<LabelPlace> best_place(Size frame, std::span<const LabelRequest> requests,
                                     std::size_t own, std::span<const PixelRect> taken) {
  std::optional<LabelPlace> best;
  double least = std::numeric_limits<double>::infinity();
  const std::vector<Size>& sizes = requests[own].sizes;
  for (std::size_t s = 0; s < sizes.size(); ++s) {
    const Size size = sizes[s];
    if (size.width < 1 || size.height < 1) continue;
    if (size.width > frame.width || size.height > frame.height) continue;
    for (const Candidate& candidate : candidates(frame, requests[own].face, size)) {
      const double base = candidate.cost + static_cast<double>(s) * cost_of_size;
      if (base >= least) continue;
      const auto collides = [&](const PixelRect& other) {
        return overlap(candidate.rect, other) > 0;
      };
      if (std::ranges::any_of(taken, collides)) continue;
      const double cost = base + covered(candidate.rect, requests, own);
      if (cost >= least) continue;
      least = cost;
      best = LabelPlace{candidate.rect, s};
    }
  }
  return best;
}

int to_pixel(float value, int most) {
  // Also true of what is not a number.
  if (!(value > 0)) return 0;
  return value >= static_cast<float>(most) ? most : static_cast<int>(std::lround(value));
}

}  // namespace

PixelRect clip_to_frame(const Box& box, Size frame) {
  for (const float value : {box.x, box.y, box.width, box.height}) {
    if (!std::isfinite(value)) return {};
  }
  const int x = to_pixel(box.x, frame.width);
  const int y = to_pixel(box.y, frame.height);
  return {x, y, std::max(to_pixel(box.right(), frame.width) - x, 0),
          std::max(to_pixel(box.bottom(), frame.height) - y, 0)};
}

std::vector<std::optional<LabelPlace>> place_labels(Size frame,
                                                    std::span<const LabelRequest> requests) {
  std::vector<std::size_t> order(requests.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) {
    return std::int64_t{requests[i].face.width} * requests[i].face.height;
  });
  std::vector<std::optional<LabelPlace>> places(requests.size());
  std::vector<PixelRect> taken;
  for (const std::size_t i : order) {
    places[i] = best_place(frame, requests, i, taken);
    if (places[i]) taken.push_back(places[i]->rect);
  }
  return places;
}

}  // namespace mien
