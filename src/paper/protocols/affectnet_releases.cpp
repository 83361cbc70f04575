#include "paper/protocols/affectnet_releases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "dataset/csv_parser.h"
#include "dataset/input_file.h"
#include "dataset/manifest.h"
#include "dataset/npy_scalar.h"
#include "dataset/sources/manifest_source.h"
#include "face/eye_alignment.h"
#include "media/file_formats.h"
#include "media/folder_walk.h"
#include "mien/core/error.h"

namespace mien::paper {

namespace fs = std::filesystem;

namespace {

bool has_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

std::string expression_of(const std::string& text, const std::string& where) {
  std::size_t number = affectnet_expressions.size();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() ||
      number >= affectnet_expressions.size()) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected an expression of 0 to {}, found \"{}\"", where,
                            affectnet_expressions.size() - 1, text.substr(0, 40)));
  }
  return std::string(affectnet_expressions[number]);
}

/// Valence or arousal; empty for -2, which stands for none.
std::string affect_of(const std::string& text, const std::string& where) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) {
    if (value == -2) return "";
    if (value >= -1 && value <= 1) return text;
  }
  throw Error(ErrorCode::input, fmt::format("{}: expected a number of -1 to 1, or -2 for none, "
                                            "found \"{}\"",
                                            where, text.substr(0, 40)));
}

/// The middles of the eyes as two points, which say all that faces are aligned by in a
/// thirtieth of the text; empty where there are no landmarks.
std::string eyes_of(const std::string& landmarks) {
  const std::optional<EyeCentres> eyes = eyes_in(landmarks);
  if (!eyes) return "";
  return fmt::format("{:.2f};{:.2f};{:.2f};{:.2f}", eyes->left.x, eyes->left.y, eyes->right.x,
                     eyes->right.y);
}

constexpr std::array<std::string_view, 9> csv_columns = {
    "subDirectory_filePath", "face_x",     "face_y",  "face_width", "face_height",
    "facial_landmarks",      "expression", "valence", "arousal"};

/// Where each of `csv_columns` is in a line.
using CsvPlaces = std::array<std::size_t, csv_columns.size()>;

CsvPlaces places_in(const dataset::CsvRow& first, const std::string& where) {
  CsvPlaces places{};
  const bool named = std::ranges::count(first.fields, csv_columns.front()) > 0;
  if (!named && first.fields.size() != csv_columns.size()) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected AffectNet's columns ({}), found {} fields without the "
                            "first of them",
                            where, fmt::join(csv_columns, ", "), first.fields.size()));
  }
  for (std::size_t i = 0; i < csv_columns.size(); ++i) {
    const auto at = std::ranges::find(first.fields, csv_columns[i]);
    places[i] = named ? static_cast<std::size_t>(at - first.fields.begin()) : i;
    if (!named || at != first.fields.end() || csv_columns[i] == "facial_landmarks") continue;
    throw Error(ErrorCode::input,
                fmt::format("{}: expected the column {}, found the others", where, csv_columns[i]));
  }
  return places;
}

}  // namespace

