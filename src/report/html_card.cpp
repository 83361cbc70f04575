#include "report/html_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "core/base64.h"
#include "report/html_text.h"
#include "report/values.h"

namespace mien {

namespace {

std::string data_url(std::span<const std::byte> picture) {
  const bool png = !picture.empty() && picture.front() == std::byte{0x89};
  return fmt::format("data:image/{};base64,{}", png ? "png" : "jpeg", base64_encode(picture));
}

std::string bars(const Classification& answer, std::span<const std::string_view> labels,
                 bool coloured) {
  std::string text = "<dl class=\"bars\">\n";
  for (const LabelProbability& entry : in_order(answer, labels)) {
    const std::string share =
        fixed(std::clamp(entry.probability * 100.0, 0.0, 100.0), pixel_decimals);
    const std::string colour =
        coloured ? fmt::format(";--c:{}", css_colour(emotion_colour(entry.label))) : "";
    text += fmt::format(
        "<div{}><dt>{}</dt><dd class=\"track\" aria-hidden=\"true\"><i "
        "style=\"--p:{}%{}\"></i></dd>"
        "<dd>{}</dd></div>\n",
        entry.label == answer.label ? " class=\"most\"" : "", html_text(entry.label),
        share.empty() ? "0" : share, colour, percent(entry.probability));
  }
  return text + "</dl>\n";
}

std::string title_of(const Face& face, std::size_t number) {
  std::string title;
  const auto add = [&](const std::string& word) {
    if (word.empty()) return;
    if (!title.empty()) title += ", ";
    title += word;
  };
  if (face.age) {
    const std::string age = fixed(*face.age, 0);
    if (!age.empty()) add(fmt::format("{} years", age));
  }
  if (face.gender) add(face.gender->label);
  if (face.ethnicity) add(face.ethnicity->label);
  return title.empty() ? fmt::format("Face {}", number) : title;
}

std::string details(const Face& face) {
  std::string text = "<details><summary>More</summary>\n";
  if (face.gender) {
    text += "<h4>Apparent gender</h4>\n" + bars(*face.gender, gender_labels, false);
  }
  if (face.ethnicity) {
    text += "<h4>Apparent ethnicity</h4>\n" + bars(*face.ethnicity, ethnicity_labels, false);
  }
  const Box& box = face.box;
  text +=
      fmt::format("<p>Box {}, {}, {} × {} pixels; detector score {}", fixed(box.x, pixel_decimals),
                  fixed(box.y, pixel_decimals), fixed(box.width, pixel_decimals),
                  fixed(box.height, pixel_decimals), fixed(face.score, probability_decimals));
  if (face.age) text += fmt::format("; apparent age {}", fixed(*face.age, age_decimals));
  return text + "</p></details>\n";
}

std::string face_item(const Face& face, std::size_t index, std::span<const std::byte> picture) {
  const std::string title = html_text(title_of(face, index + 1));
  const std::string emotion = face.emotion ? html_text(face.emotion->label) : std::string();
  const std::string expression = emotion.empty() ? emotion : fmt::format(", {}", emotion);
  std::string text = fmt::format(
      "<li class=\"face\" data-age=\"{}\" data-score=\"{}\" data-emotion=\"{}\" "
      "data-gender=\"{}\">\n<div class=\"who\">",
      face.age ? fixed(*face.age, age_decimals) : std::string(),
      fixed(face.score, probability_decimals), emotion,
      face.gender ? html_text(face.gender->label) : std::string());
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
  if (face.emotion) text += bars(*face.emotion, emotion_labels, true);
  return text + details(face) + "</li>\n";
}

std::string heading(const ImageResult& result) {
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
  text += heading(result);
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
