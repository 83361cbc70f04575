#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "mien/report/result_writer.h"
#include "report/csv.h"
#include "report/face_csv.h"
#include "report/result_csv.h"
#include "report/row_file.h"
#include "report/values.h"

namespace mien {

namespace {

constexpr std::string_view input_columns = "file,width,height,error,face";

// What photos have behind the columns that faces of clips have, too.
constexpr std::string_view mesh_columns = "left_eye_open,right_eye_open,looking";
constexpr std::string_view no_mesh_fields = ",,";

std::string mesh_fields(const std::optional<FaceMesh>& mesh) {
  if (!mesh) return std::string(no_mesh_fields);
  std::string text = ",";
  if (mesh->openness) {
    text = fmt::format("{},{}", fixed(mesh->openness->left, openness_decimals),
                       fixed(mesh->openness->right, openness_decimals));
  }
  text += ",";
  if (mesh->looking) text += looking_names[static_cast<std::size_t>(*mesh->looking)];
  return text;
}

class CsvWriter final : public ResultWriter {
 public:
  explicit CsvWriter(const std::filesystem::path& path) : file_(path) {}

  void write(const ImageResult& result) override {
    file_.write(begin() + result_csv_rows(result));
    begun_ = true;
  }

  void finish() override {
    if (!file_.finished()) file_.write(begin());
    file_.finish();
  }

 private:
  [[nodiscard]] std::string begin() const { return begun_ ? std::string() : result_csv_header(); }

  RowFile file_;
  bool begun_ = false;
};

}  // namespace

std::string result_csv_header() {
  return fmt::format("{},{},{}\n", input_columns, face_columns(), mesh_columns);
}

std::string result_csv_rows(const ImageResult& result) {
  const std::string input = fmt::format("{},{},{},{}", csv_file_name(result.file), result.width,
                                        result.height, csv_text(result.error));
  if (result.faces.empty()) {
    return fmt::format("{},,{},{}\n", input, no_face_fields(), no_mesh_fields);
  }
  std::string rows;
  for (std::size_t i = 0; i < result.faces.size(); ++i) {
    const Face& face = result.faces[i];
    rows += fmt::format("{},{},{},{}\n", input, i, face_fields(face), mesh_fields(face.mesh));
  }
  return rows;
}

std::unique_ptr<ResultWriter> make_csv_writer(const std::filesystem::path& path) {
  return std::make_unique<CsvWriter>(path);
}

}  // namespace mien
