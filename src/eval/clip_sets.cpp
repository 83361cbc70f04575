#include "eval/clip_sets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "media/picture_name.h"
#include "media/video/input_kind.h"
#include "mien/core/error.h"

namespace mien::eval {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view afew_layout =
    "AFEW as its owners give it: Train_AFEW/CLASS/CLIP.avi and Val_AFEW/CLASS/CLIP.avi, CLASS one "
    "of Angry, Disgust, Fear, Happy, Neutral, Sad, Surprise; a CLIP may also be a folder of its "
    "frames (docs/classifiers.md)";
constexpr std::string_view vgaf_layout =
    "VGAF: Train/CLIP.mp4, Val/CLIP.mp4, and Train_labels.txt and Val_labels.txt with a line "
    "\"CLIP LABEL\" for each, LABEL 1 (Positive), 2 (Neutral) or 3 (Negative) or these names; a "
    "CLIP may also be a folder of its frames (docs/classifiers.md)";

[[noreturn]] void fail(const fs::path& folder, std::string_view layout, std::string_view found) {
  throw Error(ErrorCode::input,
              fmt::format("{}: expected {}; found {}", folder.string(), layout, found));
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

bool is_clip(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return media::is_clip_name(path);
  return std::ranges::any_of(sorted_entries(path), media::is_picture_name);
}

std::optional<std::uint32_t> class_number(const std::vector<std::string>& classes,
                                          const std::string& name) {
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (lower(classes[c]) == lower(name)) return static_cast<std::uint32_t>(c);
  }
  return std::nullopt;
}

fs::path existing(const fs::path& folder, std::initializer_list<std::string_view> names,
                  std::string_view layout) {
  std::error_code ignored;
  for (const std::string_view name : names) {
    if (fs::exists(folder / name, ignored)) return folder / name;
  }
  fail(folder, layout, fmt::format("no {}", fmt::join(names, ", no ")));
}

std::vector<LabelledClip> afew_part(const fs::path& part, const std::vector<std::string>& classes) {
  std::vector<LabelledClip> clips;
  std::vector<bool> seen(classes.size());
  for (const fs::path& folder : sorted_entries(part)) {
    const auto label = class_number(classes, folder.filename().string());
    if (!label) continue;
    for (const fs::path& path : sorted_entries(folder)) {
      if (!is_clip(path)) continue;
      clips.push_back({path, *label});
      seen[*label] = true;
    }
  }
  const auto absent = std::ranges::find(seen, false);
  if (absent != seen.end()) {
    const auto at = static_cast<std::size_t>(absent - seen.begin());
    fail(part, afew_layout, fmt::format("no clip of {}", classes[at]));
  }
  return clips;
}

std::vector<LabelledClip> vgaf_part(const fs::path& part, const fs::path& labels,
                                    const std::vector<std::string>& classes) {
  std::map<std::string, fs::path> files;
  for (const fs::path& path : sorted_entries(part)) {
    if (!is_clip(path)) continue;
    files[path.filename().string()] = path;
    files.emplace(path.stem().string(), path);
  }
  std::vector<LabelledClip> clips;
  std::ifstream file(labels, std::ios::binary);
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    std::ranges::replace(line, ',', ' ');
    std::istringstream words(line);
    std::string name;
    std::string label;
    if (!(words >> name)) continue;
    words >> label;
    std::optional<std::uint32_t> known = class_number(classes, label);
    if (label.size() == 1 && label[0] >= '1' && label[0] <= '3') {
      known = static_cast<std::uint32_t>(label[0] - '1');
    }
    if (!known && number == 1) continue;  // the head line
    const auto found = files.find(name);
    if (!known || found == files.end()) {
      throw Error(ErrorCode::input,
                  fmt::format("{}:{}: expected a clip of {} and its label ({} or 1, 2, 3), found "
                              "\"{}\" \"{}\"",
                              labels.string(), number, part.string(), fmt::join(classes, ", "),
                              name, label));
    }
    clips.push_back({found->second, *known});
  }
  if (clips.empty()) fail(labels, vgaf_layout, "no line of a clip and its label");
  return clips;
}

fs::path vgaf_labels(const fs::path& folder, const fs::path& part, std::string_view name) {
  std::error_code ignored;
  const fs::path inside = part / name;
  return fs::exists(inside, ignored) ? inside : existing(folder, {name}, vgaf_layout);
}

}  // namespace

ClipSet read_afew(const fs::path& folder) {
  ClipSet set{{"Angry", "Disgust", "Fear", "Happy", "Neutral", "Sad", "Surprise"}, {}, {}};
  set.train =
      afew_part(existing(folder, {"Train_AFEW", "Train", "train"}, afew_layout), set.classes);
  set.valid = afew_part(existing(folder, {"Val_AFEW", "Val", "val"}, afew_layout), set.classes);
  return set;
}

ClipSet read_vgaf(const fs::path& folder) {
  ClipSet set{{"Positive", "Neutral", "Negative"}, {}, {}};
  const fs::path train = existing(folder, {"Train", "train"}, vgaf_layout);
  const fs::path valid = existing(folder, {"Val", "val"}, vgaf_layout);
  set.train = vgaf_part(train, vgaf_labels(folder, train, "Train_labels.txt"), set.classes);
  set.valid = vgaf_part(valid, vgaf_labels(folder, valid, "Val_labels.txt"), set.classes);
  return set;
}

}  // namespace mien::eval
