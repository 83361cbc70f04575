#include "serve/query.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "serve/problem.h"

namespace mien::serve {

namespace {

[[noreturn]] void refuse(std::string_view key, const std::string& expected,
                         const std::string& actual) {
  throw Problem(400, "usage", fmt::format("{}: expected {}, found \"{}\"", key, expected, actual));
}

}  // namespace

std::optional<std::string> Query::text(std::string_view key) {
  read_.emplace(key);
  const auto [first, last] = call_->query.equal_range(std::string(key));
  if (first == last) return std::nullopt;
  if (std::next(first) != last) {
    throw Problem(400, "usage", fmt::format("{}: expected it once, found it twice", key));
  }
  return first->second;
}

bool Query::flag(std::string_view key) {
  const std::optional<std::string> value = text(key);
  if (!value || *value == "false") return false;
  if (*value != "true") refuse(key, "true or false", *value);
  return true;
}

std::optional<std::int64_t> Query::integer(std::string_view key, std::int64_t least,
                                           std::int64_t most) {
  const std::optional<std::string> word = text(key);
  if (!word) return std::nullopt;
  std::int64_t value = 0;
  const char* const end = word->data() + word->size();
  const auto [stop, error] = std::from_chars(word->data(), end, value);
  if (error != std::errc() || stop != end || value < least || value > most) {
    refuse(key, fmt::format("a whole number of {} to {}", least, most), *word);
  }
  return value;
}

std::optional<double> Query::number(std::string_view key, double least, double most) {
  const std::optional<std::string> word = text(key);
  if (!word) return std::nullopt;
  double value = 0;
  const char* const end = word->data() + word->size();
  const auto [stop, error] = std::from_chars(word->data(), end, value);
  // Written so that a value that is no number fails, too.
  if (error != std::errc() || stop != end || !(value >= least && value <= most)) {
    refuse(key, fmt::format("a number of {} to {}", least, most), *word);
  }
  return value;
}

std::vector<std::string> Query::words(std::string_view key, const std::vector<std::string>& known) {
  const std::optional<std::string> value = text(key);
  std::vector<std::string> words;
  if (!value) return words;
  const std::string expected = fmt::format("some of {}", fmt::join(known, ","));
  std::string_view rest = *value;
  while (true) {
    const std::size_t comma = rest.find(',');
    const std::string word(rest.substr(0, comma));
    if (std::ranges::count(known, word) == 0 || std::ranges::count(words, word) > 0) {
      refuse(key, expected, *value);
    }
    words.push_back(word);
    if (comma == std::string_view::npos) return words;
    rest.remove_prefix(comma + 1);
  }
}

void Query::finish() const {
  for (const auto& [key, value] : call_->query) {
    if (read_.contains(key)) continue;
    throw Problem(
        400, "usage",
        fmt::format("expected a query of {}, found \"{}\"",
                    read_.empty() ? "nothing" : fmt::format("{}", fmt::join(read_, ", ")), key));
  }
}

}  // namespace mien::serve
