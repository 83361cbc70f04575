#include "report/face_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/csv.h"
#include "report/values.h"

namespace mien {

namespace {

constexpr std::array<std::string_view, 5> landmark_names = {"left_eye", "right_eye", "nose",
                                                            "mouth_left", "mouth_right"};

std::string field(const std::optional<float>& value, int decimals) {
  return value ? fixed(*value, decimals) : std::string();
}

}  // namespace

std::string attribute_columns(std::string_view attribute,
                              std::span<const std::string_view> labels) {
  std::string text(attribute);
  for (const std::string_view label : labels) text += fmt::format(",p_{}", label);
  return text;
}

std::string attribute_fields(const std::optional<Classification>& answer,
                             std::span<const std::string_view> labels) {
  std::string text = answer ? csv_text(shown_label(*answer)) : std::string();
  for (const std::string_view label : labels)
    text += "," + field(probability_of(answer, label), probability_decimals);
  return text;
}

std::string age_fields(const std::optional<float>& age,
                       const std::optional<AgeInterval>& interval) {
  const std::string years = field(age, age_decimals);
  if (!interval) return years + ",,";
  return years + "," + field(interval->low, age_decimals) + "," +
         field(interval->high, age_decimals);
}

std::string affect_fields(const std::optional<Affect>& affect) {
  if (!affect) return ",";
  return field(affect->valence, probability_decimals) + "," +
         field(affect->arousal, probability_decimals);
}

std::string face_columns() {
  std::string text = fmt::format(
      "x,y,box_width,box_height,score,age,age_low,age_high,{},{},valence,arousal,{}",
      attribute_columns("gender", gender_labels), attribute_columns("emotion", emotion_labels),
      attribute_columns("ethnicity", ethnicity_labels));
  for (const std::string_view point : landmark_names) text += fmt::format(",{0}_x,{0}_y", point);
  return text + ",quality,yaw,pitch,roll";
}

std::string face_fields(const Face& face) {
  std::string text;
  for (const float value : {face.box.x, face.box.y, face.box.width, face.box.height})
    text += fixed(value, pixel_decimals) + ",";
  text +=
      fixed(face.score, probability_decimals) + "," + age_fields(face.age, face.age_interval) + ",";
  text += attribute_fields(face.gender, gender_labels) + ",";
  text += attribute_fields(face.emotion, emotion_labels) + ",";
  text += affect_fields(face.affect) + ",";
  text += attribute_fields(face.ethnicity, ethnicity_labels);
  for (std::size_t i = 0; i < landmark_names.size(); ++i) {
    text += face.landmarks ? fmt::format(",{},{}", fixed((*face.landmarks)[i].x, pixel_decimals),
                                         fixed((*face.landmarks)[i].y, pixel_decimals))
                           : ",,";
  }
  text += "," + field(face.quality, quality_decimals);
  if (!face.pose) return text + ",,,";
  for (const float angle : {face.pose->yaw, face.pose->pitch, face.pose->roll})
    text += "," + fixed(angle, degree_decimals);
  return text;
}

std::string no_face_fields() {
  const std::string columns = face_columns();
  std::string fields(static_cast<std::size_t>(std::ranges::count(columns, ',')), ',');
  return fields;
}

}  // namespace mien
