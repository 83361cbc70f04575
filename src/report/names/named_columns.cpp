#include "report/names/named_columns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "mien/face/heads.h"
#include "report/csv.h"
#include "report/values.h"

namespace mien {

namespace {

constexpr int radian_decimals = 3;

// What both tools have.

std::string input_field(const NamedRow& row) { return csv_file_name(row.input); }
std::string error_field(const NamedRow& row) { return csv_text(row.error); }

// py-feat's. Its boxes are in pixels and its angles in degrees, as mien's are; frames count from 0.

std::string frame_from_0(const NamedRow& row) {
  return row.frame ? std::to_string(*row.frame) : std::string();
}

template <float Box::*side>
std::string box_field(const NamedRow& row) {
  return row.reading ? fixed(row.reading->box.*side, pixel_decimals) : std::string();
}

std::string score_field(const NamedRow& row) {
  return row.reading ? fixed(row.reading->score, probability_decimals) : std::string();
}

template <float Pose::*angle>
std::string degrees_field(const NamedRow& row) {
  const bool known = row.reading && row.reading->pose;
  return known ? fixed((*row.reading->pose).*angle, degree_decimals) : std::string();
}

/// The probability among the seven expressions that py-feat has: contempt is none of them. Of what
/// is not a number there is no share.
template <std::size_t label>
std::string expression_field(const NamedRow& row) {
  if (!row.reading || !row.reading->emotion) return {};
  const Classification& eight = *row.reading->emotion;
  const auto is_number = [](const LabelProbability& p) { return std::isfinite(p.probability); };
  if (!std::ranges::all_of(eight.probabilities, is_number)) return {};
  const auto probability = probability_of(without_class(eight, "contempt"), emotion_labels[label]);
  return probability ? fixed(*probability, probability_decimals) : std::string();
}

template <float Affect::*axis>
std::string affect_field(const NamedRow& row) {
  const bool known = row.reading && row.reading->affect;
  return known ? fixed((*row.reading->affect).*axis, probability_decimals) : std::string();
}

std::string person_field(const NamedRow& row) {
  return row.person ? "Person_" + std::to_string(*row.person) : std::string();
}

template <int NamedRow::*length>
std::string length_field(const NamedRow& row) {
  return std::to_string(row.*length);
}

static_assert(emotion_labels == std::array<std::string_view, 8>{"neutral", "happiness", "surprise",
                                                                "sadness", "anger", "disgust",
                                                                "fear", "contempt"});

constexpr std::array<NamedColumn, 21> feat_photo_columns = {{
    {"FaceRectX", box_field<&Box::x>},
    {"FaceRectY", box_field<&Box::y>},
    {"FaceRectWidth", box_field<&Box::width>},
    {"FaceRectHeight", box_field<&Box::height>},
    {"FaceScore", score_field},
    {"Pitch", degrees_field<&Pose::pitch>},
    {"Roll", degrees_field<&Pose::roll>},
    {"Yaw", degrees_field<&Pose::yaw>},
    {"anger", expression_field<4>},
    {"disgust", expression_field<5>},
    {"fear", expression_field<6>},
    {"happiness", expression_field<1>},
    {"sadness", expression_field<3>},
    {"surprise", expression_field<2>},
    {"neutral", expression_field<0>},
    {"valence", affect_field<&Affect::valence>},
    {"arousal", affect_field<&Affect::arousal>},
    {"input", input_field},
    {"frame", frame_from_0},
    {"FrameHeight", length_field<&NamedRow::height>},
    {"FrameWidth", length_field<&NamedRow::width>},
}};

// The rows of a clip do not know how large its frames are, but whose face it is.
constexpr auto feat_clip_columns = [] {
  std::array<NamedColumn, 20> columns{};
  for (std::size_t i = 0; i < 17; ++i) columns[i] = feat_photo_columns[i];
  columns[17] = {"Identity", person_field};
  columns[18] = {"input", input_field};
  columns[19] = {"frame", frame_from_0};
  return columns;
}();

// OpenFace's. Its frames count from 1 and its faces from 0. Its angles are in radians about the
// axes of a camera whose x is to the right, y down and z away. So positive is looking down, looking
// to the picture's left, and turned clockwise.

std::string frame_from_1(const NamedRow& row) {
  return row.frame ? std::to_string(*row.frame + 1) : std::string();
}

std::string face_id_field(const NamedRow& row) {
  return std::to_string(row.person ? *row.person - 1 : row.face);
}

std::string timestamp_field(const NamedRow& row) { return fixed(row.seconds, second_decimals); }

std::string confidence_field(const NamedRow& row) { return row.reading ? score_field(row) : "0"; }

std::string success_field(const NamedRow& row) { return row.reading ? "1" : "0"; }

template <float Pose::*angle, int sign>
std::string radians_field(const NamedRow& row) {
  if (!row.reading || !row.reading->pose) return {};
  return fixed(sign * static_cast<double>((*row.reading->pose).*angle) * std::numbers::pi / 180,
               radian_decimals);
}

constexpr std::array<NamedColumn, 9> openface_columns = {{
    {"frame", frame_from_1},
    {"face_id", face_id_field},
    {"timestamp", timestamp_field},
    {"confidence", confidence_field},
    {"success", success_field},
    {"pose_Rx", radians_field<&Pose::pitch, -1>},
    {"pose_Ry", radians_field<&Pose::yaw, -1>},
    {"pose_Rz", radians_field<&Pose::roll, 1>},
    {"input", input_field},
}};

template <std::size_t count>
constexpr std::array<NamedColumn, count + 1> with_error(
    const std::array<NamedColumn, count>& columns) {
  std::array<NamedColumn, count + 1> result{};
  for (std::size_t i = 0; i < count; ++i) result[i] = columns[i];
  result[count] = {"error", error_field};
  return result;
}

constexpr auto feat_photos = with_error(feat_photo_columns);
constexpr auto feat_clips = with_error(feat_clip_columns);
constexpr auto openface = with_error(openface_columns);

template <typename Text>
std::string joined(std::span<const NamedColumn> columns, Text text_of) {
  std::string line;
  for (const NamedColumn& column : columns) {
    if (&column != &columns.front()) line += ",";
    line += text_of(column);
  }
  return line + "\n";
}

}  // namespace

std::span<const NamedColumn> photo_columns(CsvNames names) {
  if (names == CsvNames::openface) return openface;
  return feat_photos;
}

std::span<const NamedColumn> clip_columns(CsvNames names) {
  if (names == CsvNames::openface) return openface;
  return feat_clips;
}

std::string header_line(std::span<const NamedColumn> columns) {
  return joined(columns, [](const NamedColumn& column) { return column.name; });
}

std::string line_of(std::span<const NamedColumn> columns, const NamedRow& row) {
  return joined(columns, [&row](const NamedColumn& column) { return column.field(row); });
}

}  // namespace mien
