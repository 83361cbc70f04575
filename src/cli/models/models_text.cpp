#include "cli/models/models_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/counted.h"
#include "core/printable.h"
#include "models/shipped.h"

namespace mien::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string megabytes(std::int64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::string input_text(const InputSpec& input, const Json& json) {
  const std::string size =
      input.width == 0 ? "any size" : fmt::format("{}x{}", input.width, input.height);
  return fmt::format("{}, {}, {}, mean [{}], scale [{}], {} resize", size,
                     json["colour"].get<std::string>(), json["layout"].get<std::string>(),
                     fmt::join(input.mean, ", "), fmt::join(input.scale, ", "),
                     json["resize"].get<std::string>());
}

std::string crop_text(const CropSpec& crop, const Json& json) {
  return fmt::format("margin {}, {}, alignment {}", crop.margin, json["shape"].get<std::string>(),
                     json["alignment"].get<std::string>());
}

std::string head_text(const HeadSpec& head, const Json& json) {
  std::string text = fmt::format("  {:16} {} ({})", printable(head.attribute),
                                 json["kind"].get<std::string>(), printable(head.output));
  if (!head.labels.empty())
    text += fmt::format(": {}", printable(fmt::format("{}", fmt::join(head.labels, ", "))));
  if (head.crop) text += ", crop: " + crop_text(*head.crop, json["crop"]);
  return text + "\n";
}

std::string source_text(const ModelSource& source) {
  std::string text = fmt::format("source:   {}\n", describe(source));
  if (const auto* package = std::get_if<PackageSource>(&source)) {
    for (const SourceFile& file : package->files) text += fmt::format("          {}\n", file.path);
  }
  return text;
}

std::string score_text(const Score& score) {
  const std::string samples =
      score.samples > 0 ? ", " + counted(static_cast<std::uint64_t>(score.samples), "sample") : "";
  return printable(fmt::format("  {} {:.4g} on {}{} ({}: {})", score.metric, score.value,
                               score.data, samples, score.source, score.evidence)) +
         "\n";
}

std::string metadata_text(const ModelMetadata& metadata) {
  const Json json = Json::parse(format_metadata(metadata));
  std::string text = fmt::format("licence:  {}\n", printable(metadata.licence));
  text += fmt::format("data:     {}\n", printable(metadata.data_terms));
  text += fmt::format("input:    {}\n", input_text(metadata.input, json["input"]));
  text += fmt::format("crop:     {}\n", crop_text(metadata.crop, json["crop"]));
  text += "heads:\n";
  for (std::size_t i = 0; i < metadata.heads.size(); ++i) {
    text += head_text(metadata.heads[i], json["heads"][i]);
  }
  if (metadata.graph) {
    text += fmt::format("graph:    of {} (--graph FILE draws it)\n",
                        fmt::join(metadata.graph->labels, ", "));
  }
  text += metadata.scores.empty() ? "scores:   none known\n" : "scores:\n";
  for (const Score& score : metadata.scores) text += score_text(score);
  return text;
}

}  // namespace

std::string models_table(const ModelStore& store) {
  const auto& entries = store.catalogue().entries();
  const auto widest = [&](std::size_t least, const auto& text) {
    for (const CatalogueEntry& entry : entries) least = std::max(least, text(entry).size());
    return least;
  };
  const auto id = [](const CatalogueEntry& entry) { return entry.id; };
  const auto task = [](const CatalogueEntry& entry) { return entry.metadata.task; };
  const auto licence = [](const CatalogueEntry& entry) { return entry.metadata.licence; };
  const std::size_t id_width = widest(2, id);
  const std::size_t task_width = widest(4, task);
  const std::size_t licence_width = widest(7, licence);
  const auto row = [&](const std::string& first, const std::string& description,
                       const std::string& size, std::string_view state, const std::string& terms,
                       const std::string& from) {
    return fmt::format("{:{}}  {:{}}  {:>8}  {:8}  {:{}}  {}\n", first, id_width, description,
                       task_width, size, state, terms, licence_width, from);
  };
  std::string text = row("id", "task", "size", "state", "licence", "from");
  for (const CatalogueEntry& entry : entries) {
    text += row(id(entry), task(entry), megabytes(entry.size), to_string(store.state(entry.id)),
                licence(entry), describe(entry.source));
  }
  const std::string shipped = models::shipped_folder().string();
  return text + fmt::format(
                    "\nfolder: {}\nmien's own files: {}\n"
                    "terms of the training data: mien models show ID\n",
                    store.folder().string(), shipped.empty() ? "not found" : shipped);
}

std::string models_json(const ModelStore& store) {
  Json list = Json::array();
  for (const CatalogueEntry& entry : store.catalogue().entries()) {
    list.push_back({{"id", entry.id},
                    {"summary", entry.summary},
                    {"default", entry.fetched_by_default},
                    {"state", to_string(store.state(entry.id))},
                    {"path", store.path_of(entry.id).string()},
                    {"size", entry.size},
                    {"sha256", entry.sha256},
                    {"source", describe(entry.source)},
                    {"metadata", Json::parse(format_metadata(entry.metadata))}});
  }
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string model_description(const ModelStore& store, const CatalogueEntry& entry) {
  std::string text = fmt::format("{}\n{}\n\n", entry.id, entry.summary);
  text += fmt::format("task:     {}\n", printable(entry.metadata.task));
  text += fmt::format("state:    {} ({})\n", to_string(store.state(entry.id)),
                      printable(store.path_of(entry.id).string()));
  text += fmt::format("size:     {} bytes, SHA-256 {}\n", entry.size, entry.sha256);
  return text + source_text(entry.source) + metadata_text(entry.metadata);
}

std::string file_description(const std::string& path, const ModelMetadata& metadata) {
  return fmt::format("{}\n\ntask:     {}\nfile:     {}\n", printable(metadata.id),
                     printable(metadata.task), printable(path)) +
         metadata_text(metadata);
}

}  // namespace mien::cli
