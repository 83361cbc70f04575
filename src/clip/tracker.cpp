#include "mien/clip/tracker.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "clip/assignment.h"
#include "clip/times.h"
#include "mien/core/error.h"

namespace mien {

namespace {

constexpr double speed_seconds = 0.2;  // time constant of the mean speed, above the jitter of boxes
constexpr float mixed_overlap = 0.3F;  // of two faces, whose features are then of both
constexpr float least_quality = 0.75F;  // of a face that counts, as a share of the person's best
constexpr float default_same_person = 0.34F;
constexpr float default_difference = 0.25F;
constexpr float least_renewal = 0.1F;  // weight of the newest feature in the mean

/// A person.
struct Person {
  int number = 0;
  double seconds = 0;  // when last seen
  Box box;
  Point speed;  // of the centre of the box, pixels a second
  std::vector<float> identity;
  int identities = 0;
  float quality = 0;  // the best so far
};

Point centre(const Box& box) { return {box.x + box.width / 2, box.y + box.height / 2}; }

bool is_drawable(const Box& box) {
  for (const float value : {box.x, box.y, box.width, box.height})
    if (!std::isfinite(value) || std::abs(value) > 1e9F) return false;
  return true;
}

Box expected(const Person& person, double seconds) {
  const auto time = static_cast<float>(seconds - person.seconds);
  Box box = person.box;
  box.x += person.speed.x * time;
  box.y += person.speed.y * time;
  return box;
}

void normalise(std::vector<float>& feature) {
  double squares = 0;
  for (const float value : feature) squares += double(value) * value;
  if (!(squares > 0) || !std::isfinite(squares)) {
    feature.clear();
    return;
  }
  const double length = std::sqrt(squares);
  for (float& value : feature) value = static_cast<float>(value / length);
}

/// Nothing if one of them has no feature, or they are of different models.
std::optional<double> cosine(std::span<const float> a, std::span<const float> b) {
  if (a.empty() || a.size() != b.size()) return std::nullopt;
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double(a[i]) * b[i];
  return sum;
}

void see(Person& person, double seconds, const Box& box) {
  const double time = seconds - person.seconds;
  if (time > 0 && is_drawable(box) && is_drawable(person.box)) {
    const auto weight = static_cast<float>(-std::expm1(-time / speed_seconds));
    const Point from = centre(person.box);
    const Point to = centre(box);
    const auto per_second = static_cast<float>(1 / time);
    person.speed.x += weight * ((to.x - from.x) * per_second - person.speed.x);
    person.speed.y += weight * ((to.y - from.y) * per_second - person.speed.y);
  }
  person.seconds = seconds;
  person.box = box;
}

void recognise(Person& person, const std::vector<float>& feature, std::optional<float> quality) {
  if (quality && std::isfinite(*quality)) {
    if (!person.identity.empty() && *quality < least_quality * person.quality) return;
    // What was learned from much worse frames is forgotten.
    if (person.quality < least_quality * *quality) person.identities = 0;
    person.quality = std::max(person.quality, *quality);
  }
  if (feature.size() != person.identity.size()) {
    person.identity = feature;
    person.identities = 1;
    return;
  }
  ++person.identities;
  const float weight = std::max(1.0F / static_cast<float>(person.identities), least_renewal);
  for (std::size_t i = 0; i < feature.size(); ++i)
    person.identity[i] += weight * (feature[i] - person.identity[i]);
  normalise(person.identity);
}

/// The options with both cosines.
TrackerOptions complete(TrackerOptions options) {
  if (!options.same_person) options.same_person = default_same_person;
  if (!options.other_person) {
    options.other_person = std::max(-1.0F, *options.same_person - default_difference);
  }
  return options;
}

void check_tracker(const TrackerOptions& o) {
  const bool good = o.least_overlap > 0 && o.least_overlap <= 1 && o.longest_gap >= 0 &&
                    std::isfinite(o.longest_gap) && o.longest_absence >= 0 &&
                    std::isfinite(o.longest_absence) && *o.other_person >= -1 &&
                    *o.same_person <= 1 && *o.other_person <= *o.same_person && o.most_absent >= 0;
  if (good) return;
  throw Error(
      ErrorCode::usage,
      fmt::format("tracker: expected least overlap in (0, 1], gap and absence >= 0, -1 <= other "
                  "person <= same person <= 1 and most absent >= 0, found {}, {}, {}, {}, {}, {}",
                  o.least_overlap, o.longest_gap, o.longest_absence, *o.other_person,
                  *o.same_person, o.most_absent));
}

}  // namespace

struct Tracker::Impl {
  TrackerOptions options;
  double seconds = std::numeric_limits<double>::lowest();
  int last_number = 0;
  std::vector<Person> people;

