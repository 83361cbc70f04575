#include "cli/files/inputs.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <cctype>
#include <istream>
#include <iterator>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "app/exit_code.h"
#include "cli/files/path_list.h"
#include "cli/shell/command.h"
#include "core/console.h"
#include "core/printable.h"
#include "media/folder_walk.h"
#include "media/video/input_kind.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace fs = std::filesystem;

namespace {

Input file_input(const fs::path& path, const fs::path& output_name) {
  return {path, output_name, media::input_kind(path.string()) == media::InputKind::clip};
}

Inputs files_below(const fs::path& folder) {
  media::FolderWalk walk = media::walk_folder(folder);
  Inputs inputs;
  for (media::FoundFile& file : walk.files) {
    const fs::path below = file.path.lexically_relative(folder);
    if (file.error.empty()) {
      inputs.files.push_back(file_input(file.path, below));
    } else {
      inputs.files.push_back({file.path, below, false, std::move(file.error)});
    }
  }
  if (inputs.files.empty()) {
    throw Error(
        ErrorCode::usage,
        fmt::format("{}: expected pictures (.jpg, .png, .webp, .bmp, .tiff) or clips (.mp4, .mov, "
                    ".mkv, .webm, .avi) in this folder, found {}",
                    folder.string(),
                    walk.left_out.empty() ? "none" : left_out_text(walk.left_out)));
  }
  inputs.folders.push_back({folder, std::move(walk.left_out)});
  return inputs;
}

std::vector<std::string> matches(const std::string& pattern) {
  glob_t matches{};
  std::vector<std::string> paths;
  if (::glob(pattern.c_str(), 0, nullptr, &matches) == 0) {
    paths.assign(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
  }
  ::globfree(&matches);
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
Inputs sequence_inputs(const fs::path& folder) {
  const fs::path whole = folder.has_filename() ? folder : folder.parent_path();
  LeftOut left_out = media::walk_folder(folder, {.clips = false, .recursive = false}).left_out;
  return {{{folder, plain_name(whole.filename().string()), true}}, {{folder, std::move(left_out)}}};
}

Inputs single_input(Input input) {
  Inputs inputs;
  inputs.files.push_back(std::move(input));
  return inputs;
}

void append(Inputs& all, Inputs more) {
  std::ranges::move(more.files, std::back_inserter(all.files));
  std::ranges::move(more.folders, std::back_inserter(all.folders));
}

/// What a pattern matches. Companions of photos, such as Thumbs.db, are passed over as in folders.
Inputs matching(const std::string& pattern, const InputOptions& options) {
  const std::vector<std::string> paths = matches(pattern);
  if (paths.empty()) {
    throw Error(ErrorCode::usage, fmt::format("{}: this pattern matches no file", pattern));
  }
  Inputs inputs;
  WalkedFolder of_pattern{pattern, {}};
  std::error_code ignored;
  for (const std::string& match : paths) {
    const std::string name = fs::path(match).filename().string();
    // A pattern matches hidden files only if the user wrote their dot.
    const auto reason = name.starts_with('.') ? std::nullopt : media::passed_over(name);
    if (reason) {
      of_pattern.left_out.add(*reason, match);
    } else if (!fs::is_directory(match, ignored)) {
      inputs.files.push_back(file_input(match, name));
    } else {
      append(inputs, options.sequences ? sequence_inputs(match) : files_below(match));
    }
  }
  if (inputs.files.empty()) {
    throw Error(ErrorCode::usage, fmt::format("{}: expected pictures or clips, found {}", pattern,
                                              left_out_text(of_pattern.left_out)));
  }
  if (!of_pattern.left_out.empty()) inputs.folders.push_back(std::move(of_pattern));
  return inputs;
}

Inputs expand(const std::string& name, const InputOptions& options) {
  std::error_code ignored;
  const fs::path path(name);
  switch (media::input_kind(name)) {
    case media::InputKind::camera:
    case media::InputKind::stream:
      return single_input({path, plain_name(name), true});
    case media::InputKind::sequence:
      return single_input({path, plain_name(path.filename().string()), true});
    case media::InputKind::folder:
      return options.sequences ? sequence_inputs(path) : files_below(path);
    case media::InputKind::picture:
    case media::InputKind::clip:
      break;
  }
  const bool exists = fs::exists(fs::symlink_status(path, ignored));
  if (exists || name.find_first_of("*?[") == std::string::npos) {
    return single_input(file_input(path, path.filename()));
  }
  return matching(name, options);
}

/// "photo.jpg" becomes "photo-2.jpg" and so on until it is new.
fs::path unique_name(const fs::path& preferred, std::set<fs::path>& taken) {
  fs::path name = preferred;
  for (int number = 2; !taken.insert(name).second; ++number) {
    name = preferred;
    name.replace_filename(
        fmt::format("{}-{}{}", preferred.stem().string(), number, preferred.extension().string()));
  }
  return name;
}

}  // namespace

int say_findings(const dataset::WalkFindings& findings, bool quiet) {
  for (const std::string& problem : findings.problems) {
    say(fmt::format("mien: {}\n", printable(problem)));
  }
  if (!quiet) say(left_out_line(findings.left_out));
  return findings.problems.empty() ? app::exit_ok : app::exit_some_inputs_failed;
}

std::string left_out_line(const LeftOut& left_out) {
  return left_out.empty() ? "" : fmt::format("left out: {}\n", left_out_text(left_out));
}

LeftOut Inputs::left_out() const {
  LeftOut all;
  for (const WalkedFolder& folder : folders) all.add(folder.left_out);
  return all;
}

Inputs expand_inputs(std::span<const std::string> names, std::istream& list,
                     const InputOptions& options) {
  if (options.null && std::ranges::find(names, std::string("-")) == names.end()) {
    throw Error(ErrorCode::usage,
                "--null: expected - for a list of paths on standard input, found none");
  }
  Inputs inputs;
  for (const std::string& name : names) {
    if (name != "-") {
      append(inputs, expand(name, options));
      continue;
    }
    for (const std::string& path : read_path_list(list, options.null)) {
      inputs.files.push_back(file_input(path, fs::path(path).filename()));
    }
  }
  std::set<fs::path> taken;
  for (Input& input : inputs.files) input.output_name = unique_name(input.output_name, taken);
  return inputs;
}

}  // namespace mien::cli
