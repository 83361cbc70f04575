#include "paper/protocols/affwild2.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "core/printable.h"
#include "core/regular_file.h"
#include "dataset/sources/manifest_source.h"
#include "mien/core/error.h"
#include "paper/protocols/path_kind.h"

namespace mien::paper {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t largest_label_file = std::size_t{64} << 20;

const char* folder_of(AffWild2Part part) {
  return part == AffWild2Part::train ? "Train_Set" : "Validation_Set";
}

[[noreturn]] void explain(const fs::path& folder, const std::string& missing) {
  throw Error(ErrorCode::input,
              fmt::format("{}: expected Aff-Wild2 as ABAW 2021 has it (EXPR_Set/ and VA_Set/ with "
                          "Train_Set/ and Validation_Set/, or annotations/ with them, and "
                          "cropped_aligned/ with a folder of frames for each video), found no {}",
                          folder.string(), missing));
}

/// The lines of a label file after its head.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  bool head = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
    if (!head) lines.push_back(line);
    head = false;
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

[[noreturn]] void refuse_line(const fs::path& file, std::size_t index, std::string_view expected,
                              std::string_view actual) {
  constexpr std::size_t shown = 40;
  throw Error(ErrorCode::input,
              fmt::format("{}:{}: expected {}, found \"{}\"", file.string(), index + 2, expected,
                          printable(actual.substr(0, shown))));
}

std::optional<double> finite_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// Index of the expression; -1 if there is none.
int expression_in(std::string_view line, const fs::path& file, std::size_t index) {
  int value = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
  const bool whole = error == std::errc() && end == line.data() + line.size();
  if (!whole || value < -1 || value >= static_cast<int>(affwild2_labels.size())) {
    refuse_line(file, index, "an expression of 0 to 6, or -1 for none", line);
  }
  return value;
}

/// Valence and arousal; nothing if one of them is none.
std::optional<std::pair<std::string, std::string>> affect_in(std::string_view line,
                                                             const fs::path& file,
                                                             std::size_t index) {
  const std::size_t comma = line.find(',');
  if (comma == std::string_view::npos) refuse_line(file, index, "valence,arousal", line);
  const std::string_view valence = line.substr(0, comma);
  const std::string_view arousal = line.substr(comma + 1);
  for (const std::string_view text : {valence, arousal}) {
    const std::optional<double> value = finite_number(text);
    if (!value) refuse_line(file, index, "two numbers, valence,arousal", line);
    if (std::abs(*value) > 1) return std::nullopt;
  }
  return std::pair(std::string(valence), std::string(arousal));
}

std::vector<fs::path> label_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::set<std::string> pictures_of(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

class Reader {
 public:
  Reader(const fs::path& folder, AffWild2Part part) : folder_(folder), part_(part) {
    labels_ = is_folder(folder / "annotations") ? folder / "annotations" : folder;
    for (const char* set : {"EXPR_Set", "VA_Set"}) {
      if (!is_folder(labels_ / set)) explain(folder, set);
    }
    result_.frames = is_folder(folder / "cropped_aligned") ? folder / "cropped_aligned" : folder;
  }

  AffWild2 read() {
    const fs::path set = labels_ / "EXPR_Set" / folder_of(part_);
    const std::vector<fs::path> files = label_files(set);
    if (files.empty()) explain(folder_, fmt::format("label files in {}", set.string()));
    for (const fs::path& file : files) read_video(file);
    if (records_.size() == 0) {
      throw Error(ErrorCode::input,
                  fmt::format("{}: expected frames with both kinds of label and a picture in {}, "
                              "found none",
                              folder_.string(), result_.frames.string()));
    }
    result_.source =
        dataset::source_of_records(folder_.string(), result_.frames, std::move(records_));
    return std::move(result_);
  }

 private:
  void read_video(const fs::path& file) {
    const fs::path name = file.filename();
    fs::path affect_file = labels_ / "VA_Set" / folder_of(part_) / name;
    if (!is_file(affect_file)) {
      const AffWild2Part other =
          part_ == AffWild2Part::train ? AffWild2Part::valid : AffWild2Part::train;
      affect_file = labels_ / "VA_Set" / folder_of(other) / name;
    }
    if (!is_file(affect_file)) {
      ++result_.single;
      return;
    }
    ++result_.videos;
    const std::string video = file.stem().string();
    const std::string expression_text = read_labels(file);
    const std::string affect_text = read_labels(affect_file);
    const std::vector<std::string_view> expressions = lines_of(expression_text);
    const std::vector<std::string_view> affects = lines_of(affect_text);
    const std::set<std::string> pictures = pictures_of(result_.frames / video);
    // Either file may end before the other; a frame beyond it has no such label.
    const std::size_t frames = std::max(expressions.size(), affects.size());
    for (std::size_t i = 0; i < frames; ++i) {
      const int expression = i < expressions.size() ? expression_in(expressions[i], file, i) : -1;
      const auto affect = i < affects.size() ? affect_in(affects[i], affect_file, i) : std::nullopt;
      if (expression < 0 || !affect) {
        ++result_.unlabelled;
        continue;
      }
      const std::string picture = fmt::format("{:05}.jpg", i + 1);
      if (!pictures.contains(picture)) {
        ++result_.without_picture;
        continue;
      }
      const auto label = static_cast<std::size_t>(expression);
      ++result_.counts[label];
      const std::vector<std::string> fields = {fmt::format("{}/{}", video, picture),
                                               std::string(affwild2_labels[label]), affect->first,
                                               affect->second, video};
      records_.add(fields, 0);
    }
  }

  static std::string read_labels(const fs::path& file) {
    return read_regular_text(file, largest_label_file, "a label file of Aff-Wild2",
                             ErrorCode::input);
  }

  const fs::path& folder_;
  AffWild2Part part_;
  fs::path labels_;
  AffWild2 result_;
  dataset::Records records_{{"path", "expression", "valence", "arousal", "video"}};
};

}  // namespace

std::array<std::size_t, 7> affwild2_published_counts(AffWild2Part part) {
  if (part == AffWild2Part::train) return {132756, 13834, 5470, 8080, 75328, 68256, 26065};
  return {69498, 5874, 625, 7787, 24417, 20070, 7197};
}

AffWild2 open_affwild2(const fs::path& folder, AffWild2Part part) {
  if (!is_folder(folder)) explain(folder, "such folder");
  return Reader(folder, part).read();
}

}  // namespace mien::paper
