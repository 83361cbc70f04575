// What emscripten 3.1.6 lacks of the C++20 library, for the sources of the page alone. Included
// before each of them.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION < 15000

namespace std {

template <typename T>
unique_ptr<T> make_unique_for_overwrite(size_t count) {
  return unique_ptr<T>(new remove_extent_t<T>[count]);
}

template <typename To, typename From>
constexpr To bit_cast(const From& from) {
  return __builtin_bit_cast(To, from);
}

namespace ranges {

template <typename Range, typename Compare, typename Projection>
auto projected_order(Compare& compare, Projection& projection) {
  return [&](const auto& a, const auto& b) {
    return std::invoke(compare, std::invoke(projection, a), std::invoke(projection, b));
  };
}

template <typename Range, typename Compare = less, typename Projection = identity>
void sort(Range&& range, Compare compare = {}, Projection projection = {}) {
  std::sort(std::begin(range), std::end(range), projected_order<Range>(compare, projection));
}

template <typename Range, typename Compare = less, typename Projection = identity>
void stable_sort(Range&& range, Compare compare = {}, Projection projection = {}) {
  std::stable_sort(std::begin(range), std::end(range), projected_order<Range>(compare, projection));
}

template <typename Range, typename Compare = less, typename Projection = identity>
auto max_element(Range&& range, Compare compare = {}, Projection projection = {}) {
  return std::max_element(std::begin(range), std::end(range),
                          projected_order<Range>(compare, projection));
}

template <typename Range>
auto max(const Range& range) {
  return *std::max_element(std::begin(range), std::end(range));
}

template <typename Range>
auto min(const Range& range) {
  return *std::min_element(std::begin(range), std::end(range));
}

template <typename Range, typename Predicate, typename Projection = identity>
bool any_of(Range&& range, Predicate predicate, Projection projection = {}) {
  return std::any_of(std::begin(range), std::end(range), [&](const auto& element) {
    return std::invoke(predicate, std::invoke(projection, element));
  });
}

template <typename Range, typename Predicate, typename Projection = identity>
bool all_of(Range&& range, Predicate predicate, Projection projection = {}) {
  return std::all_of(std::begin(range), std::end(range), [&](const auto& element) {
    return std::invoke(predicate, std::invoke(projection, element));
  });
}

template <typename Range, typename Predicate, typename Projection = identity>
bool none_of(Range&& range, Predicate predicate, Projection projection = {}) {
  return !any_of(range, predicate, projection);
}

template <typename Range, typename Value, typename Projection = identity>
auto find(Range&& range, const Value& value, Projection projection = {}) {
  return std::find_if(std::begin(range), std::end(range), [&](const auto& element) {
    return std::invoke(projection, element) == value;
  });
}

template <typename Range, typename Predicate, typename Projection = identity>
auto find_if(Range&& range, Predicate predicate, Projection projection = {}) {
  return std::find_if(std::begin(range), std::end(range), [&](const auto& element) {
    return std::invoke(predicate, std::invoke(projection, element));
  });
}

template <typename Range, typename Value, typename Projection = identity>
auto count(Range&& range, const Value& value, Projection projection = {}) {
  return std::count_if(std::begin(range), std::end(range), [&](const auto& element) {
    return std::invoke(projection, element) == value;
  });
}

template <typename Range, typename Output>
void copy(Range&& range, Output output) {
  std::copy(std::begin(range), std::end(range), output);
}

template <typename First, typename Second, typename Predicate = equal_to>
bool equal(const First& a, const Second& b, Predicate predicate = {}) {
  return std::equal(std::begin(a), std::end(a), std::begin(b), std::end(b), predicate);
}

}  // namespace ranges
}  // namespace std

#endif
