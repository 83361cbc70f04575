#include "cli/analyze/clip_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/counted.h"
#include "core/printable.h"
#include "report/values.h"

namespace mien::cli {

namespace {

constexpr std::size_t most_people = 20;

std::string share_of(const std::vector<LabelProbability>& shares, const std::string& label) {
  const auto match = std::ranges::find(shares, label, &LabelProbability::label);
  return match == shares.end() ? "" : fmt::format(" {:.0f} %", 100 * match->probability);
}

std::string person_text(const TrackSummary& person) {
  std::string text =
      fmt::format("  person {}: {:.1f} to {:.1f} s", person.track, person.begin, person.end);
  if (person.age) text += fmt::format(", about {:.0f}", *person.age);
  if (person.gender) text += ", " + printable(shown_label(*person.gender));
  if (!person.dominant.empty()) {
    text += fmt::format(", {}{}, {}", printable(person.dominant),
                        share_of(person.shares, person.dominant),
                        counted(static_cast<std::uint64_t>(person.changes), "change"));
  }
  return text + "\n";
}

}  // namespace

std::string clip_text(const ClipSummary& clip) {
  const std::string name = printable(clip.clip);
  if (!clip.error.empty()) {
    const std::string error = printable(clip.error);
    // Most messages begin with the name already.
    return error.starts_with(name + ": ") ? error + "\n" : fmt::format("{}: {}\n", name, error);
  }
  std::string text = fmt::format("{}: {:.1f} s, {}, {}", name, clip.seconds,
                                 counted(static_cast<std::uint64_t>(clip.frames), "frame"),
                                 counted(clip.tracks.size(), "person", "people"));
  if (clip.frames_used < clip.frames && clip.frames > 0) {
    text +=
        fmt::format(", {:.0f} % of the frames used", 100.0 * static_cast<double>(clip.frames_used) /
                                                         static_cast<double>(clip.frames));
  }
  if (clip.emotion) text += ", " + printable(clip.emotion->label);
  if (clip.rotation != 0) text += fmt::format(", turned by {} degrees", clip.rotation);
  text += "\n";
  if (!clip.damage.empty()) text += fmt::format("  partial: {}\n", printable(clip.damage));
  const std::size_t shown = std::min(clip.tracks.size(), most_people);
  for (std::size_t i = 0; i < shown; ++i) text += person_text(clip.tracks[i]);
  if (shown < clip.tracks.size()) {
    text += fmt::format("  and {} more\n", clip.tracks.size() - shown);
  }
  return text;
}

std::string timing_text(const ClipTiming& timing, double decode) {
  const double total = std::max(timing.total, 1e-9);
  const auto part = [total](std::string_view name, double seconds) {
    return fmt::format("{} {:.2f} s ({:.0f} %)", name, seconds, 100 * seconds / total);
  };
  const bool found_ahead = timing.wait > 0;
  const double finding = found_ahead ? timing.wait : timing.detect + timing.follow;
  const double rest = timing.total - timing.decode - finding - timing.forward - timing.write;
  std::string faces = part("detect", timing.detect) + ", " + part("follow", timing.follow);
  std::string others = fmt::format("decoding took {:.2f} s on its own thread", decode);
  if (found_ahead) {
    faces = part("waiting for faces", timing.wait);
    others += fmt::format(", detecting faces {:.2f} s and following them {:.2f} s on another",
                          timing.detect, timing.follow);
  }
  return fmt::format("time: total {:.2f} s; {}, {}, {}, {}, {}; {}\n", timing.total,
                     part("waiting for frames", timing.decode), faces,
                     part("forward", timing.forward), part("write", timing.write),
                     part("rest", std::max(rest, 0.0)), others);
}

}  // namespace mien::cli
