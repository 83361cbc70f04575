#include "serve/accepted_type.h"

#include <charconv>

namespace mien::serve {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  return trimmed(part);
}

/// How exactly a range names a type: 3 itself, 2 its kind, 1 anything, 0 not at all.
int exactness(std::string_view range, std::string_view type) {
  if (range == type) return 3;
  const std::string_view kind = type.substr(0, type.find('/') + 1);
  if (range.ends_with("/*") && range.substr(0, range.size() - 1) == kind) return 2;
  return range == "*/*" ? 1 : 0;
}

double weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view parameter = take_until(parameters, ';');
    if (!parameter.starts_with("q=")) continue;
    double weight = 0;
    std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), weight);
    return weight;
  }
  return 1;
}

double liking(std::string_view accept, std::string_view type) {
  int best = 0;
  double weight = 0;
  while (!accept.empty()) {
    std::string_view element = take_until(accept, ',');
    const std::string_view range = take_until(element, ';');
    const int level = exactness(range, type);
    if (level <= best) continue;
    best = level;
    weight = weight_of(element);
  }
  return weight;
}

}  // namespace

std::string accepted_type(std::string_view accept, const std::vector<std::string>& types) {
  if (trimmed(accept).empty()) return types.front();
  std::string best;
  double most = 0;
  for (const std::string& type : types) {
    const double liked = liking(accept, type);
    if (liked > most) {
      most = liked;
      best = type;
    }
  }
  return best;
}

}  // namespace mien::serve
