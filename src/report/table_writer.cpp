#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mien/report/result_writer.h"
#include "report/display_text.h"
#include "report/palette.h"
#include "report/row_file.h"
#include "report/values.h"

namespace mien {

namespace {

enum class Field { face, score, box, age, gender, emotion, affect, ethnicity, quality, pose };

struct Column {
  Field field;
  std::string_view title;
  int width;
  bool numeric;
};

constexpr int gap = 2;
constexpr int least_file_width = 16;
constexpr int good_file_width = 24;
constexpr int most_file_width = 48;
constexpr int unlimited_file_width = 40;

int width_of(const std::vector<Column>& columns) {
  int width = 0;
  for (const Column& column : columns) width += gap + column.width;
  return width;
}

std::vector<Column> columns_of(const TableOptions& options) {
  std::vector<Column> columns = {{Field::face, "face", 5, true}};
  columns.push_back({Field::score, "score", 5, true});
  columns.push_back({Field::box, "box", 19, false});
  if (options.age) columns.push_back({Field::age, "age", 3, true});
  if (options.gender) columns.push_back({Field::gender, "gender", 11, false});
  if (options.emotion) columns.push_back({Field::emotion, "expression", 14, false});
  if (options.affect) columns.push_back({Field::affect, "val / aro", 13, false});
  if (options.ethnicity) columns.push_back({Field::ethnicity, "ethnicity", 11, false});
  if (options.quality) columns.push_back({Field::quality, "quality", 7, true});
  if (options.pose) columns.push_back({Field::pose, "turned", 11, false});
  return columns;
}

/// On a narrow terminal the least telling columns give way to the file name.
std::vector<Column> fitting(std::vector<Column> columns, int width) {
  if (width == 0) return columns;
  const auto drop = [&](Field field, int file_width) {
    if (width - width_of(columns) >= file_width) return;
    std::erase_if(columns, [&](const Column& column) { return column.field == field; });
  };
  for (const Field field : {Field::pose, Field::box, Field::score}) drop(field, good_file_width);
  for (const Field field : {Field::affect, Field::quality, Field::ethnicity, Field::gender,
                            Field::face, Field::age, Field::emotion}) {
    drop(field, least_file_width);
  }
  return columns;
}

/// A label and its probability. In a narrow column the label is shortened, never the number.
std::string answer(const std::optional<Classification>& classification, int width) {
  if (!classification) return "-";
  const std::string share = " " + percent(classification->confidence());
  return shorten_middle(printable(shown_label(*classification)), width - display_width(share)) +
         share;
}

/// Whether a column has numbers alone, which would be others if they were shortened.
bool has_numbers(Field field) {
  return field != Field::gender && field != Field::emotion && field != Field::ethnicity;
}

std::string or_dash(std::string text) { return text.empty() ? "-" : std::move(text); }

class TableWriter final : public ResultWriter {
 public:
  TableWriter(const std::filesystem::path& path, const TableOptions& options)
      : file_(path), options_(options), columns_(fitting(columns_of(options), options.width)) {
    set_file_width();
  }

  void write(const ImageResult& result) override {
    make_room(result);
    std::string rows = begin();
    const std::string name = printable(result.file);
    std::string cell =
        pad_right(options_.width == 0 ? name : shorten_middle(name, file_width_), file_width_);
    if (!result.error.empty()) {
      rows += cell + note(fmt::format("error: {}", printable(error_without_file(result))), "31");
    } else if (result.faces.empty()) {
      rows += cell + note("no face", "2");
    }
    for (std::size_t i = 0; i < result.faces.size(); ++i) {
      std::string row = cell;
      for (const Column& column : columns_) {
        row += std::string(gap, ' ') + cell_of(column, result, i);
      }
      row.erase(row.find_last_not_of(' ') + 1);
      rows += row + "\n";
      cell = std::string(static_cast<std::size_t>(file_width_), ' ');
      if (result.faces[i].turned != 0) {
        rows += cell + note(fmt::format("face {} was turned by {} degrees to be read", i + 1,
                                        result.faces[i].turned),
                            "33");
      }
    }
    file_.write(rows);
    begun_ = true;
  }

  void finish() override {
    if (!file_.finished()) file_.write(begin());
    file_.finish();
  }

 private:
  void set_file_width() {
    const int rest = options_.width - width_of(columns_);
    file_width_ = options_.width == 0 ? unlimited_file_width : std::clamp(rest, 1, most_file_width);
  }

