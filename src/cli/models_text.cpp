#include "cli/models_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

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

std::string head_text(const HeadSpec& head, const Json& json) {
  std::string text =
      fmt::format("  {:16} {} ({})", head.attribute, json["kind"].get<std::string>(), head.output);
  if (!head.labels.empty()) text += fmt::format(": {}", fmt::join(head.labels, ", "));
  return text + "\n";
}

}  // namespace

std::string models_table(const ModelStore& store) {
  std::size_t id_width = 2;
  std::size_t task_width = 4;
  for (const CatalogueEntry& entry : store.catalogue().entries()) {
    id_width = std::max(id_width, entry.id.size());
    task_width = std::max(task_width, entry.metadata.task.size());
  }
  std::string text = fmt::format("{:{}}  {:{}}  {:>8}  {:8}  {}\n", "id", id_width, "task",
                                 task_width, "size", "state", "licence");
  for (const CatalogueEntry& entry : store.catalogue().entries()) {
    text += fmt::format("{:{}}  {:{}}  {:>8}  {:8}  {}\n", entry.id, id_width, entry.metadata.task,
                        task_width, megabytes(entry.size), to_string(store.state(entry.id)),
                        entry.metadata.licence);
  }
  return text + fmt::format("\nfolder: {}\nterms of the training data: mien models show ID\n",
                            store.folder().string());
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
                    {"package", entry.source.package + "@" + entry.source.version},
                    {"metadata", Json::parse(format_metadata(entry.metadata))}});
  }
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string model_description(const ModelStore& store, const CatalogueEntry& entry) {
  const ModelMetadata& metadata = entry.metadata;
  const Json json = Json::parse(format_metadata(metadata));
  const Json& crop = json["crop"];
  std::string text = fmt::format("{}\n{}\n\n", entry.id, entry.summary);
  text += fmt::format("task:     {}\n", metadata.task);
  text += fmt::format("state:    {} ({})\n", to_string(store.state(entry.id)),
                      store.path_of(entry.id).string());
  text += fmt::format("size:     {} bytes, SHA-256 {}\n", entry.size, entry.sha256);
  text += fmt::format("source:   npm {}@{}\n", entry.source.package, entry.source.version);
  for (const SourceFile& file : entry.source.files)
    text += fmt::format("          {}\n", file.path);
  text += fmt::format("licence:  {}\n", metadata.licence);
  text += fmt::format("data:     {}\n", metadata.data_terms);
  text += fmt::format("input:    {}\n", input_text(metadata.input, json["input"]));
  text += fmt::format("crop:     margin {}, {}, alignment {}\n", metadata.crop.margin,
                      crop["shape"].get<std::string>(), crop["alignment"].get<std::string>());
  text += "heads:\n";
  for (std::size_t i = 0; i < metadata.heads.size(); ++i) {
    text += head_text(metadata.heads[i], json["heads"][i]);
  }
  text += metadata.scores.empty() ? "scores:   none known\n" : "scores:\n";
  for (const Score& score : metadata.scores) {
    const std::string samples = score.samples > 0 ? fmt::format(", {} samples", score.samples) : "";
    text += fmt::format("  {} {} on {}{} ({}: {})\n", score.metric, score.value, score.data,
                        samples, score.source, score.evidence);
  }
  return text;
}

}  // namespace mien::cli
