#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mien/nn/metadata.h"
#include "models/bytes.h"
#include "models/graph/onnx_writer.h"

namespace mien::models {

/// Metadata for pictures of 4x4 whose heads the caller names.
inline ModelMetadata tiny_join_metadata(std::string id, std::vector<HeadSpec> heads) {
  ModelMetadata metadata;
  metadata.id = std::move(id);
  metadata.task = "test";
  metadata.licence = "MIT";
  metadata.data_terms = "Terms of " + metadata.id + ".";
  metadata.input.width = 4;
  metadata.input.height = 4;
  metadata.input.mean = {0, 0, 0};
  metadata.input.scale = {1.0F / 255, 1.0F / 255, 1.0F / 255};
  metadata.heads = std::move(heads);
  return metadata;
}

inline HeadSpec class_head(const std::string& output, const std::string& attribute,
                           std::vector<std::string> labels) {
  HeadSpec head;
  head.output = output;
  head.attribute = attribute;
  head.kind = HeadKind::classes;
  head.activation = Activation::softmax;
  head.labels = std::move(labels);
  return head;
}

/// Features (the means of red, green and blue), and two classifiers of them: expression (anger,
/// neutral, fear: the features themselves) and gender (the negated red of three).
inline ModelMetadata tiny_base_metadata() {
  HeadSpec identity;
  identity.output = "features";
  identity.attribute = "identity";
  identity.kind = HeadKind::identity;
  HeadSpec gender;
  gender.output = "gender";
  gender.attribute = "gender";
  gender.kind = HeadKind::binary;
  gender.activation = Activation::sigmoid;
  gender.labels = {"male", "female"};
  return tiny_join_metadata(
      "tiny-base",
      {class_head("emotion", "emotion", {"anger", "neutral", "fear"}), gender, identity});
}

inline Graph tiny_base_graph() {
  Graph graph;
  graph.name = "tiny";
  graph.input = {"picture", {-1, 3, 4, 4}};
  graph.nodes = {{"GlobalAveragePool", {"picture"}, "pooled"},
                 {"Flatten", {"pooled"}, "features", {{"axis", std::int64_t{1}}}},
                 {"Gemm", {"features", "emotion_weight"}, "emotion"},
                 {"Gemm", {"features", "gender_weight"}, "gender"}};
  graph.constants["emotion_weight"] = {{3, 3}, std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1}};
  graph.constants["gender_weight"] = {{3, 1}, std::vector<float>{-1, 0, 0}};
  graph.outputs = {{"emotion", {-1, 3}}, {"gender", {-1, 1}}, {"features", {-1, 3}}};
  return graph;
}

/// An expression head that answers three times what the base's does and calls fear happiness, and
/// an ethnicity head. There red is white, green black and blue asian; indian and other are nought.
inline ModelMetadata tiny_heads_metadata() {
  return tiny_join_metadata(
      "tiny-joined",
      {class_head("emotion", "emotion", {"anger", "neutral", "happiness"}),
       class_head("ethnicity", "ethnicity", {"white", "black", "asian", "indian", "other"})});
}

inline Graph tiny_heads_graph() {
  Graph graph;
  graph.name = "heads";
  graph.input = {"features", {-1, 3}};
  graph.nodes = {{"Gemm", {"features", "emotion_weight"}, "emotion"},
                 {"Gemm", {"features", "ethnicity_weight"}, "raw"},
                 {"Add", {"raw", "raw"}, "ethnicity"}};
  graph.constants["emotion_weight"] = {{3, 3}, std::vector<float>{3, 0, 0, 0, 3, 0, 0, 0, 3}};
  graph.constants["ethnicity_weight"] = {
      {3, 5}, std::vector<float>{2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0}};
  graph.outputs = {{"emotion", {-1, 3}}, {"ethnicity", {-1, 5}}};
  return graph;
}

inline Bytes tiny_base() {
  return write_onnx(tiny_base_graph(), format_metadata(tiny_base_metadata()));
}

inline Bytes tiny_heads() {
  return write_onnx(tiny_heads_graph(), format_metadata(tiny_heads_metadata()),
                    {.half_weights = true});
}

}  // namespace mien::models