AffectNet open_affectnet_2017(const fs::path& csv) {
  const std::string name = csv.string();
  const dataset::InputFile file(csv);
  const std::vector<std::byte> bytes = file.read(0, file.size());
  dataset::CsvParser parser({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, name);
  std::optional<dataset::CsvRow> row = parser.next();
  if (!row) throw Error(ErrorCode::input, fmt::format("{}: expected lines, found none", name));
  const std::size_t width = row->fields.size();
  const CsvPlaces places = places_in(*row, fmt::format("{}:{}", name, row->line));
  if (row->fields[places[0]] == csv_columns[0]) row = parser.next();
  dataset::Records records(
      {"path", "expression", "valence", "arousal", "x", "y", "width", "height", "landmarks"});
  LeftOutBoxes left_out;
  for (; row; row = parser.next()) {
    const std::string where = fmt::format("{}:{}", name, row->line);
    if (row->fields.size() != width) {
      throw Error(ErrorCode::input, fmt::format("{}: expected {} fields, found {}", where, width,
                                                row->fields.size()));
    }
    const auto field = [&](std::size_t column) -> const std::string& {
      return row->fields[places[column]];
    };
    if (!dataset::is_box({field(1), field(2), field(3), field(4)})) {
      if (left_out.count++ == 0) left_out.first = where;
      continue;
    }
    const std::vector<std::string> fields = {dataset::inside_path(field(0), where),
                                             expression_of(field(6), where),
                                             affect_of(field(7), where),
                                             affect_of(field(8), where),
                                             field(1),
                                             field(2),
                                             field(3),
                                             field(4),
                                             places[5] < width ? eyes_of(field(5)) : ""};
    records.add(fields, row->line);
  }
  if (records.size() == 0) {
    throw Error(ErrorCode::input, fmt::format("{}: expected pictures, found none", name));
  }
  const fs::path beside = csv.parent_path();
  const std::array<fs::path, 3> folders = {
      beside, beside / "Manually_Annotated_Images",
      beside / "Manually_Annotated" / "Manually_Annotated_Images"};
  for (const fs::path& folder : folders) {
    // Downloads may lack some pictures; one of the first is there.
    for (std::size_t i = 0; i < std::min<std::size_t>(records.size(), 100); ++i) {
      if (!has_file(folder / records.path(i))) continue;
      return {"release of 2017, " + csv.filename().string(),
              folder,
              dataset::source_of_records(name, folder, std::move(records)),
              {},
              left_out};
    }
  }
  throw Error(
      ErrorCode::input,
      fmt::format("{}: expected its pictures, such as {}, beside it or in {}, found none of "
                  "the first hundred",
                  name, records.path(0), folders[1].filename().string()));
}

AffectNet open_affectnet_2021(const fs::path& folder) {
  const std::string name = folder.string();
  media::FolderWalk walk =
      media::walk_folder(folder / "images", {.clips = false, .recursive = false});
  std::vector<fs::path> pictures;
  dataset::WalkFindings findings{std::move(walk.left_out), {}};
  for (media::FoundFile& file : walk.files) {
    if (file.error.empty() || media::is_picture_name(file.path)) {
      pictures.push_back(file.path.filename());
    } else {
      findings.problems.push_back(std::move(file.error));
    }
  }
  if (pictures.empty()) {
    throw Error(
        ErrorCode::input,
        findings.problems.empty()
            ? fmt::format("{}: expected pictures N.jpg, found {}", (folder / "images").string(),
                          findings.left_out.empty() ? "none" : left_out_text(findings.left_out))
            : findings.problems.front());
  }
  dataset::Records records({"path", "expression", "valence", "arousal"});
  for (const fs::path& picture : pictures) {
    const auto value = [&](const char* kind) -> std::optional<std::pair<std::string, std::string>> {
      const fs::path path =
          folder / "annotations" / fmt::format("{}_{}.npy", picture.stem().string(), kind);
      if (!has_file(path)) return std::nullopt;
      const dataset::InputFile file(path);
      constexpr std::uint64_t longest = 1 << 16;
      const std::vector<std::byte> bytes = file.read(0, std::min(file.size(), longest));
      return std::pair(dataset::npy_scalar(bytes, path.string()), path.string());
    };
    const auto expression = value("exp");
    if (!expression) {
      throw Error(ErrorCode::input,
                  fmt::format("{}: expected annotations/{}_exp.npy for images/{}, found none", name,
                              picture.stem().string(), picture.string()));
    }
    const auto affect = [&](const char* kind) {
      const auto folder = value(kind);
      return folder ? affect_of(folder->first, folder->second) : std::string();
    };
    const std::vector<std::string> fields = {"images/" + picture.string(),
                                             expression_of(expression->first, expression->second),
                                             affect("val"), affect("aro")};
    records.add(fields, 0);
  }
  return {"release of 2021, " + folder.filename().string(),
          folder,
          dataset::source_of_records(name, folder, std::move(records), std::move(findings)),
          {},
          {}};
}

}  // namespace mien::paper
