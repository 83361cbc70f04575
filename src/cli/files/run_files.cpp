#include "cli/files/run_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/temporary_file.h"
#include "dataset/manifest.h"
#include "media/file_formats.h"
#include "media/read_file.h"
#include "media/video/input_kind.h"
#include "mien/core/error.h"
#include "mien/models/model_store.h"
#include "models/shipped.h"

namespace mien::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* model_ending = ".onnx";

/// By which two names are seen to be of one file.
using FileIdentity = std::pair<dev_t, ino_t>;

std::optional<struct stat> status_of(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status;
}

/// Of a regular file, behind all links; nothing for others.
std::optional<FileIdentity> identity_of(const std::optional<struct stat>& status) {
  if (!status || !S_ISREG(status->st_mode)) return std::nullopt;
  return FileIdentity(status->st_dev, status->st_ino);
}

std::optional<FileIdentity> identity_of_descriptor(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return std::nullopt;
  return identity_of(status);
}

/// Whether the commands that take a folder read such a file in it.
bool is_data_name(const fs::path& path) {
  const std::string name = path.filename().string();
  return media::is_picture_name(path) || media::is_clip_name(path) || name == "labels.csv" ||
         name == "training.csv" || name == "validation.csv" || name.ends_with("labels.txt") ||
         name.ends_with(".tar") ||
         (name.ends_with(".npy") && path.parent_path().filename() == "annotations");
}

using Visit = std::function<void(const fs::path&)>;

void visit_folder(const fs::path& folder, const Visit& visit) {
  std::error_code problem;
  constexpr auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(folder, options, problem);
       !problem && at != fs::recursive_directory_iterator(); at.increment(problem)) {
    if (is_data_name(at->path())) visit(at->path());
  }
}

/// The paths that a table names, if it is a manifest. What is wrong with it the command says.
std::vector<fs::path> paths_of_manifest(const fs::path& table) {
  std::vector<fs::path> paths;
  try {
    const media::FileBytes bytes = media::read_file(table);
    const std::string_view text(reinterpret_cast<const char*>(bytes.bytes().data()), bytes.size);
    const dataset::Records records = dataset::read_manifest(text, table.string());
    for (std::size_t i = 0; i < records.size(); ++i) {
      paths.push_back(table.parent_path() / fs::path(records.path(i)));
    }
  } catch (const Error&) {
    return {};
  }
  return paths;
}

void visit_files(const fs::path& input, const Visit& visit) {
  const std::optional<struct stat> status = status_of(input);
  if (status && S_ISDIR(status->st_mode)) return visit_folder(input, visit);
  if (status) {
    visit(input);
    if (input.extension() != ".csv") return;
    for (const fs::path& path : paths_of_manifest(input)) visit(path);
  } else if (media::input_kind(input.string()) == media::InputKind::sequence) {
    visit_folder(input.has_parent_path() ? input.parent_path() : ".", visit);
  }
}

/// Paths that stand for what is open already.
bool is_descriptor_name(const fs::path& path) {
  return path == "/dev/stdout" || path.string().starts_with("/dev/fd/") ||
         path.string().starts_with("/proc/");
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// One name for all that lead to the same place, also where nothing is yet.
fs::path place_of(const fs::path& path) {
  std::error_code ignored;
  const fs::path place = fs::weakly_canonical(behind_links(path), ignored);
  return place.empty() ? path : place;
}

}  // namespace

void RunFiles::reads(const fs::path& path) {
  if (!path.empty()) inputs_.push_back(path);
}

void RunFiles::reads_all(const fs::path& folder, const std::string& ending) {
  input_folders_.emplace_back(folder, ending);
}

void RunFiles::reads_shipped() {
  if (const char* catalogue = std::getenv("MIEN_CATALOGUE")) reads(catalogue);
  for (const fs::path& folder : models::shipped_folders()) reads_all(folder, model_ending);
}

void RunFiles::reads_models(std::span<const std::string> ids_or_paths) {
  for (const std::string& name : ids_or_paths) {
    if (name.find('/') != std::string::npos || name.ends_with(model_ending)) reads(name);
  }
  reads_shipped();
  try {
    reads_all(ModelStore::default_folder(), model_ending);
  } catch (const Error&) {
    return;  // whoever needs the folder says so
  }
}

void RunFiles::writes(const std::string& option, const fs::path& path) {
  if (!path.empty()) outputs_.push_back({option, path});
}

void RunFiles::appends(const std::string& option, const fs::path& path) {
  outputs_.push_back({option, path, true});
}

void RunFiles::makes(const std::string& option, const fs::path& folder) {
  if (!folder.empty()) folders_.push_back({option, folder});
}

void RunFiles::writes_any(const std::string& option, const fs::path& folder,
                          const std::string& ending) {
  std::error_code problem;
  for (fs::directory_iterator at(folder, problem); !problem && at != fs::directory_iterator();
       at.increment(problem)) {
    std::error_code ignored;
    if (at->path().extension() == ending && at->is_regular_file(ignored)) {
      writes(option, at->path());
    }
  }
}

void RunFiles::check_names() const {
  const auto check = [](const Output& output) {
    const std::string name = output.path.string();
    if (!name.starts_with("--")) return;
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected the name of its output, found the option {}; a file of "
                            "this name is ./{}",
                            output.option, name, name));
  };
  std::ranges::for_each(outputs_, check);
  std::ranges::for_each(folders_, check);
}

