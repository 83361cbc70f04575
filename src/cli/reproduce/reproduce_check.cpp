#include "cli/reproduce/reproduce_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "cli/files/run_files.h"
#include "mien/core/error.h"
#include "paper/measured/reproduction.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;

void check_folder(const char* option, const fs::path& folder) {
  if (folder.empty() || fs::is_directory(folder)) return;
  throw Error(ErrorCode::usage,
              fmt::format("{}: expected a folder, found {} \"{}\"", option,
                          fs::exists(folder) ? "the file" : "nothing at", folder.string()));
}

void check_file(const char* option, const fs::path& file) {
  if (file.empty() || fs::is_regular_file(file)) return;
  throw Error(ErrorCode::usage,
              fmt::format("{}: expected a file, found {} \"{}\"", option,
                          fs::exists(file) ? "something else at" : "nothing at", file.string()));
}

void check(const paper::ReproduceRequest& request) {
  if (request.paper != "savchenko-2021" && (!request.tables.empty() || request.train)) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected --paper savchenko-2021 beside it, found --paper {}",
                            request.train ? "--train" : "--tables", request.paper));
  }
  check_folder("--data", request.data);
  check_folder("--affectnet", request.affectnet);
  check_folder("--afew", request.afew);
  check_folder("--vgaf", request.vgaf);
  if (!request.train) check_folder("--runs", request.runs);
  check_file("--bench", request.bench);
  for (const auto& [option, path] :
       {std::pair("--lfw", request.lfw), std::pair("--utkface", request.utkface)}) {
    if (path.empty() || fs::exists(path)) continue;
    throw Error(ErrorCode::usage, fmt::format("{}: expected a folder, a .tar or a .csv, found "
                                              "nothing at \"{}\"",
                                              option, path.string()));
  }
  const bool some = std::ranges::any_of(
      paper::data_files(), [&](const char* name) { return fs::exists(request.data / name); });
  if (!request.data.empty() && !some) {
    throw Error(ErrorCode::usage,
                fmt::format("--data: expected one or more of {} in \"{}\", found "
                            "none",
                            fmt::join(paper::data_files(), ", "), request.data.string()));
  }
}

void prepare_reproduce_outputs(const paper::ReproduceRequest& request) {
  RunFiles files;
  for (const fs::path& data : {request.data, request.lfw, request.utkface, request.affectnet,
                               request.afew, request.vgaf, request.bench}) {
    files.reads(data);
  }
  files.reads_all(request.recipes, ".toml");
  files.reads_models(request.features);
  files.makes("--output", request.output);
  files.makes("--output", request.output / "measurements");
  for (const char* ending : {".csv", ".svg"}) {
    files.writes_any("--output", request.output, ending);
  }
  files.writes_any("--output", request.output / "measurements", ".json");
  files.writes("--output", request.output / "report.md");
  files.writes("--output", request.output / "report.html");
  files.prepare();
}

}  // namespace

void check_reproduction(const paper::ReproduceRequest& request) {
  check(request);
  prepare_reproduce_outputs(request);
}

}  // namespace mien::cli
