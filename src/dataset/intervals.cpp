#include "dataset/intervals.h"

#include <algorithm>
#include <charconv>

namespace mien::dataset {

namespace {

std::optional<int> parse_age(std::string_view text) {
  int age = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, age);
  if (result.ec != std::errc() || result.ptr != end || age < 0 || age > oldest_age) {
    return std::nullopt;
  }
  return age;
}

std::optional<AgeInterval> interval(std::optional<int> first, std::optional<int> last) {
  if (!first || !last || *last < *first) return std::nullopt;
  return AgeInterval{*first, *last};
}

}  // namespace

std::optional<AgeInterval> parse_ages(std::string_view text) {
  constexpr std::string_view more_than = "more than ";
  if (text.starts_with(more_than)) {
    return interval(parse_age(text.substr(more_than.size())), oldest_age);
  }
  if (text.ends_with('+')) {
    return interval(parse_age(text.substr(0, text.size() - 1)), oldest_age);
  }
  const std::size_t dash = text.find('-', 1);
  if (dash != std::string_view::npos) {
    return interval(parse_age(text.substr(0, dash)), parse_age(text.substr(dash + 1)));
  }
  const std::optional<int> age = parse_age(text);
  return interval(age, age);
}

Target target_of_ages(const AgeInterval& ages, const TargetHead& head, bool clamp) {
  const int head_last = head.age_first + head.age_count - 1;
  const bool outside = ages.last < head.age_first || ages.first > head_last;
  if (outside && !clamp) return {};
  Target target(static_cast<std::size_t>(head.age_count), 0.0F);
  const int first = std::clamp(ages.first, head.age_first, head_last);
  const int last = std::clamp(ages.last, head.age_first, head_last);
  for (int age = first; age <= last; ++age) {
    target[static_cast<std::size_t>(age - head.age_first)] = 1;
  }
  return target;
}

}  // namespace mien::dataset
