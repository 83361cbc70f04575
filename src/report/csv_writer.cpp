#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "mien/report/result_writer.h"
#include "report/csv.h"
#include "report/face_csv.h"
#include "report/row_file.h"

namespace mien {

namespace {

constexpr std::string_view input_columns = "file,width,height,error,face";

class CsvWriter final : public ResultWriter {
 public:
  explicit CsvWriter(const std::filesystem::path& path) : file_(path) {}

  void write(const ImageResult& result) override {
    const std::string input = fmt::format("{},{},{},{}", csv_file_name(result.file), result.width,
                                          result.height, csv_text(result.error));
    std::string rows = begin();
    if (result.faces.empty()) rows += input + ",," + no_face_fields() + "\n";
    for (std::size_t i = 0; i < result.faces.size(); ++i) {
      rows += fmt::format("{},{},{}\n", input, i, face_fields(result.faces[i]));
    }
    file_.write(rows);
    begun_ = true;
  }

  void finish() override {
    if (!file_.finished()) file_.write(begin());
    file_.finish();
  }

 private:
  [[nodiscard]] std::string begin() const {
    return begun_ ? std::string() : fmt::format("{},{}\n", input_columns, face_columns());
  }

  RowFile file_;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<ResultWriter> make_csv_writer(const std::filesystem::path& path) {
  return std::make_unique<CsvWriter>(path);
}

}  // namespace mien
