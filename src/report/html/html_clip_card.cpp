#include "report/html/html_clip_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "report/html/html_parts.h"
#include "report/html/html_text.h"
#include "report/time_text.h"
#include "report/values.h"

namespace mien {

namespace {

constexpr std::size_t most_people = 100;

/// Tenths of a second, where they matter.
std::string short_time(double seconds) { return time_text(seconds, seconds < 60 ? 1 : 0); }

std::string chip(const std::string& label, const std::string& more) {
  return fmt::format(R"(<span class="chip" style="--c:{}">{}{}</span>)",
                     css_colour(emotion_colour(label)), html_text(label), more);
}

std::string label_line(std::string_view name, const std::optional<Classification>& answer) {
  if (!answer) return "";
  return fmt::format("<p>{} {}</p>", name,
                     chip(answer->label, " " + percent(answer->confidence())));
}

std::string clip_heading(const ClipSummary& clip) {
  std::string facts;
  if (clip.error.empty()) {
    facts = fmt::format(
        "<p>{}, {}</p><p>{}</p>", short_time(clip.seconds),
        counted(static_cast<std::size_t>(clip.frames), "frame", "frames"),
        clip.tracks.empty() ? "no face" : counted(clip.tracks.size(), "person", "people"));
    if (clip.frames_used < clip.frames) {
      facts += fmt::format("<p>{} of the frames used</p>",
                           percent(static_cast<float>(static_cast<double>(clip.frames_used) /
                                                      static_cast<double>(clip.frames))));
    }
    facts += label_line("clip", clip.emotion);
    if (clip.tracks.size() > 1) facts += label_line("group", clip.group_emotion);
    if (clip.changes > 0) {
      facts += fmt::format("<p>{} ({} a minute)</p>",
                           counted(static_cast<std::size_t>(clip.changes), "change", "changes"),
                           fixed(clip.changes_per_minute, 1));
    }
  }
  return fmt::format("<header><h2><bdi>{}</bdi></h2>{}</header>\n", html_text(clip.clip), facts);
}

std::span<const std::byte> picture_of(const TrackSummary& track,
                                      std::span<const ClipThumbnail> thumbnails) {
  const auto match = std::ranges::find_if(thumbnails, [&](const ClipThumbnail& thumbnail) {
    return thumbnail.track == track.track && !thumbnail.picture.empty();
  });
  return match == thumbnails.end() ? std::span<const std::byte>() : match->picture;
}

std::string person_item(const TrackSummary& track, std::span<const std::byte> picture) {
  const std::string title = html_text(person_title(track.age, track.gender, track.ethnicity));
  std::string text = fmt::format(
      "<li class=\"face\" data-age=\"{}\" data-score=\"\" data-emotion=\"{}\" "
      "data-gender=\"{}\">\n<div class=\"who\">",
      track.age ? fixed(*track.age, age_decimals) : std::string(), html_text(track.dominant),
      track.gender ? html_text(shown_label(*track.gender)) : std::string());
  if (!picture.empty()) {
    text += fmt::format(R"(<img src="{}" alt="Person {}" decoding="async">)", data_url(picture),
                        track.track);
  }
  text += fmt::format("<div><h3>Person {}{}{}</h3>", track.track, title.empty() ? "" : ": ", title);
  if (!track.dominant.empty()) {
    const auto share = std::ranges::find(track.shares, track.dominant, &LabelProbability::label);
    text += fmt::format("<p>{}</p>", chip(track.dominant, share == track.shares.end()
                                                              ? std::string()
                                                              : " " + percent(share->probability) +
                                                                    " of the time"));
  }
  text += fmt::format("<p>seen {} from {} on</p>", short_time(track.seen), short_time(track.begin));
  if (!track.dominant.empty()) {
    text += fmt::format("<p>{} ({} a minute)</p>",
                        counted(static_cast<std::size_t>(track.changes), "change", "changes"),
                        fixed(track.changes_per_minute, 1));
  }
  text += "</div></div>\n";
  if (!track.shares.empty())
    text += html_bars({track.dominant, track.shares}, emotion_labels, true);
  if (track.affect) text += html_affect(*track.affect);
  const std::string more = gender_and_ethnicity(track.gender, track.ethnicity);
  if (!more.empty()) text += "<details><summary>More</summary>\n" + more + "</details>\n";
  return text + "</li>\n";
}

std::string people_list(const ClipSummary& clip, std::span<const ClipThumbnail> thumbnails) {
  if (clip.tracks.empty()) return "";
  std::vector<const TrackSummary*> people;
  for (const TrackSummary& track : clip.tracks) people.push_back(&track);
  std::string note;
  if (people.size() > most_people) {
    std::ranges::stable_sort(people, std::greater<>(), &TrackSummary::seen);
    note = fmt::format("<p class=\"hint\">and {} seen for shorter</p>\n",
                       counted(people.size() - most_people, "person", "people"));
    people.resize(most_people);
    std::ranges::sort(people, {}, &TrackSummary::track);
  }
  std::string text = "<ul class=\"faces\">\n";
  for (const TrackSummary* track : people)
    text += person_item(*track, picture_of(*track, thumbnails));
  return text + "</ul>\n" + note;
}

}  // namespace

std::string html_clip_card(const ClipSummary& clip, const ClipPictures& pictures) {
  const std::string_view kind = !clip.error.empty()   ? "error"
                                : clip.tracks.empty() ? "none"
                                                      : "faces";
  std::string text =
      fmt::format("<article class=\"photo clip{}\" data-file=\"{}\" data-kind=\"{}\">\n",
                  clip.error.empty() ? "" : " plain", html_text(clip.clip), kind);
  text += clip_heading(clip);
  if (clip.error.empty()) {
    if (!clip.damage.empty())
      text += fmt::format("<p class=\"error\">partial: {}</p>\n", html_text(clip.damage));
    text += fmt::format("<div class=\"timeline\">\n{}</div>\n",
                        plot_timeline(clip, pictures.thumbnails));
    const bool has_preview = !pictures.preview.empty();
    if (has_preview || !clip.tracks.empty()) {
      text += fmt::format("<div class=\"inside{}\">\n", has_preview ? " with-preview" : "");
      if (has_preview) {
        text += fmt::format(
            "<img class=\"preview\" src=\"{}\" alt=\"Preview of {}\" decoding=\"async\">\n",
            data_url(pictures.preview), html_text(clip.clip));
      }
      text += "<div>" + people_list(clip, pictures.thumbnails) + "</div></div>\n";
    }
  } else {
    text += fmt::format("<p class=\"error\">{}</p>\n",
                        html_text(message_without_file(clip.error, clip.clip)));
  }
  return text + "</article>\n";
}

}  // namespace mien
