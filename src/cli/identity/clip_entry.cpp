#include "cli/identity/clip_entry.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>

namespace mien::cli {

namespace {

constexpr std::string_view mark = "#t=";

}  // namespace

std::string clip_entry(const ClipMoment& moment) {
  return fmt::format("{}{}{:.2f}", moment.clip.string(), mark, moment.seconds);
}

std::optional<ClipMoment> clip_moment(const std::string& name) {
  const std::size_t at = name.rfind(mark);
  if (at == std::string::npos || at == 0) return std::nullopt;
  double seconds = 0;
  const char* const end = name.data() + name.size();
  const auto [rest, problem] = std::from_chars(name.data() + at + mark.size(), end, seconds);
  if (problem != std::errc() || rest != end || !std::isfinite(seconds)) return std::nullopt;
  std::error_code ignored;
  if (std::filesystem::exists(name, ignored)) return std::nullopt;
  return ClipMoment{name.substr(0, at), seconds};
}

}  // namespace mien::cli
