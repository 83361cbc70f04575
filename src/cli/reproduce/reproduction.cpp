#include "cli/reproduce/reproduction.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/files/run_files.h"
#include "cli/shell/count_text.h"
#include "core/console.h"
#include "media/folder_walk.h"
#include "mien/core/error.h"
#include "mien/models/model_store.h"
#include "models/bytes.h"
#include "models/digest.h"
#include "pipeline/model_loading.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::array files = {"ferplus.tar", "utkface.tar", "fairface.tar", "lfw-part.tar",
                              "ckplus-part.tar"};

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

void check(const ReproduceRequest& request) {
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
  const bool some =
      std::ranges::any_of(files, [&](const char* name) { return fs::exists(request.data / name); });
  if (!request.data.empty() && !some) {
    throw Error(ErrorCode::usage, fmt::format("--data: expected one or more of {} in \"{}\", found "
                                              "none",
                                              fmt::join(files, ", "), request.data.string()));
  }
}

void prepare_outputs(const ReproduceRequest& request) {
  RunFiles files;
  for (const fs::path& data : {request.data, request.lfw, request.utkface, request.affectnet,
                               request.afew, request.vgaf, request.bench}) {
    files.reads(data);
  }
  files.reads_all(request.recipes, ".toml");
  files.reads_models(request.features);
  files.makes("--output", request.output);
  for (const char* ending : {".csv", ".svg"}) {
    files.writes_any("--output", request.output, ending);
  }
  files.writes_any("--output", request.output / "measurements", ".json");
  files.writes("--output", request.output / "report.md");
  files.writes("--output", request.output / "report.html");
  files.prepare();
}

ReproduceRequest checked(const ReproduceRequest& request) {
  check(request);
  prepare_outputs(request);
  return request;
}

bool is_file(const std::string& id_or_path) {
  return id_or_path.find('/') != std::string::npos || id_or_path.ends_with(".onnx");
}

}  // namespace

std::span<const char* const> data_files() { return files; }

Reproduction::Reproduction(const ReproduceRequest& request)
    : request_(checked(request)), store_(request.output / "measurements", request.force) {}

std::shared_ptr<const dataset::PictureSource> Reproduction::source(const std::string& name) {
  if (request_.data.empty() || !fs::exists(request_.data / name)) return nullptr;
  auto& source = sources_[name];
  if (!source) {
    source = dataset::open_source(request_.data / name);
    add_used({.name = name,
              .sha256 = hash_of(name),
              .counts = count_text(source->records().size()) + " pictures"});
  }
  return source;
}

std::string Reproduction::hash_of(const std::string& name) {
  std::string& hash = hashes_[name];
  if (hash.empty()) hash = sources_.at(name)->sha256();
  return hash;
}

bool Reproduction::has_model(const std::string& id_or_path) const {
  return is_file(id_or_path) || ModelStore().state(id_or_path) == ModelState::ready;
}

std::string Reproduction::model_hash(const std::string& id_or_path) {
  std::string& hash = hashes_["model " + id_or_path];
  if (hash.empty()) {
    hash = models::sha256_hex(is_file(id_or_path) ? models::read_file(id_or_path)
                                                  : ModelStore().load(id_or_path));
  }
  return hash;
}

std::string Reproduction::listing_hash(const fs::path& folder) {
  std::vector<std::string> lines;
  const media::FolderWalk walk =
      media::walk_folder(folder, {.all_files = true, .follow_links = true});
  for (const media::FoundFile& file : walk.files) {
    if (!file.error.empty()) throw Error(ErrorCode::input, file.error);
    std::error_code ignored;
    lines.push_back(fmt::format("{} {}\n", file.path.lexically_relative(folder).string(),
                                fs::file_size(file.path, ignored)));
  }
  std::ranges::sort(lines);
  models::Sha256 digest;
  for (const std::string& line : lines) digest.add(std::as_bytes(std::span(line)));
  return digest.hex();
}

std::vector<reproduce::TableRow> Reproduction::rows(
    const std::string& name, const Json& key, const std::string& what,
    const std::function<std::vector<reproduce::TableRow>()>& measure) {
  return store_.rows(name, key, [&] {
    if (!request_.quiet) say(what + "\n");
    if (stop()()) throw Error(ErrorCode::cancelled, "interrupted");
    return measure();
  });
}

eval::EvaluationOptions Reproduction::evaluation_options(const std::string& split) const {
  eval::EvaluationOptions options;
  if (!split.empty()) options.split = dataset::SplitColumn{"split", split};
  options.bootstrap.seed = request_.seed;
  options.predict.threads = request_.threads;
  options.predict.progress = progress("pictures");
  options.predict.stop = stop();
  return options;
}

eval::Evaluation Reproduction::evaluated(const std::string& model, const std::string& data,
                                         const std::string& split) {
  const Network network = load_network(model, {.threads = request_.threads});
  return eval::evaluate(network, source(data), evaluation_options(split));
}

std::function<void(std::size_t, std::size_t)> Reproduction::progress(
    const std::string& unit) const {
  auto bar = std::make_shared<std::optional<app::ProgressBar>>();
  return [bar, unit, wanted = !request_.quiet](std::size_t done, std::size_t total) {
    if (!*bar) bar->emplace(total, unit, wanted);
    (*bar)->update(done);
  };
}

std::function<bool()> Reproduction::stop() {
  return [] { return app::InterruptGuard::interrupted(); };
}

void Reproduction::add_used(const reproduce::UsedData& data) {
  const bool known =
      std::ranges::any_of(used_, [&](const auto& other) { return other.name == data.name; });
  if (!known) used_.push_back(data);
}

}  // namespace mien::cli
