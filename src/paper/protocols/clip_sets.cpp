#include "paper/protocols/clip_sets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/regular_file.h"
#include "media/folder_walk.h"
#include "mien/core/error.h"

namespace mien::paper {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view afew_layout =
    "AFEW as its owners give it: Train_AFEW/CLASS/CLIP.avi and Val_AFEW/CLASS/CLIP.avi, CLASS one "
    "of Angry, Disgust, Fear, Happy, Neutral, Sad, Surprise; a CLIP may also be a folder of its "
    "frames (docs/guides/classifiers.md)";
constexpr std::string_view vgaf_layout =
    "VGAF: Train/CLIP.mp4, Val/CLIP.mp4, and Train_labels.txt and Val_labels.txt with a line "
    "\"CLIP LABEL\" for each, LABEL 1 (Positive), 2 (Neutral) or 3 (Negative) or these names; a "
    "CLIP may also be a folder of its frames (docs/guides/classifiers.md)";

/// The training or the validation clips.
struct PartOfSet {
  std::vector<LabelledClip> clips;
  dataset::WalkFindings findings;
};

[[noreturn]] void refuse_layout(const fs::path& folder, std::string_view layout,
                                std::string_view actual) {
  throw Error(ErrorCode::input,
              fmt::format("{}: expected {}; found {}", folder.string(), layout, actual));
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

/// The clips that lie in a folder: video files, and folders of frames.
struct ClipsOfFolder {
  std::vector<fs::path> clips;
  dataset::WalkFindings findings;
};

ClipsOfFolder clips_in(const fs::path& folder) {
  media::FoundClips below = media::clips_below(folder);
  ClipsOfFolder result{{}, {std::move(below.left_out), std::move(below.problems)}};
  for (fs::path& clip : below.clips) {
    if (clip.parent_path() == folder) {
      result.clips.push_back(std::move(clip));
    } else {
      result.findings.left_out.add(LeftOutReason::misplaced, clip.string());
    }
  }
  return result;
}

/// The folders in a folder; what a walk passes over is not among them.
std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (media::passed_over(at->path().filename().string())) continue;
    if (at->is_directory(ignored)) paths.push_back(at->path());
  }
  if (error) {
    throw Error(ErrorCode::input,
                fmt::format("{}: cannot read this folder: {}", folder.string(), error.message()));
  }
  std::ranges::sort(paths);
  return paths;
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
  refuse_layout(folder, layout, fmt::format("no {}", fmt::join(names, ", no ")));
}

PartOfSet afew_part(const fs::path& part, const std::vector<std::string>& classes) {
  PartOfSet result;
  std::vector<bool> seen(classes.size());
  for (const fs::path& folder : folders_in(part)) {
    const auto label = class_number(classes, folder.filename().string());
    if (!label) {
      result.findings.left_out.add(LeftOutReason::folder, folder.string());
      continue;
    }
    ClipsOfFolder below = clips_in(folder);
    result.findings.add(below.findings);
    for (fs::path& path : below.clips) {
      result.clips.push_back({std::move(path), *label});
      seen[*label] = true;
    }
  }
  const auto absent = std::ranges::find(seen, false);
  if (absent != seen.end()) {
    const auto at = static_cast<std::size_t>(absent - seen.begin());
    refuse_layout(part, afew_layout, fmt::format("no clip of {}", classes[at]));
  }
  return result;
}

PartOfSet vgaf_part(const fs::path& part, const fs::path& labels,
                    const std::vector<std::string>& classes) {
  ClipsOfFolder below = clips_in(part);
  PartOfSet result{{}, std::move(below.findings)};
  std::map<std::string, fs::path> files;
  for (const fs::path& path : below.clips) {
    files[path.filename().string()] = path;
    files.emplace(path.stem().string(), path);
  }
  constexpr std::size_t largest_list = std::size_t{256} << 20;
  std::istringstream file(
      read_regular_text(labels, largest_list, "a list of labels", ErrorCode::input));
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (++number == 1 && line.starts_with(byte_order_mark)) line.erase(0, byte_order_mark.size());
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
    const auto clip = files.find(name);
    if (!known || clip == files.end()) {
      throw Error(ErrorCode::input,
                  fmt::format("{}:{}: expected a clip of {} and its label ({} or 1, 2, 3), found "
                              "\"{}\" \"{}\"",
                              labels.string(), number, part.string(), fmt::join(classes, ", "),
                              name, label));
    }
    result.clips.push_back({clip->second, *known});
  }
  if (result.clips.empty()) refuse_layout(labels, vgaf_layout, "no line of a clip and its label");
  return result;
}

fs::path vgaf_labels(const fs::path& folder, const fs::path& part, std::string_view name) {
  std::error_code ignored;
  const fs::path inside = part / name;
  return fs::exists(inside, ignored) ? inside : existing(folder, {name}, vgaf_layout);
}

}  // namespace

namespace {

ClipSet joined(std::vector<std::string> classes, PartOfSet train, PartOfSet valid) {
  ClipSet set{std::move(classes), std::move(train.clips), std::move(valid.clips),
              std::move(train.findings)};
  set.findings.add(valid.findings);
  return set;
}

}  // namespace

ClipSet read_afew(const fs::path& folder) {
  const std::vector<std::string> classes = {"Angry",   "Disgust", "Fear",    "Happy",
                                            "Neutral", "Sad",     "Surprise"};
  const fs::path train = existing(folder, {"Train_AFEW", "Train", "train"}, afew_layout);
  const fs::path valid = existing(folder, {"Val_AFEW", "Val", "val"}, afew_layout);
  return joined(classes, afew_part(train, classes), afew_part(valid, classes));
}

ClipSet read_vgaf(const fs::path& folder) {
  const std::vector<std::string> classes = {"Positive", "Neutral", "Negative"};
  const fs::path train = existing(folder, {"Train", "train"}, vgaf_layout);
  const fs::path valid = existing(folder, {"Val", "val"}, vgaf_layout);
  return joined(classes, vgaf_part(train, vgaf_labels(folder, train, "Train_labels.txt"), classes),
                vgaf_part(valid, vgaf_labels(folder, valid, "Val_labels.txt"), classes));
}

}  // namespace mien::paper
