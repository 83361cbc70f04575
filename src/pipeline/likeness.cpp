#include "pipeline/likeness.h"

#include <algorithm>

namespace mien {

namespace {

constexpr double most_false_accepts = 0.001;

const HeadSpec* identity_head(std::span<const ModelMetadata> models) {
  const HeadSpec* identity_head = nullptr;
  for (const ModelMetadata& model : models) {
    for (const HeadSpec& head : model.heads) {
      if (head.kind == HeadKind::identity) identity_head = &head;
    }
  }
  return identity_head;
}

}  // namespace

TrackerOptions with_likeness(TrackerOptions options, std::span<const ModelMetadata> models) {
  const HeadSpec* head = identity_head(models);
  if (options.same_person || head == nullptr) return options;
  double distance = 0;
  for (const OperatingPoint& point : head->operating_points) {
    if (point.false_accepts <= most_false_accepts) distance = std::max(distance, point.distance);
  }
  if (distance > 0) options.same_person = static_cast<float>(1 - distance * distance / 2);
  return options;
}

}  // namespace mien
