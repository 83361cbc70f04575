#include "paper/measured/reproduction.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "app/interrupt.h"
#include "app/progress.h"
#include "core/console.h"
#include "core/counted.h"
#include "media/folder_walk.h"
#include "mien/core/error.h"
#include "mien/models/model_store.h"
#include "models/bytes.h"
#include "models/digest.h"
#include "pipeline/model_loading.h"

namespace mien::paper {

namespace {

namespace fs = std::filesystem;

constexpr std::array files = {"ferplus.tar",  "utkface.tar",     "fairface.tar",
                              "lfw-part.tar", "ckplus-part.tar", "affectnet-va.tar"};

bool is_path(const std::string& id_or_path) {
  return id_or_path.find('/') != std::string::npos || id_or_path.ends_with(".onnx");
}

}  // namespace

std::span<const char* const> data_files() { return files; }

Reproduction::Reproduction(const ReproduceRequest& request)
    : request_(request), store_(request.output / "measurements", request.force) {}

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
  return is_path(id_or_path) || ModelStore().state(id_or_path) == ModelState::ready;
}

std::string Reproduction::model_hash(const std::string& id_or_path) {
  std::string& hash = hashes_["model " + id_or_path];
  if (hash.empty()) {
    hash = models::sha256_hex(is_path(id_or_path) ? models::read_file(id_or_path)
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

std::vector<TableRow> Reproduction::rows(const std::string& name, const Json& key,
                                         const std::string& title,
                                         const std::function<std::vector<TableRow>()>& measure) {
  return store_.rows(name, key, [&] {
    if (!request_.quiet) say(title + "\n");
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
                                         const std::string& split,
                                         std::shared_ptr<const Detector> detector) {
  const Network network = load_network(model, {.threads = request_.threads});
  eval::EvaluationOptions options = evaluation_options(split);
  options.predict.detector = std::move(detector);
  return eval::evaluate(network, source(data), options);
}

std::function<void(std::size_t, std::size_t)> Reproduction::progress(
    const std::string& unit) const {
  auto bar = std::make_shared<std::optional<app::ProgressBar>>();
  return [bar, unit, visible = !request_.quiet](std::size_t done, std::size_t total) {
    if (!*bar) bar->emplace(total, unit, visible);
    (*bar)->update(done);
  };
}

std::function<bool()> Reproduction::stop() {
  return [] { return app::InterruptGuard::interrupted(); };
}

void Reproduction::add_used(const UsedData& data) {
  const bool known =
      std::ranges::any_of(used_, [&](const auto& other) { return other.name == data.name; });
  if (!known) used_.push_back(data);
}

TableRow row_without_model(const std::string& group, const std::string& title,
                           const std::string& model) {
  TableRow row;
  row.group = group;
  row.title = title;
  row.note = fmt::format("Needs the model: mien models fetch {}.", model);
  return row;
}

}  // namespace mien::paper
