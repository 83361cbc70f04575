#include "weights/pickle/pickle_input.h"

#include <fmt/format.h>

#include <algorithm>

#include "mien/core/error.h"

namespace mien::train {

void PickleInput::fail(std::string_view expected, std::string_view actual) const {
  throw Error(ErrorCode::model, fmt::format("{}: byte {} of its pickle: expected {}, found {}",
                                            name_, position_, expected, actual));
}

std::span<const std::byte> PickleInput::take(std::uint64_t count) {
  const std::size_t left = bytes_.size() - position_;
  if (count > left) fail(fmt::format("{} more bytes", count), std::to_string(left));
  position_ += count;
  return bytes_.subspan(position_ - count, count);
}

std::uint64_t PickleInput::number(std::size_t count) {
  const auto bytes = take(count);
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) {
    value = value << 8U | std::to_integer<std::uint64_t>(bytes[i]);
  }
  return value;
}

std::int64_t PickleInput::long_number() {
  const std::uint64_t count = number(1);
  if (count > 8) fail("a whole number of 64 bits", "a larger one");
  if (count == 0) return 0;
  // The sign is the highest bit that is there.
  const auto unused = static_cast<unsigned>(64 - 8 * count);
  return static_cast<std::int64_t>(number(count) << unused) >> unused;
}

std::string PickleInput::text(std::uint64_t size) {
  const auto bytes = take(size);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string PickleInput::line() {
  const auto rest = bytes_.subspan(position_);
  const auto end = std::find(rest.begin(), rest.end(), std::byte{'\n'});
  std::string result = text(static_cast<std::uint64_t>(end - rest.begin()));
  (void)take(1);
  return result;
}

}  // namespace mien::train