void RunFiles::check_standard_output() const {
  const Output* first = nullptr;
  for (const Output& output : outputs_) {
    if (output.path != "-") continue;
    if (first != nullptr) {
      throw Error(ErrorCode::usage, fmt::format("expected one output on standard output, found {} "
                                                "and {}; give one of them a file",
                                                first->option, output.option));
    }
    first = &output;
  }
}

void RunFiles::check_inputs() const {
  // Only what exists can be an input.
  std::map<FileIdentity, std::string> written;
  for (const Output& output : outputs_) {
    if (output.path == "-") continue;
    if (const auto identity = identity_of(status_of(output.path))) {
      written.emplace(*identity, fmt::format("{} {}", output.option, output.path.string()));
    }
  }
  if (const auto identity = identity_of_descriptor(STDOUT_FILENO)) {
    written.emplace(*identity, "standard output");
  }
  if (written.empty()) return;
  const auto compare = [&written](const std::optional<FileIdentity>& identity,
                                  const std::string& name) {
    if (!identity) return;
    const auto entry = written.find(*identity);
    if (entry == written.end()) return;
    throw Error(ErrorCode::usage, fmt::format("expected outputs apart from the inputs, found {} to "
                                              "be the input {}",
                                              entry->second, name));
  };
  const auto visit = [&compare](const fs::path& file) {
    compare(identity_of(status_of(file)), file.string());
  };
  for (const fs::path& input : inputs_) {
    if (input == "-") {
      compare(identity_of_descriptor(STDIN_FILENO), "on standard input");
    } else {
      visit_files(input, visit);
    }
  }
  std::error_code problem;
  for (const auto& [folder, ending] : input_folders_) {
    for (fs::directory_iterator at(folder, problem); !problem && at != fs::directory_iterator();
         at.increment(problem)) {
      if (at->path().extension() == ending) visit(at->path());
    }
  }
}

void RunFiles::check_places() const {
  std::map<fs::path, const Output*> places;
  std::map<FileIdentity, const Output*> files;
  const auto refuse = [](const Output& first, const Output& other) {
    throw Error(ErrorCode::usage,
                fmt::format("expected a file for each output, found one for {} {} and {} {}",
                            first.option, first.path.string(), other.option, other.path.string()));
  };
  for (const Output& output : outputs_) {
    const std::optional<struct stat> status = status_of(output.path);
    // A device such as /dev/null takes any number of outputs.
    if (output.path == "-" || (status && S_ISCHR(status->st_mode))) continue;
    const auto [place, new_place] = places.emplace(place_of(output.path), &output);
    if (!new_place) refuse(*place->second, output);
    const auto identity = identity_of(status);
    if (!identity) continue;
    const auto [file, new_file] = files.emplace(*identity, &output);
    if (!new_file) refuse(*file->second, output);
  }
  const auto printed = identity_of_descriptor(STDOUT_FILENO);
  const auto also_printed = printed ? files.find(*printed) : files.end();
  if (also_printed != files.end() && !is_descriptor_name(also_printed->second->path)) {
    throw Error(ErrorCode::usage,
                fmt::format("expected a file for each output, found one for {} {} and standard "
                            "output",
                            also_printed->second->option, also_printed->second->path.string()));
  }
  for (const auto& [place, output] : places) {
    for (fs::path above = place.parent_path(); above != above.parent_path();
         above = above.parent_path()) {
      const auto entry = places.find(above);
      if (entry == places.end()) continue;
      throw Error(ErrorCode::usage,
                  fmt::format("expected a file for each output, found {} {} to be a folder of {} "
                              "{}",
                              entry->second->option, entry->second->path.string(), output->option,
                              output->path.string()));
    }
  }
}

void RunFiles::make_folders() const {
  for (const Output& folder : folders_) {
    std::error_code problem;
    fs::create_directories(folder.path, problem);
    if (!problem && fs::is_directory(folder.path, problem)) {
      remove_leftovers(folder.path);
      continue;
    }
    throw Error(ErrorCode::output,
                fmt::format("{}: expected a folder to write into, found that {} cannot be made: {}",
                            folder.option, folder.path.string(),
                            problem ? problem.message() : std::strerror(ENOTDIR)));
  }
}

void RunFiles::try_outputs() const {
  std::set<fs::path> tried;
  for (const Output& output : outputs_) {
    if (output.path == "-") continue;
    const std::optional<struct stat> status = status_of(output.path);
    const int reason = errno;
    const bool exists = status.has_value();
    if (exists && !S_ISREG(status->st_mode) && !S_ISDIR(status->st_mode)) continue;
    const fs::path folder = folder_of(place_of(output.path));
    if (!tried.contains(folder)) remove_leftovers(folder);
    if (output.append) {
      const int descriptor = ::open(output.path.c_str(), O_WRONLY | O_CLOEXEC);
      if (descriptor < 0) {
        throw Error(ErrorCode::output, fmt::format("{}: cannot write to it: {}",
                                                   output.path.string(), std::strerror(errno)));
      }
      ::close(descriptor);
      continue;
    }
    const bool good = exists ? S_ISREG(status->st_mode) : reason == ENOENT;
    if (good && tried.contains(folder)) continue;
    const TemporaryFile attempt(output.path);
    tried.insert(folder);
  }
}

void RunFiles::check() const {
  check_names();
  check_standard_output();
  check_inputs();
  check_places();
}

void RunFiles::make_ready() const {
  make_folders();
  try_outputs();
}

void RunFiles::prepare() const {
  check();
  make_ready();
}

}  // namespace mien::cli
