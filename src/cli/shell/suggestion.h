#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mien::cli {

/// Letters to add, leave out, replace or exchange with their neighbour to make one word of another.
[[nodiscard]] std::size_t edit_distance(std::string_view from, std::string_view to);

/// The candidate that was most likely meant by `word`: one that begins with it, or the nearest one
/// that differs in at most a third of its letters. Nothing if no candidate is near.
[[nodiscard]] std::optional<std::string> nearest_word(const std::string& word,
                                                      const std::vector<std::string>& candidates);

}  // namespace mien::cli
