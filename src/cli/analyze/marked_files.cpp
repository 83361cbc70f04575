#include "cli/analyze/marked_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <vector>

#include "media/own_mark.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace fs = std::filesystem;

namespace {

/// The names of all files that may be made of an input.
std::vector<fs::path> marked_names(const Input& input) {
  if (!input.clip) return {marked_photo("", input)};
  return {file_of_clip("", input, ".mp4"), file_of_clip("", input, ".svg")};
}

}  // namespace

fs::path marked_photo(const fs::path& folder, const Input& photo) {
  const fs::path extension = photo.path.extension();
  fs::path path = folder / photo.output_name;
  const fs::path ending = path.extension();
  const bool png = extension == ".png" || extension == ".PNG";
  if (!png && ending != ".jpg" && ending != ".jpeg") path += ".jpg";
  return path;
}

fs::path file_of_clip(const fs::path& requested, const Input& clip, const std::string& ending) {
  if (requested.extension() == ending) return requested;
  fs::path path = requested / clip.output_name;
  if (path.extension() != ending) path += ending;
  return path;
}

void make_output_names_unique(std::span<Input> inputs) {
  std::set<fs::path> taken;
  for (Input& input : inputs) {
    const fs::path requested = input.output_name;
    std::vector<fs::path> names = marked_names(input);
    const auto is_taken = [&taken](const fs::path& name) { return taken.contains(name); };
    for (int number = 2; std::ranges::any_of(names, is_taken); ++number) {
      input.output_name = requested;
      input.output_name.replace_filename(fmt::format("{}-{}{}", requested.stem().string(), number,
                                                     requested.extension().string()));
      names = marked_names(input);
    }
    taken.insert(names.begin(), names.end());
  }
}

std::vector<fs::path> marked_files(const fs::path& annotate, std::span<const Input> inputs) {
  std::vector<fs::path> files;
  if (annotate.empty()) return files;
  for (const Input& input : inputs) {
    files.push_back(input.clip ? file_of_clip(annotate, input, ".mp4")
                               : marked_photo(annotate, input));
  }
  return files;
}

void add_marked_files(RunFiles& files, const fs::path& annotate, const fs::path& timeline,
                      std::span<const Input> inputs) {
  std::set<fs::path> folders;
  for (const fs::path& file : marked_files(annotate, inputs)) {
    files.writes("--annotate", file);
    if (file != annotate) folders.insert(file.parent_path());
  }
  for (const Input& input : inputs) {
    if (!input.clip || timeline.empty()) continue;
    const fs::path file = file_of_clip(timeline, input, ".svg");
    files.writes("--timeline", file);
    if (file != timeline) folders.insert(file.parent_path());
  }
  for (const fs::path& folder : folders) files.makes("--annotate or --timeline", folder);
}

void require_one_clip(const char* option, const fs::path& path, const char* ending,
                      std::size_t inputs, std::size_t clips) {
  if (path.extension() != ending || (inputs == 1 && clips == 1)) return;
  throw Error(ErrorCode::usage,
              fmt::format("{}: {} is for one clip: expected a folder for {} inputs", option,
                          path.string(), inputs));
}

void refuse_to_replace_others(const std::string& option, std::span<const fs::path> files) {
  constexpr std::size_t most_named = 3;
  std::vector<std::string> named;
  std::size_t count = 0;
  for (const fs::path& file : files) {
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored) || media::has_mark(file)) continue;
    if (++count <= most_named) named.push_back(file.string());
  }
  if (count == 0) return;
  throw Error(ErrorCode::usage,
              fmt::format("{}: expected to replace no file but what mien wrote, found {} other{} "
                          "({}{}); give another place, or --overwrite",
                          option, count, count == 1 ? "" : "s", fmt::join(named, ", "),
                          count > most_named ? ", ..." : ""));
}

}  // namespace mien::cli