  /// Widens columns of numbers that are too narrow for a crowd or a large picture, from here on; on
  /// a narrow terminal other columns may go for it.
  void make_room(const ImageResult& result) {
    for (Column& column : columns_) {
      if (!has_numbers(column.field)) continue;
      for (std::size_t i = 0; i < result.faces.size(); ++i) {
        column.width = std::max(column.width, display_width(text_of(column, result, i)));
      }
    }
    const std::size_t before = columns_.size();
    columns_ = fitting(std::move(columns_), options_.width);
    if (columns_.size() < before) begun_ = false;  // the rows from here on have another head
    set_file_width();
  }

  [[nodiscard]] std::string paint(std::string text, std::string_view code) const {
    return options_.colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
  }

  [[nodiscard]] std::string begin() const {
    if (begun_) return {};
    std::string row = pad_right(shorten_middle("file", file_width_), file_width_);
    for (const Column& column : columns_) {
      row += std::string(gap, ' ') + (column.numeric
                                          ? pad_left(std::string(column.title), column.width)
                                          : pad_right(std::string(column.title), column.width));
    }
    row.erase(row.find_last_not_of(' ') + 1);
    return paint(row, "1") + "\n";
  }

  // Text over all of the columns, on as many lines as it needs.
  [[nodiscard]] std::string note(const std::string& text, std::string_view code) const {
    const int room = options_.width - file_width_ - gap;
    if (options_.width == 0 || display_width(text) <= room) return line(gap, text, code);
    // On a narrow terminal it goes below the file name.
    const bool below = room < 24;
    std::string rows = below ? "\n" : "";
    const int indent = below ? 2 * gap : file_width_ + gap;
    for (const std::string& part : wrap(text, std::max(options_.width - indent, 8))) {
      rows += line(!below && rows.empty() ? gap : indent, part, code);
    }
    return rows;
  }

  [[nodiscard]] std::string line(int indent, const std::string& text, std::string_view code) const {
    return std::string(static_cast<std::size_t>(indent), ' ') + paint(text, code) + "\n";
  }

  [[nodiscard]] std::string cell_of(const Column& column, const ImageResult& result,
                                    std::size_t index) const {
    const Face& face = result.faces[index];
    std::string text = text_of(column, result, index);
    text = column.numeric ? pad_left(std::move(text), column.width)
                          : pad_right(std::move(text), column.width);
    if (column.field != Field::emotion || !face.emotion) return text;
    const Colour colour = emotion_colour(face.emotion->label);
    return paint(text, fmt::format("38;2;{};{};{}", colour.red, colour.green, colour.blue));
  }

  static std::string text_of(const Column& column, const ImageResult& result, std::size_t index) {
    const Face& face = result.faces[index];
    switch (column.field) {
      case Field::face:
        return fmt::format("{}/{}", index + 1, result.faces.size());
      case Field::score:
        return or_dash(fixed(face.score, 2));
      case Field::box:
        return fmt::format("{},{} {}x{}", or_dash(fixed(face.box.x, 0)),
                           or_dash(fixed(face.box.y, 0)), or_dash(fixed(face.box.width, 0)),
                           or_dash(fixed(face.box.height, 0)));
      case Field::age:
        return or_dash(face.age ? fixed(*face.age, 0) : std::string());
      case Field::gender:
        return answer(face.gender, column.width);
      case Field::emotion:
        return answer(face.emotion, column.width);
      case Field::affect:
        return face.affect
                   ? fmt::format("{:>5} / {:>5}", fixed(face.affect->valence, affect_decimals),
                                 fixed(face.affect->arousal, affect_decimals))
                   : "-";
      case Field::ethnicity:
        return answer(face.ethnicity, column.width);
      case Field::pose:
        return face.pose ? fmt::format("{},{},{}", or_dash(fixed(face.pose->yaw, 0)),
                                       or_dash(fixed(face.pose->pitch, 0)),
                                       or_dash(fixed(face.pose->roll, 0)))
                         : "-";
      case Field::quality:
        return or_dash(face.quality ? fixed(*face.quality, quality_decimals) : std::string());
    }
    return {};
  }

  RowFile file_;
  TableOptions options_;
  std::vector<Column> columns_;
  int file_width_ = 0;
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<ResultWriter> make_table_writer(const std::filesystem::path& path,
                                                const TableOptions& options) {
  return std::make_unique<TableWriter>(path, options);
}

}  // namespace mien