  /// How well a face fits a person; 0 if it cannot be that person's.
  [[nodiscard]] double affinity(const Person& person, const Box& box,
                                std::span<const float> identity, double now) const {
    const double gap = now - person.seconds;
    if (gap > options.longest_absence) return 0;
    const double overlap =
        gap > options.longest_gap ? 0 : intersection_over_union(expected(person, now), box);
    const bool in_place = overlap >= options.least_overlap;
    const std::optional<double> likeness = cosine(person.identity, identity);
    if (!likeness) return in_place ? overlap : 0;
    if (*likeness < *options.other_person) return 0;
    return in_place || *likeness >= *options.same_person ? overlap + *likeness : 0;
  }

  void forget(double now) {
    std::erase_if(people, [&](const Person& person) {
      const double gap = now - person.seconds;
      return gap > options.longest_absence ||
             (gap > options.longest_gap && person.identity.empty());
    });
    // Those seen last come first; the order of equals is that of their numbers.
    std::ranges::stable_sort(people, [](const Person& a, const Person& b) {
      return a.seconds != b.seconds ? a.seconds > b.seconds : a.number < b.number;
    });
    const auto present = std::ranges::count_if(
        people, [&](const Person& p) { return now - p.seconds <= options.longest_gap; });
    const auto most =
        static_cast<std::size_t>(present) + static_cast<std::size_t>(options.most_absent);
    if (people.size() > most) people.resize(most);
  }
};

Tracker::Tracker(const TrackerOptions& options) : impl_(std::make_unique<Impl>()) {
  impl_->options = complete(options);
  check_tracker(impl_->options);
}

Tracker::Tracker(Tracker&&) noexcept = default;
Tracker& Tracker::operator=(Tracker&&) noexcept = default;
Tracker::~Tracker() = default;

std::vector<int> Tracker::update(double seconds, std::span<const Face> faces) {
  check_time("tracker", seconds, impl_->seconds);
  impl_->seconds = seconds;
  impl_->forget(seconds);
  std::vector<Person>& people = impl_->people;

  std::vector<std::vector<float>> identities;
  std::vector<double> affinities;
  for (const Face& face : faces) {
    identities.push_back(face.identity);
    normalise(identities.back());
    for (const Person& person : people)
      affinities.push_back(impl_->affinity(person, face.box, identities.back(), seconds));
  }
  const auto pairs = best_pairs(affinities, faces.size(), people.size());

  std::vector<int> numbers;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    const bool is_known = pairs[i].has_value();
    if (!is_known) {
      people.push_back({++impl_->last_number, seconds, faces[i].box, {}, {}, 0, 0});
    }
    Person& person = is_known ? people[*pairs[i]] : people.back();
    see(person, seconds, faces[i].box);
    const bool mixed = std::ranges::any_of(faces, [&](const Face& other) {
      return &other != &faces[i] &&
             intersection_over_union(other.box, faces[i].box) > mixed_overlap;
    });
    if (!identities[i].empty() && (!mixed || person.identity.empty()))
      recognise(person, identities[i], faces[i].quality);
    numbers.push_back(person.number);
  }
  return numbers;
}

void Tracker::follow(double seconds, int track, const Box& box) {
  check_time("tracker", seconds, impl_->seconds);
  const auto person = std::ranges::find(impl_->people, track, &Person::number);
  if (person == impl_->people.end()) {
    throw Error(ErrorCode::input,
                fmt::format("tracker: expected the number of a known person, found {}", track));
  }
  impl_->seconds = seconds;
  see(*person, seconds, box);
}

}  // namespace mien
