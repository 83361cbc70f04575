#include "models/graph/join_heads.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "mien/core/error.h"
#include "models/graph/join_graphs.h"
#include "models/graph/onnx_file.h"
#include "nn/refuse_model.h"

namespace mien::models {

namespace {

bool gives(const ModelMetadata& metadata, const std::string& attribute) {
  return std::ranges::find(metadata.heads, attribute, &HeadSpec::attribute) != metadata.heads.end();
}

void check_fit(const ModelMetadata& base, const ModelMetadata& heads, std::string_view name) {
  if (base.input != heads.input || base.crop != heads.crop) {
    refuse_model(
        name, fmt::format("expected heads ({}) whose metadata have the input and crop of the base "
                          "({}), found others",
                          heads.id, base.id));
  }
  for (const HeadSpec& head : heads.heads) {
    if (head.kind == HeadKind::identity || head.kind == HeadKind::tensor) {
      refuse_model(name,
                   fmt::format("expected heads of classes, two labels or ages, found \"{}\" of "
                               "another kind",
                               head.attribute));
    }
  }
}

std::string attributes_of(const std::vector<HeadSpec>& heads) {
  std::string text;
  for (const HeadSpec& head : heads) text += (text.empty() ? "" : ", ") + head.attribute;
  return text;
}

std::string licence_of_both(const std::string& base, const std::string& heads) {
  const auto part = [](const std::string& licence) {
    return licence.find(" OR ") == std::string::npos ? licence : "(" + licence + ")";
  };
  return base == heads ? base : part(base) + " AND " + part(heads);
}

bool is_of(const Score& score, const ModelMetadata& heads) {
  return std::ranges::any_of(heads.heads, [&](const HeadSpec& head) {
    return score.metric.starts_with(head.attribute + " ");
  });
}

const HeadSpec& identity_of(const ModelMetadata& base, std::string_view name) {
  const auto match = std::ranges::find(base.heads, HeadKind::identity, &HeadSpec::kind);
  if (match == base.heads.end()) {
    refuse_model(name,
                 fmt::format("expected a base with a head of kind identity, whose output the heads "
                             "take, found none in {}",
                             base.id));
  }
  return *match;
}

void check_outputs(const onnx::GraphProto& graph, const ModelMetadata& metadata,
                   std::string_view name) {
  for (const HeadSpec& head : metadata.heads) {
    const bool exists = std::ranges::any_of(
        graph.output(), [&](const auto& output) { return output.name() == head.output; });
    if (exists) continue;
    refuse_model(name, fmt::format(R"(expected the output "{}" that the head "{}" names)",
                                   head.output, head.attribute));
  }
}

}  // namespace

ModelMetadata joined_metadata(const ModelMetadata& base, const ModelMetadata& heads,
                              std::string_view name) {
  check_fit(base, heads, name);
  ModelMetadata joined = base;
  joined.id = heads.id;
  joined.licence = licence_of_both(base.licence, heads.licence);
  std::vector<HeadSpec> kept;
  std::ranges::copy_if(base.heads, std::back_inserter(kept),
                       [&](const HeadSpec& head) { return !gives(heads, head.attribute); });
  for (HeadSpec& head : joined.heads) {
    const auto anew = std::ranges::find(heads.heads, head.attribute, &HeadSpec::attribute);
    if (anew != heads.heads.end()) head = *anew;
  }
  std::ranges::copy_if(heads.heads, std::back_inserter(joined.heads),
                       [&](const HeadSpec& head) { return !gives(base, head.attribute); });
  joined.task = attributes_of(joined.heads);
  joined.data_terms =
      fmt::format("The network and its heads for {}: {} The heads for {}: {}", attributes_of(kept),
                  base.data_terms, attributes_of(heads.heads), heads.data_terms);
  std::erase_if(joined.scores, [&](const Score& score) { return is_of(score, heads); });
  joined.scores.insert(joined.scores.end(), heads.scores.begin(), heads.scores.end());
  return joined;
}

Bytes join_heads(const JoinRequest& request) {
  const std::string name(request.name);
  onnx::ModelProto base = parse_onnx(request.base, name + ": base");
  const onnx::ModelProto heads = parse_onnx(request.heads, name + ": heads");
  check_onnx(base, name + ": base");
  check_onnx(heads, name + ": heads");
  const ModelMetadata base_metadata = metadata_of(base, name + ": base");
  const ModelMetadata heads_metadata = metadata_of(heads, name + ": heads");
  const ModelMetadata merged = joined_metadata(base_metadata, heads_metadata, name);
  check_outputs(heads.graph(), heads_metadata, name + ": heads");
  JoinOptions options{
      .name = request.name, .features = identity_of(base_metadata, name).output, .kept = {}};
  for (const HeadSpec& head : base_metadata.heads) {
    if (!gives(heads_metadata, head.attribute)) options.kept.insert(head.output);
  }
  onnx::ModelProto joined = join_graphs(std::move(base), heads, options);
  const ModelMetadata& metadata = request.metadata == nullptr ? merged : *request.metadata;
  check_outputs(joined.graph(), metadata, name);
  set_metadata(joined, format_metadata(metadata));
  check_onnx(joined, name);
  return serialise_onnx(joined);
}

}  // namespace mien::models
