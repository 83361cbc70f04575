#include "models/graph/join_graphs.h"

#include <fmt/format.h>

#include <algorithm>

#include "mien/core/error.h"
#include "models/graph/onnx_passes.h"
#include "nn/refuse_model.h"

namespace mien::models {

namespace {

using Names = std::set<std::string>;

bool has_nested_graphs(const onnx::NodeProto& node) {
  return std::ranges::any_of(node.attribute(), [](const onnx::AttributeProto& attribute) {
    return attribute.has_g() || attribute.graphs_size() > 0;
  });
}

void check_plain(const onnx::ModelProto& model, std::string_view name) {
  const onnx::GraphProto& graph = model.graph();
  if (model.functions_size() > 0 || graph.sparse_initializer_size() > 0 ||
      std::ranges::any_of(graph.node(), has_nested_graphs)) {
    refuse_model(
        name,
        "expected networks without functions, sparse weights and nested graphs to join, found one "
        "with them");
  }
}

std::int64_t operator_set_of(const onnx::ModelProto& model) {
  std::int64_t version = 0;
  for (const onnx::OperatorSetIdProto& set : model.opset_import()) {
    version = set.domain().empty() ? set.version() : -1;
    if (version < 0) break;
  }
  return version;
}

void check_operator_sets(const onnx::ModelProto& base, const onnx::ModelProto& heads,
                         std::string_view name) {
  const std::int64_t expected = operator_set_of(base);
  const std::int64_t version = operator_set_of(heads);
  if (expected > 0 && expected == version) return;
  refuse_model(
      name, fmt::format("expected base and heads of one operator set of ONNX (and no other), found "
                        "{} and {}",
                        expected, version));
}

Names names_in(const onnx::GraphProto& graph) {
  Names names;
  for (const auto& input : graph.input()) names.insert(input.name());
  for (const auto& tensor : graph.initializer()) names.insert(tensor.name());
  for (const auto& node : graph.node()) names.insert(node.output().begin(), node.output().end());
  return names;
}

const onnx::ValueInfoProto& output_named(const onnx::GraphProto& graph, const std::string& output,
                                         std::string_view name) {
  const auto match = std::ranges::find_if(
      graph.output(), [&](const auto& value) { return value.name() == output; });
  if (match == graph.output().end()) {
    refuse_model(name, fmt::format("expected the base to have the output \"{}\"", output));
  }
  return *match;
}

// Length of the second of two axes; -1 for other shapes.
std::int64_t row_length(const onnx::ValueInfoProto& value) {
  const onnx::TensorShapeProto& shape = value.type().tensor_type().shape();
  if (shape.dim_size() != 2 || !shape.dim(1).has_dim_value()) return -1;
  return shape.dim(1).dim_value();
}

/// Appends the heads, whose values get names of their own.
class HeadsAppender {
 public:
  HeadsAppender(onnx::GraphProto& target, const onnx::GraphProto& heads, const JoinOptions& options)
      : target_(target), heads_(heads), options_(options), taken_(names_in(target)) {
    for (const auto& output : heads.output()) outputs_.insert(output.name());
  }

  void run(const onnx::ValueInfoProto& features) {
    for (const onnx::TensorProto& tensor : heads_.initializer()) {
      onnx::TensorProto& copy = *target_.add_initializer();
      copy = tensor;
      copy.set_name(prefixed(tensor.name()));
    }
    for (const onnx::NodeProto& node : heads_.node()) {
      onnx::NodeProto& copy = *target_.add_node();
      copy = node;
      copy.set_name("heads/" + node.name());
      for (std::string& input : *copy.mutable_input()) input = renamed(input);
      for (std::string& output : *copy.mutable_output()) output = prefixed(output);
    }
    for (const onnx::ValueInfoProto& output : heads_.output()) {
      onnx::ValueInfoProto& copy = *target_.add_output();
      copy = output;
      onnx::TensorShapeProto& shape = *copy.mutable_type()->mutable_tensor_type()->mutable_shape();
      if (shape.dim_size() > 0) {
        *shape.mutable_dim(0) = features.type().tensor_type().shape().dim(0);
      }
    }
  }

 private:
  [[nodiscard]] std::string renamed(const std::string& value) const {
    // An input that is left out has no name.
    if (value.empty() || outputs_.contains(value)) return value;
    if (value == heads_.input(0).name()) return options_.features;
    return "heads/" + value;
  }

  // The new name of a value that the heads make.
  std::string prefixed(const std::string& value) {
    std::string name = renamed(value);
    if (!name.empty() && !taken_.insert(name).second) {
      refuse_model(options_.name,
                   fmt::format("expected heads whose values the base has not, found \"{}\"", name));
    }
    return name;
  }

  onnx::GraphProto& target_;
  const onnx::GraphProto& heads_;
  const JoinOptions& options_;
  Names taken_;
  Names outputs_;
};

}  // namespace

onnx::ModelProto join_graphs(onnx::ModelProto base, const onnx::ModelProto& heads,
                             const JoinOptions& options) {
  check_plain(base, options.name);
  check_plain(heads, options.name);
  check_operator_sets(base, heads, options.name);
  for (const std::string& output : options.kept) {
    (void)output_named(base.graph(), output, options.name);
  }
  const onnx::ValueInfoProto features = output_named(base.graph(), options.features, options.name);
  const std::int64_t expected = row_length(features);
  const std::int64_t version =
      heads.graph().input_size() == 1 ? row_length(heads.graph().input(0)) : -1;
  if (expected < 1 || expected != version) {
    refuse_model(
        options.name,
        fmt::format("expected heads whose one input is batch x the length of the base's features "
                    "\"{}\", {}, found {}",
                    options.features, expected, version));
  }
  keep_outputs(*base.mutable_graph(), options.kept);
  HeadsAppender(*base.mutable_graph(), heads.graph(), options).run(features);
  base.set_ir_version(std::max(base.ir_version(), heads.ir_version()));
  return base;
}

}  // namespace mien::models
