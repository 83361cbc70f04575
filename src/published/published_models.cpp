#include "published/published_models.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "core/json_reader.h"
#include "mien/core/error.h"
#include "networks/networks.h"

namespace mien {
extern const std::string_view builtin_published;
}  // namespace mien

namespace mien::train {

namespace {

constexpr std::int64_t table_version = 1;
constexpr std::int64_t most_outputs = 100'000;

PublishedLayer read_layer(JsonReader reader) {
  PublishedLayer layer;
  layer.name = reader.text("name");
  layer.outputs = static_cast<int>(reader.integer("outputs", 1, most_outputs));
  layer.from = reader.text_or("from", "");
  layer.attribute = reader.text_or("attribute", "");
  reader.finish();
  return layer;
}

void check_network(const JsonReader& reader, const std::string& network) {
  const auto known = architectures();
  if (network.empty() ||
      std::ranges::any_of(known, [&](const Architecture& a) { return a.name == network; })) {
    return;
  }
  reader.fail("network", "an architecture of `mien networks`", "\"" + network + "\"");
}

PublishedModel read_model(const JsonReader::Json& json, JsonReader reader) {
  PublishedModel model;
  model.name = reader.text("name");
  model.endings = reader.texts("endings");
  model.summary = reader.text("summary");
  model.network = reader.text_or("network", "");
  check_network(reader, model.network);
  for (JsonReader& layer : reader.objects("layers")) model.layers.push_back(read_layer(layer));
  if (reader.has("graph_words")) model.graph_words = reader.texts("graph_words");
  (void)reader.object("metadata");
  reader.finish();
  model.metadata = parse_metadata(json["metadata"].dump(), reader.source() + ": metadata");
  const std::size_t nodes = graph_labels(model.metadata).size();
  if (!model.graph_words.empty() && model.graph_words.size() != nodes) {
    reader.fail("graph_words", fmt::format("{} words, one a label", nodes),
                std::to_string(model.graph_words.size()));
  }
  return model;
}

bool fits(std::string_view pattern, std::string_view name) {
  if (pattern.ends_with('*')) return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == name;
}

/// "name (1)" and "name(1)" are second downloads of "name".
std::string_view without_copy_number(std::string_view name) {
  if (!name.ends_with(')')) return name;
  const std::size_t open = name.rfind('(');
  if (open == std::string_view::npos || open == 0) return name;
  const std::string_view digits = name.substr(open + 1, name.size() - open - 2);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) {
    return name;
  }
  name = name.substr(0, open);
  while (name.ends_with(' ')) name.remove_suffix(1);
  return name;
}

/// The ending of a file that some model has, in lower case; else empty.
std::string ending_of(std::string_view file, std::span<const PublishedModel> models) {
  const std::size_t dot = file.rfind('.');
  if (dot == std::string_view::npos) return "";
  std::string ending(file.substr(dot));
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const bool known = std::ranges::any_of(models, [&](const PublishedModel& model) {
    return std::ranges::find(model.endings, ending) != model.endings.end();
  });
  return known ? ending : "";
}

}  // namespace

std::vector<std::string> graph_labels(const ModelMetadata& metadata) {
  std::vector<std::string> labels;
  for (const HeadSpec& head : metadata.heads) {
    labels.insert(labels.end(), head.labels.begin(), head.labels.end());
    if (head.kind == HeadKind::affect) labels.insert(labels.end(), {"valence", "arousal"});
  }
  return labels;
}

PublishedModels PublishedModels::parse(std::string_view text, std::string_view name) {
  const JsonReader::Json document = JsonReader::parse(text, name);
  JsonReader reader(document, name, "");
  (void)reader.integer("version", table_version, table_version);
  const std::size_t count = reader.objects("models").size();
  reader.finish();
  PublishedModels result;
  std::set<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    const JsonReader::Json& json = document["models"][i];
    const std::string source = fmt::format("{}: model {}", name, i);
    const JsonReader model(json, source, "");
    result.entries_.push_back(read_model(json, model));
    if (!names.insert(result.entries_.back().name).second) {
      model.fail("name", "each name once", "\"" + result.entries_.back().name + "\" again");
    }
  }
  return result;
}

PublishedModels PublishedModels::standard() {
  return parse(builtin_published, "the built-in table of published files");
}

const PublishedModel& PublishedModels::at(std::string_view file) const {
  const std::string ending = ending_of(file, entries_);
  const std::string_view name = without_copy_number(file.substr(0, file.size() - ending.size()));
  for (const PublishedModel& model : entries_) {
    if (!fits(model.name, name)) continue;
    if (ending.empty() || std::ranges::find(model.endings, ending) != model.endings.end()) {
      return model;
    }
    const bool only_onnx = model.network.empty();
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected {}{}, found {}", file, fmt::join(model.endings, " or "),
                            only_onnx ? " (its network is not one of mien's, so that only an .onnx "
                                        "of it can be read)"
                                      : "",
                            ending));
  }
  std::vector<std::string_view> names;
  for (const PublishedModel& model : entries_) names.push_back(model.name);
  throw Error(ErrorCode::usage,
              fmt::format("{}: expected a published file ({}), found another name", file,
                          fmt::join(names, ", ")));
}

}  // namespace mien::train
