#include "paper/protocols/utkface.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "dataset/intervals.h"
#include "dataset/sources/manifest_source.h"
#include "media/file_formats.h"
#include "media/folder_walk.h"
#include "mien/core/error.h"

namespace mien::paper {

namespace fs = std::filesystem;

namespace {

/// The part of a text before an underscore, which is cut off with it; nothing without one.
std::optional<std::string_view> next_part(std::string_view& text) {
  const std::size_t end = text.find('_');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end + 1);
  return part;
}

/// A digit below a limit.
std::optional<std::size_t> code_of(std::optional<std::string_view> text, std::size_t limit) {
  if (!text || text->size() != 1) return std::nullopt;
  const auto code = static_cast<std::size_t>(text->front() - '0');
  return code < limit ? std::optional(code) : std::nullopt;
}

/// path, age, gender, ethnicity; nothing if the name says them not.
std::optional<std::vector<std::string>> fields_of(const std::string& name) {
  static constexpr std::array<std::string_view, 2> genders = {"male", "female"};
  static constexpr std::array<std::string_view, 5> races = {"white", "black", "asian", "indian",
                                                            "other"};
  std::string_view rest = name;
  const auto age = next_part(rest);
  const auto gender = code_of(next_part(rest), genders.size());
  const auto race = code_of(next_part(rest), races.size());
  if (!age || !gender || !race) return std::nullopt;
  const std::optional<dataset::AgeInterval> years = dataset::parse_ages(*age);
  if (!years || years->first != years->last) return std::nullopt;
  return std::vector<std::string>{name, std::string(*age), std::string(genders[*gender]),
                                  std::string(races[*race])};
}

/// The pictures in a folder.
struct FlatFolder {
  std::vector<std::string> pictures;  ///< names, sorted
  bool flat = true;                   ///< no folder is in it
  dataset::WalkFindings findings;
};

FlatFolder flat_folder(const fs::path& folder) {
  media::FolderWalk walk = media::walk_folder(folder, {.clips = false, .recursive = false});
  FlatFolder flat;
  for (media::FoundFile& file : walk.files) {
    if (file.error.empty() || media::is_picture_name(file.path)) {
      flat.pictures.push_back(file.path.filename().string());
    } else {
      flat.findings.problems.push_back(std::move(file.error));
    }
  }
  flat.flat =
      std::ranges::count(walk.left_out.groups(), LeftOutReason::folder, &LeftOutGroup::reason) == 0;
  flat.findings.left_out = std::move(walk.left_out);
  if (flat.pictures.empty() && !flat.findings.problems.empty()) {
    throw Error(ErrorCode::input, flat.findings.problems.front());
  }
  return flat;
}

}  // namespace

std::shared_ptr<const dataset::PictureSource> open_utkface(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored) || fs::exists(path / "labels.csv", ignored)) {
    return dataset::open_source(path);
  }
  FlatFolder folder = flat_folder(path);
  const std::vector<std::string>& names = folder.pictures;
  if (names.empty() || !folder.flat) return dataset::open_source(path);
  dataset::Records records({"path", "age", "gender", "ethnicity"});
  for (const std::string& name : names) {
    if (const auto fields = fields_of(name)) records.add(*fields, 0);
  }
  // Three of UTKFace's 23,708 names lack a part; a folder of other pictures has no such names.
  if (records.size() * 2 < names.size()) {
    throw Error(
        ErrorCode::input,
        fmt::format("{}: expected pictures named AGE_GENDER_RACE_DATE.jpg as UTKFace's are, "
                    "or labels.csv, found such names for {} of {} pictures",
                    path.string(), records.size(), names.size()));
  }
  return dataset::source_of_records(path.string(), path, std::move(records),
                                    std::move(folder.findings));
}

}  // namespace mien::paper
