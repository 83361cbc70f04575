#include "cli/shell/suggestion.h"

#include <algorithm>
#include <cstddef>

namespace mien::cli {

std::size_t edit_distance(std::string_view from, std::string_view to) {
  // Rows of the table of distances between beginnings: the one before the last, the last, this one.
  std::vector<std::size_t> older;
  std::vector<std::size_t> old(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    older = old;
    old = row;
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = old[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({old[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
        row[j] = std::min(row[j], older[j - 2] + 1);
      }
    }
  }
  return row[to.size()];
}

std::optional<std::string> nearest_word(const std::string& word,
                                        const std::vector<std::string>& candidates) {
  std::optional<std::string> nearest;
  std::size_t least = 0;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    const std::size_t most = std::max<std::size_t>(1, std::max(word.size(), candidate.size()) / 3);
    if (distance > most || (nearest && distance >= least)) continue;
    nearest = candidate;
    least = distance;
  }
  if (nearest) return nearest;
  constexpr std::size_t enough_letters = 3;
  const std::size_t first_letter = word.find_first_not_of('-');
  if (first_letter == std::string::npos || word.size() - first_letter < enough_letters) return {};
  const auto completion = std::ranges::find_if(
      candidates, [&](const std::string& candidate) { return candidate.starts_with(word); });
  if (completion != candidates.end()) return *completion;
  return std::nullopt;
}

}  // namespace mien::cli
