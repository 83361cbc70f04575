#include "mien/clip/descriptor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "mien/core/error.h"

namespace mien {

namespace {

std::size_t checked(std::size_t dimension) {
  if (dimension == 0) {
    throw Error(ErrorCode::usage, "descriptor: expected the number of features of a face, found 0");
  }
  return dimension;
}

std::vector<float> joined(std::initializer_list<std::vector<float>> parts, bool l2) {
  std::vector<float> values;
  for (const std::vector<float>& part : parts)
    values.insert(values.end(), part.begin(), part.end());
  if (!l2) return values;
  double squares = 0;
  for (const float value : values) squares += double(value) * value;
  if (!(squares > 0)) return values;
  const double length = std::sqrt(squares);
  for (float& value : values) value = static_cast<float>(value / length);
  return values;
}

/// The first of those with the greatest value.
template <typename Item, typename Value>
std::optional<std::size_t> greatest(std::span<const Item> items, Value value) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < items.size(); ++i)
    if (!best || value(items[i]) > value(items[*best])) best = i;
  return best;
}

}  // namespace

StreamingStatistics::StreamingStatistics(std::size_t dimension)
    : mean_(dimension), squares_(dimension), least_(dimension), greatest_(dimension) {}

void StreamingStatistics::add(std::span<const float> values) {
  if (count_ == 0 && mean_.empty()) *this = StreamingStatistics(values.size());
  if (values.size() != dimension() || values.empty()) {
    throw Error(ErrorCode::input, fmt::format("descriptor: expected {} features, found {}",
                                              dimension(), values.size()));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    throw Error(ErrorCode::input,
                fmt::format("descriptor: expected finite features, found {} at {}", values[i], i));
  }
  ++count_;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = values[i];
    const double distance = value - mean_[i];
    mean_[i] += distance / static_cast<double>(count_);
    squares_[i] += distance * (value - mean_[i]);
    least_[i] = count_ == 1 ? values[i] : std::min(least_[i], values[i]);
    greatest_[i] = count_ == 1 ? values[i] : std::max(greatest_[i], values[i]);
  }
}

std::vector<float> StreamingStatistics::mean() const { return {mean_.begin(), mean_.end()}; }

std::vector<float> StreamingStatistics::deviation() const {
  std::vector<float> result(dimension());
  if (count_ == 0) return result;
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = static_cast<float>(std::sqrt(squares_[i] / static_cast<double>(count_)));
  return result;
}

ClipDescriptor::ClipDescriptor(std::size_t dimension, const DescriptorOptions& options)
    : statistics_(checked(dimension)), options_(options) {}

std::vector<float> ClipDescriptor::values() const {
  const StreamingStatistics& s = statistics_;
  if (options_.order == DescriptorOrder::paper)
    return joined({s.mean(), s.greatest(), s.least(), s.deviation()}, options_.l2);
  return joined({s.mean(), s.deviation(), s.least(), s.greatest()}, options_.l2);
}

GroupDescriptor::GroupDescriptor(std::size_t dimension, const DescriptorOptions& options)
    : dimension_(checked(dimension)), frames_(2 * dimension), options_(options) {}

void GroupDescriptor::add(std::span<const std::vector<float>> faces) {
  if (faces.empty()) return;
  StreamingStatistics frame(dimension_);
  for (const std::vector<float>& face : faces) frame.add(face);
  frames_.add(joined({frame.mean(), frame.deviation()}, false));
}

std::vector<float> GroupDescriptor::values() const {
  return joined({frames_.mean(), frames_.deviation()}, options_.l2);
}

std::optional<std::size_t> choose_face(std::span<const Face> faces, FaceChoice choice) {
  if (choice == FaceChoice::track) {
    throw Error(ErrorCode::usage,
                "descriptor: expected tracked faces to choose one person, found faces of a photo");
  }
  if (choice == FaceChoice::best) return greatest(faces, [](const Face& f) { return f.score; });
  return greatest(faces, [](const Face& f) { return f.box.area(); });
}

std::optional<std::size_t> choose_face(std::span<const TrackedFace> faces, FaceChoice choice,
                                       int track) {
  switch (choice) {
    case FaceChoice::track: {
      const auto match = std::ranges::find(faces, track, &TrackedFace::track);
      if (match == faces.end()) return std::nullopt;
      return static_cast<std::size_t>(match - faces.begin());
    }
    case FaceChoice::best:
      return greatest(faces, [](const TrackedFace& f) { return f.face.score; });
    case FaceChoice::largest:
      break;
  }
  return greatest(faces, [](const TrackedFace& f) { return f.face.box.area(); });
}

}  // namespace mien
