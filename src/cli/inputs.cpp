#include "cli/inputs.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <istream>
#include <set>
#include <system_error>

#include "media/picture_name.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace fs = std::filesystem;

namespace {

std::vector<Input> pictures_below(const fs::path& folder) {
  std::vector<Input> inputs;
  try {
    constexpr auto options = fs::directory_options::skip_permission_denied;
    for (const auto& entry : fs::recursive_directory_iterator(folder, options)) {
      if (entry.is_directory() || !media::is_picture_name(entry.path())) continue;
      inputs.push_back({entry.path(), entry.path().lexically_relative(folder)});
    }
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::usage, fmt::format("{}: cannot read this folder: {}", folder.string(),
                                              error.code().message()));
  }
  if (inputs.empty()) {
    throw Error(
        ErrorCode::usage,
        fmt::format("{}: expected pictures (.jpg, .png, .webp, .bmp, .tiff) in this folder, "
                    "found none",
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

std::vector<Input> expand(const std::string& name) {
  std::error_code ignored;
  if (fs::is_directory(name, ignored)) return pictures_below(name);
  const fs::path path(name);
  const bool exists = fs::exists(fs::symlink_status(path, ignored));
  if (exists || name.find_first_of("*?[") == std::string::npos) return {{path, path.filename()}};
  const std::vector<std::string> paths = matches(name);
  if (paths.empty()) {
    throw Error(ErrorCode::usage, fmt::format("{}: this pattern matches no file", name));
  }
  std::vector<Input> inputs;
  for (const std::string& match : paths) {
    if (fs::is_directory(match, ignored)) {
      std::ranges::move(pictures_below(match), std::back_inserter(inputs));
    } else {
      inputs.push_back({match, fs::path(match).filename()});
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

std::vector<Input> expand_inputs(std::span<const std::string> names, std::istream& list) {
  std::vector<Input> inputs;
  for (const std::string& name : names) {
    if (name != "-") {
      std::ranges::move(expand(name), std::back_inserter(inputs));
      continue;
    }
    for (std::string line; std::getline(list, line);) {
      if (!line.empty()) inputs.push_back({line, fs::path(line).filename()});
    }
  }
  std::set<fs::path> taken;
  for (Input& input : inputs) input.output_name = unique_name(input.output_name, taken);
  return inputs;
}

}  // namespace mien::cli
