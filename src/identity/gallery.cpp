#include "mien/identity/gallery.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "identity/half_kernels.h"
#include "mien/core/error.h"
#include "models/float16.h"

namespace mien {

namespace {

double length_of(std::span<const float> feature) {
  double sum = 0;
  for (const float value : feature) sum += double{value} * double{value};
  return std::sqrt(sum);
}

}  // namespace

Gallery::Gallery(std::string model, std::size_t dimension)
    : model_(std::move(model)), dimension_(dimension) {
  if (model_.empty() || model_.size() > longest_text) {
    throw Error(ErrorCode::usage, fmt::format("gallery: expected a model's name of 1 to {} bytes, "
                                              "found one of {}",
                                              longest_text, model_.size()));
  }
  if (dimension_ == 0 || dimension_ > most_numbers) {
    throw Error(ErrorCode::usage,
                fmt::format("gallery: expected features of 1 to {} numbers, found {}", most_numbers,
                            dimension_));
  }
}

void Gallery::check(const GalleryEntry& entry, std::size_t numbers) const {
  if (numbers != dimension_) {
    throw Error(ErrorCode::input, fmt::format("gallery: expected a feature of {} numbers, found {}",
                                              dimension_, numbers));
  }
  if (entry.person.empty()) {
    throw Error(ErrorCode::input, "gallery: expected the name of a person, found an empty one");
  }
  if (entry.person.size() > longest_text || entry.photo.size() > longest_text) {
    throw Error(ErrorCode::input,
                fmt::format("gallery: expected names and paths of at most {} bytes, found {}",
                            longest_text, std::max(entry.person.size(), entry.photo.size())));
  }
}

void Gallery::add(GalleryEntry entry, std::span<const float> feature) {
  check(entry, feature.size());
  const double length = length_of(feature);
  if (!std::isfinite(length) || length <= 0) {
    throw Error(ErrorCode::input,
                fmt::format("gallery: {}: expected a feature of finite numbers, not all 0, found "
                            "one of the length {}",
                            entry.photo.empty() ? entry.person : entry.photo, length));
  }
  std::vector<std::uint16_t> halves;
  halves.reserve(feature.size());
  for (const float value : feature) {
    halves.push_back(models::half_from_float(static_cast<float>(value / length)));
  }
  add_halves(std::move(entry), halves);
}

void Gallery::add_halves(GalleryEntry entry, std::span<const std::uint16_t> halves) {
  check(entry, halves.size());
  std::vector<float> wide(dimension_);
  half_kernels().widen(halves.data(), halves.size(), wide.data());
  const double length = length_of(wide);
  constexpr double tolerance = 0.01;
  // Written so that a length that is no number is refused, too.
  if (!(std::abs(length - 1) <= tolerance)) {
    throw Error(ErrorCode::input,
                fmt::format("gallery: {}: expected a feature of the length 1, found {}",
                            entry.photo.empty() ? entry.person : entry.photo, length));
  }
  entries_.push_back(std::move(entry));
  halves_.insert(halves_.end(), halves.begin(), halves.end());
  inverse_lengths_.push_back(static_cast<float>(1 / length));
}

std::size_t Gallery::remove(const std::function<bool(const GalleryEntry&)>& unwanted) {
  Gallery kept(model_, dimension_);
  for (std::size_t i = 0; i < size(); ++i) {
    if (!unwanted(entries_[i])) kept.add_halves(entries_[i], halves(i));
  }
  const std::size_t removed = size() - kept.size();
  *this = std::move(kept);
  return removed;
}

void Gallery::truncate(std::size_t entries) {
  if (entries >= size()) return;
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(entries), entries_.end());
  halves_.resize(entries * dimension_);
  inverse_lengths_.resize(entries);
}

void Gallery::check_features(std::string_view model, std::size_t dimension) const {
  if (model == model_ && dimension == dimension_) return;
  throw Error(ErrorCode::usage,
              fmt::format("gallery: expected features of {} with {} numbers, found those of {} "
                          "with {}: features of different models cannot be compared",
                          model_, dimension_, model, dimension));
}

std::vector<float> Gallery::feature(std::size_t entry) const {
  std::vector<float> wide(dimension_);
  half_kernels().widen(halves(entry).data(), dimension_, wide.data());
  for (float& value : wide) value *= inverse_lengths_[entry];
  return wide;
}

}  // namespace mien
