#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "mien/report/result_writer.h"
#include "report/csv.h"
#include "report/row_file.h"
#include "report/values.h"

namespace mien {

namespace {

constexpr std::array<std::string_view, 5> landmark_names = {"left_eye", "right_eye", "nose",
                                                            "mouth_left", "mouth_right"};

std::string header() {
  std::string line = "file,width,height,error,face,x,y,box_width,box_height,score,age";
  const auto name = [&](std::string_view attribute, std::span<const std::string_view> labels) {
    line += fmt::format(",{}", attribute);
    for (const std::string_view label : labels) line += fmt::format(",p_{}", label);
  };
  name("gender", gender_labels);
  name("emotion", emotion_labels);
  name("ethnicity", ethnicity_labels);
  for (const std::string_view point : landmark_names) line += fmt::format(",{0}_x,{0}_y", point);
  return line + "\n";
}

// face, x, y, box_width, box_height, score, age; then each attribute's label and probabilities.
constexpr std::size_t columns_after_error = 7 + (1 + gender_labels.size()) +
                                            (1 + emotion_labels.size()) +
                                            (1 + ethnicity_labels.size()) + 2 * std::size_t{5};

void add(std::string& row, const std::string& field) {
  row += ',';
  row += field;
}

void add(std::string& row, std::optional<float> value, int decimals) {
  add(row, value ? fixed(*value, decimals) : std::string());
}

void add(std::string& row, const std::optional<Classification>& answer,
         std::span<const std::string_view> labels) {
  add(row, answer ? csv_text(answer->label) : std::string());
  for (const std::string_view label : labels) {
    add(row, probability_of(answer, label), probability_decimals);
  }
}

void add(std::string& row, const Face& face) {
  for (const float value : {face.box.x, face.box.y, face.box.width, face.box.height}) {
    add(row, value, pixel_decimals);
  }
  add(row, face.score, probability_decimals);
  add(row, face.age, age_decimals);
  add(row, face.gender, gender_labels);
  add(row, face.emotion, emotion_labels);
  add(row, face.ethnicity, ethnicity_labels);
  for (std::size_t i = 0; i < landmark_names.size(); ++i) {
    const auto point = face.landmarks ? std::optional((*face.landmarks)[i]) : std::nullopt;
    add(row, point ? std::optional(point->x) : std::nullopt, pixel_decimals);
    add(row, point ? std::optional(point->y) : std::nullopt, pixel_decimals);
  }
}

class CsvWriter final : public ResultWriter {
 public:
  explicit CsvWriter(const std::filesystem::path& path) : file_(path) {}

  void write(const ImageResult& result) override {
    const std::string input = fmt::format("{},{},{},{}", csv_file_name(result.file), result.width,
                                          result.height, csv_text(result.error));
    std::string rows = begin();
    if (result.faces.empty()) rows += input + std::string(columns_after_error, ',') + "\n";
    for (std::size_t i = 0; i < result.faces.size(); ++i) {
      rows += fmt::format("{},{}", input, i);
      add(rows, result.faces[i]);
      rows += '\n';
    }
    file_.write(rows);
    begun_ = true;
  }

  void finish() override {
    if (!file_.finished()) file_.write(begin());
    file_.finish();
  }

 private:
  [[nodiscard]] std::string begin() const { return begun_ ? std::string() : header(); }

  RowFile file_;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<ResultWriter> make_csv_writer(const std::filesystem::path& path) {
  return std::make_unique<CsvWriter>(path);
}

}  // namespace mien
