#include "report/html/html_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "report/html/html_parts.h"
#include "report/html/html_text.h"
#include "report/values.h"

namespace mien {

namespace {

std::string title_of(const Face& face, std::size_t index) {
  const std::string title = person_title(face.age, face.gender, face.ethnicity);
  return title.empty() ? fmt::format("Face {}", index + 1) : title;
}

std::string details(const Face& face) {
  std::string text =
      "<details><summary>More</summary>\n" + gender_and_ethnicity(face.gender, face.ethnicity);
  const Box& box = face.box;
  text +=
      fmt::format("<p>Box {}, {}, {} × {} pixels; detector score {}", fixed(box.x, pixel_decimals),
                  fixed(box.y, pixel_decimals), fixed(box.width, pixel_decimals),
                  fixed(box.height, pixel_decimals), fixed(face.score, probability_decimals));
  if (face.age) text += fmt::format("; apparent age {}", fixed(*face.age, age_decimals));
  if (face.age_interval) {
    text += fmt::format(", 80 % of people who look so are {} to {}",
                        fixed(face.age_interval->low, 0), fixed(face.age_interval->high, 0));
  }
  return text + "</p></details>\n";
}

std::string face_item(const Face& face, std::size_t index, std::span<const std::byte> picture) {
  const std::string title = html_text(title_of(face, index));
  const std::string emotion = face.emotion ? html_text(face.emotion->label) : std::string();
  const std::string expression = emotion.empty() ? emotion : fmt::format(", {}", emotion);
  std::string text = fmt::format(
      "<li class=\"face\" data-age=\"{}\" data-score=\"{}\" data-emotion=\"{}\" "
      "data-gender=\"{}\">\n<div class=\"who\">",
      face.age ? fixed(*face.age, age_decimals) : std::string(),
      fixed(face.score, probability_decimals), emotion,
      face.gender ? html_text(shown_label(*face.gender)) : std::string());
  if (!picture.empty()) {
    text += fmt::format(R"(<img src="{}" alt="Face {}: {}{}" decoding="async">)", data_url(picture),
                        index + 1, title, expression);
  }
  text += fmt::format("<div><h3>{}</h3>", title);
  if (face.emotion) {
    text += fmt::format(R"(<p><span class="chip" style="--c:{}">{} {}</span></p>)",
                        css_colour(emotion_colour(face.emotion->label)), emotion,
                        percent(face.emotion->confidence()));
  }
  text += fmt::format("<p>score {}</p></div></div>\n", fixed(face.score, 2));
  if (face.emotion) text += html_bars(*face.emotion, emotion_labels, true);
  if (face.affect) text += html_affect(*face.affect);
  return text + details(face) + "</li>\n";
}

std::string photo_heading(const ImageResult& result) {
  std::string facts;
  if (result.width > 0) {
    facts = fmt::format("<p>{} × {}</p>", result.width, result.height);
  }
  if (result.error.empty()) {
    facts += fmt::format("<p>{}</p>", result.faces.empty()
                                          ? "no face"
                                          : counted(result.faces.size(), "face", "faces"));
  }
  return fmt::format("<header><h2><bdi>{}</bdi></h2>{}</header>\n", html_text(result.file), facts);
}

}  // namespace

std::string html_card(const ImageResult& result, const ReportPictures& pictures) {
  const std::string file = html_text(result.file);
  const bool has_inside = !pictures.preview.empty() || !result.faces.empty();
  const std::string_view kind = !result.error.empty()  ? "error"
                                : result.faces.empty() ? "none"
                                                       : "faces";
  std::string text = fmt::format("<article class=\"photo{}\" data-file=\"{}\" data-kind=\"{}\">\n",
                                 has_inside ? "" : " plain", file, kind);
  text += photo_heading(result);
  if (has_inside) {
    text +=
        fmt::format("<div class=\"inside{}\">\n", pictures.preview.empty() ? "" : " with-preview");
    if (!pictures.preview.empty()) {
      text += fmt::format(
          "<img class=\"preview\" src=\"{}\" alt=\"Preview of {}\" decoding=\"async\">\n",
          data_url(pictures.preview), file);
    }
    if (!result.faces.empty()) text += "<ul class=\"faces\">\n";
    for (std::size_t i = 0; i < result.faces.size(); ++i) {
      const auto picture = i < pictures.faces.size() ? std::span<const std::byte>(pictures.faces[i])
                                                     : std::span<const std::byte>();
      text += face_item(result.faces[i], i, picture);
    }
    if (!result.faces.empty()) text += "</ul>\n";
    text += "</div>\n";
  }
  if (!result.error.empty()) {
    text += fmt::format("<p class=\"error\">{}</p>\n", html_text(error_without_file(result)));
  }
  return text + "</article>\n";
}

}  // namespace mien
