#include "cli/inputs.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <cctype>
#include <istream>
#include <set>
#include <system_error>

#include "media/file_formats.h"
#include "media/video/input_kind.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace fs = std::filesystem;

namespace {

Input file_input(const fs::path& path, const fs::path& output_name) {
  return {path, output_name, media::input_kind(path.string()) == media::InputKind::clip};
}

std::vector<Input> files_below(const fs::path& folder) {
  std::vector<Input> inputs;
  try {
    constexpr auto options = fs::directory_options::skip_permission_denied;
    for (const auto& entry : fs::recursive_directory_iterator(folder, options)) {
      const fs::path& path = entry.path();
      if (entry.is_directory()) continue;
      if (!media::is_picture_name(path) && !media::is_clip_name(path)) continue;
      inputs.push_back(file_input(path, path.lexically_relative(folder)));
    }
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::usage, fmt::format("{}: cannot read this folder: {}", folder.string(),
                                              error.code().message()));
  }
  if (inputs.empty()) {
    throw Error(
        ErrorCode::usage,
        fmt::format("{}: expected pictures (.jpg, .png, .webp, .bmp, .tiff) or clips (.mp4, .mov, "
                    ".mkv, .webm, .avi) in this folder, found none",
                    folder.string()));
  }
  std::ranges::sort(inputs, {}, &Input::path);
  return inputs;
}

std::vector<std::string> matches(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> paths;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  ::globfree(&found);
  return paths;
}

/// A name for files made from a clip that is no file: letters, digits, dots and dashes of its own.
fs::path plain_name(const std::string& name) {
  std::string plain;
  for (const char c : name) {
    const bool kept = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-';
    if (kept) plain += c;
    if (!kept && !plain.empty() && plain.back() != '-') plain += '-';
  }
  return plain.empty() ? "clip" : plain;
}

/// A folder with one clip of numbered pictures.
Input sequence_input(const fs::path& folder) {
  const fs::path whole = folder.has_filename() ? folder : folder.parent_path();
  return {folder, plain_name(whole.filename().string()), true};
}

std::vector<Input> expand(const std::string& name, const InputOptions& options) {
  std::error_code ignored;
  const fs::path path(name);
  switch (media::input_kind(name)) {
    case media::InputKind::camera:
    case media::InputKind::stream:
      return {{path, plain_name(name), true}};
    case media::InputKind::sequence:
      return {{path, plain_name(path.filename().string()), true}};
    case media::InputKind::folder:
      if (options.sequences) return {sequence_input(path)};
      return files_below(name);
    case media::InputKind::picture:
    case media::InputKind::clip:
      break;
  }
  const bool exists = fs::exists(fs::symlink_status(path, ignored));
  if (exists || name.find_first_of("*?[") == std::string::npos) {
    return {file_input(path, path.filename())};
  }
  const std::vector<std::string> paths = matches(name);
  if (paths.empty()) {
    throw Error(ErrorCode::usage, fmt::format("{}: this pattern matches no file", name));
  }
  std::vector<Input> inputs;
  for (const std::string& match : paths) {
    if (!fs::is_directory(match, ignored)) {
      inputs.push_back(file_input(match, fs::path(match).filename()));
    } else if (options.sequences) {
      inputs.push_back(sequence_input(match));
    } else {
      std::ranges::move(files_below(match), std::back_inserter(inputs));
    }
  }
  return inputs;
}

/// "photo.jpg" becomes "photo-2.jpg" and so on until it is new.
fs::path unique_name(const fs::path& wanted, std::set<fs::path>& taken) {
  fs::path name = wanted;
  for (int number = 2; !taken.insert(name).second; ++number) {
    name = wanted;
    name.replace_filename(
        fmt::format("{}-{}{}", wanted.stem().string(), number, wanted.extension().string()));
  }
  return name;
}

}  // namespace

std::vector<Input> expand_inputs(std::span<const std::string> names, std::istream& list,
                                 const InputOptions& options) {
  std::vector<Input> inputs;
  for (const std::string& name : names) {
    if (name != "-") {
      std::ranges::move(expand(name, options), std::back_inserter(inputs));
      continue;
    }
    for (std::string line; std::getline(list, line);) {
      if (!line.empty()) inputs.push_back(file_input(line, fs::path(line).filename()));
    }
  }
  std::set<fs::path> taken;
  for (Input& input : inputs) input.output_name = unique_name(input.output_name, taken);
  return inputs;
}

}  // namespace mien::cli
