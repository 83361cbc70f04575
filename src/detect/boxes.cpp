#include "detect/boxes.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mien::detect {

namespace {

double area(const Candidate& box) { return (box.x2 - box.x1 + 1) * (box.y2 - box.y1 + 1); }

double overlap_of(const Candidate& a, const Candidate& b, Overlap overlap) {
  const double width = std::min(a.x2, b.x2) - std::max(a.x1, b.x1) + 1;
  const double height = std::min(a.y2, b.y2) - std::max(a.y1, b.y1) + 1;
  if (width <= 0 || height <= 0) return 0;
  const double shared = width * height;
  return overlap == Overlap::over_smaller ? shared / std::min(area(a), area(b))
                                          : shared / (area(a) + area(b) - shared);
}

std::vector<std::size_t> by_score(std::span<const Candidate> boxes) {
  std::vector<std::size_t> order(boxes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t i) { return boxes[i].score; });
  return order;
}

}  // namespace

std::vector<Candidate> suppress(std::span<const Candidate> boxes, double threshold,
                                Overlap overlap) {
  std::vector<Candidate> kept;
  for (const std::size_t i : by_score(boxes)) {
    const bool hidden = std::ranges::any_of(kept, [&](const Candidate& better) {
      return overlap_of(better, boxes[i], overlap) > threshold;
    });
    if (!hidden) kept.push_back(boxes[i]);
  }
  return kept;
}

void keep_best(std::vector<Candidate>& boxes, std::size_t most) {
  if (boxes.size() <= most) return;
  std::vector<std::size_t> order = by_score(boxes);
  order.resize(most);
  std::ranges::sort(order);
  std::vector<Candidate> best;
  best.reserve(most);
  for (const std::size_t i : order) best.push_back(boxes[i]);
  boxes = std::move(best);
}

Candidate squared(const Candidate& box) {
  const double width = box.x2 - box.x1;
  const double height = box.y2 - box.y1;
  const double side = std::max(width, height);
  Candidate result = box;
  result.x1 = box.x1 + width * 0.5 - side * 0.5;
  result.y1 = box.y1 + height * 0.5 - side * 0.5;
  result.x2 = result.x1 + side;
  result.y2 = result.y1 + side;
  return result;
}

Candidate regressed(const Candidate& box, Extent extent) {
  const double last = extent == Extent::inclusive ? 1 : 0;
  const double width = box.x2 - box.x1 + last;
  const double height = box.y2 - box.y1 + last;
  Candidate result = box;
  result.x1 = box.x1 + box.offsets[0] * width;
  result.y1 = box.y1 + box.offsets[1] * height;
  result.x2 = box.x2 + box.offsets[2] * width;
  result.y2 = box.y2 + box.offsets[3] * height;
  return result;
}

}  // namespace mien::detect
