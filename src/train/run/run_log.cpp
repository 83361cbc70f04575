#include "train/run/run_log.h"

#include <fmt/format.h>
#include <torch/version.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/output_file.h"
#include "core/regular_file.h"
#include "mien/core/error.h"
#include "train/recipe/recipe_file.h"
#include "train/run/bfloat16_support.h"

namespace mien::train {

namespace {

using Json = nlohmann::ordered_json;

Json counts_of(const dataset::PictureSet& set) {
  Json heads = Json::object();
  for (std::size_t i = 0; i < set.heads.size(); ++i) {
    const dataset::TargetHead& head = set.heads[i];
    const std::vector<double> counts = dataset::class_counts(set, i);
    Json classes = Json::object();
    if (head.kind == dataset::TargetKind::classes || head.kind == dataset::TargetKind::binary) {
      for (std::size_t c = 0; c < counts.size(); ++c) classes[head.labels[c]] = counts[c];
    } else {
      double labelled = 0;
      for (const double count : counts) labelled += count;
      classes["labelled"] = labelled;
    }
    heads[head.attribute] = std::move(classes);
  }
  return {{"pictures", set.pictures.size()}, {"without labels", set.unlabelled}, {"labels", heads}};
}

}  // namespace

void write_run_log(const std::filesystem::path& folder, const Recipe& recipe,
                   const TrainingData& data, int threads) {
  write_file(folder / "recipe.toml", format_recipe(recipe));
  Json sources = Json::array();
  for (const SourceDigest& digest : digests(data)) {
    sources.push_back({{"path", digest.path}, {"sha256", digest.sha256}});
  }
  const Json log = {{"seed", recipe.seed},
                    {"threads", threads},
                    {"bfloat16 hardware", has_bfloat16()},
                    {"libtorch", TORCH_VERSION},
                    {"compiler", __VERSION__},
                    {"data", sources},
                    {"training", counts_of(*data.train)},
                    {"validation", counts_of(*data.validation)}};
  write_file(folder / "run.json", log.dump(2) + "\n");
}

void check_run_log(const std::filesystem::path& folder, const TrainingData& data) {
  constexpr std::size_t largest_log = std::size_t{64} << 20;
  const std::filesystem::path path = folder / "run.json";
  const Json log =
      Json::parse(read_regular_text(path, largest_log, "the record of this run", ErrorCode::input),
                  nullptr, false);
  std::map<std::string, std::string> before;
  if (log.is_object() && log.contains("data") && log["data"].is_array()) {
    for (const Json& source : log["data"]) {
      if (!source.is_object() || !source.value("path", Json()).is_string()) continue;
      before[source["path"]] = source.value("sha256", Json()).dump();
    }
  }
  for (const SourceDigest& digest : digests(data)) {
    const auto entry = before.find(digest.path);
    if (entry != before.end() && entry->second == Json(digest.sha256).dump()) continue;
    throw Error(
        ErrorCode::usage,
        fmt::format("{}: expected the data that the run began with (their SHA-256 is in {}), "
                    "found others{}; start anew in another folder",
                    digest.path, path.string(),
                    entry == before.end() ? ", which it does not name" : ""));
  }
}

void write_metrics(const std::filesystem::path& folder, const std::vector<EpochRow>& rows) {
  std::set<std::string> columns;
  for (const EpochRow& row : rows) {
    for (const auto& [name, value] : row.values) columns.insert(name);
  }
  std::string text = "stage,epoch,seconds,pictures per second";
  for (const std::string& column : columns) text += "," + column;
  text += "\n";
  for (const EpochRow& row : rows) {
    text += fmt::format("{},{},{:.1f},{:.1f}", row.stage, row.epoch, row.seconds,
                        row.pictures_per_second);
    for (const std::string& column : columns) {
      const auto entry = row.values.find(column);
      text += entry == row.values.end() ? "," : fmt::format(",{:.6g}", entry->second);
    }
    text += "\n";
  }
  write_file(folder / "metrics.csv", text);
}

}  // namespace mien::train
