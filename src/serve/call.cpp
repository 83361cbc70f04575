#include "serve/call.h"

namespace mien::serve {

namespace {

std::string_view next_segment(std::string_view& path) {
  const std::size_t end = path.find('/', 1);
  const std::string_view segment = path.substr(0, end);
  path = end == std::string_view::npos ? std::string_view() : path.substr(end);
  return segment.substr(1);
}

}  // namespace

std::optional<std::map<std::string, std::string>> match_path(std::string_view pattern,
                                                             std::string_view path) {
  std::map<std::string, std::string> captures;
  while (!pattern.empty() && !path.empty() && path.front() == '/') {
    const std::string_view expected = next_segment(pattern);
    const std::string_view segment = next_segment(path);
    if (expected.starts_with('{') && expected.ends_with('}')) {
      if (segment.empty()) return std::nullopt;
      captures.emplace(expected.substr(1, expected.size() - 2), segment);
    } else if (expected != segment) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return captures;
}

}  // namespace mien::serve
