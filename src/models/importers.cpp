#include "models/importers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>

#include "mien/core/error.h"
#include "models/graph/join_heads.h"
#include "models/graph/onnx_file.h"
#include "models/graph/onnx_passes.h"
#include "models/graph/onnx_writer.h"
#include "models/mtcnn_importer.h"
#include "models/onnx_schema/isolated_schema.h"
#include "models/tfjs/tfjs_importer.h"
#include "models/tfjs/weights_manifest.h"
#include "models/tflite/tflite_importer.h"

namespace mien::models {

namespace {

constexpr std::array<std::string_view, 8> names = {"tfjs-graph", "tflite",     "mtcnn-pnet",
                                                   "mtcnn-rnet", "mtcnn-onet", "onnx",
                                                   "onnx-part",  "joined"};

std::optional<MtcnnNet> mtcnn_net(std::string_view importer) {
  if (importer == "mtcnn-pnet") return MtcnnNet::pnet;
  if (importer == "mtcnn-rnet") return MtcnnNet::rnet;
  if (importer == "mtcnn-onet") return MtcnnNet::onet;
  return std::nullopt;
}

void check_importer_name(std::string_view importer) {
  if (std::find(names.begin(), names.end(), importer) == names.end()) {
    throw Error(ErrorCode::usage, fmt::format("importer: expected one of {}, found \"{}\"",
                                              fmt::join(names, ", "), importer));
  }
}

const Bytes& file_of(const ImportRequest& request) {
  const auto entry = request.files.find(request.main_file);
  if (entry == request.files.end()) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected the file {}", request.name, request.main_file));
  }
  return entry->second;
}

/// Weights that change no answer and take time go, and PReLU is written as ONNX Runtime likes it.
void lighten(onnx::ModelProto& model) {
  onnx::GraphProto& graph = *model.mutable_graph();
  zero_tiny_weights(graph);
  cut_dead_channels(graph);
  spell_out_prelu(graph);
  // Before this version weights had to be inputs, too, and those that passes add are none.
  constexpr std::int64_t weights_stand_alone = 4;
  model.set_ir_version(std::max(model.ir_version(), weights_stand_alone));
}

/// Says that pictures of any size may come.
void free_size(onnx::GraphProto& graph, TensorLayout layout) {
  if (graph.input_size() == 0) return;
  onnx::TensorShapeProto& shape =
      *graph.mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
  const int rows = layout == TensorLayout::nchw ? 2 : 1;
  if (shape.dim_size() != 4) return;
  shape.mutable_dim(rows)->set_dim_param("height");
  shape.mutable_dim(rows + 1)->set_dim_param("width");
}

/// Ends the graph at the outputs that the heads name, which may be values inside of it.
void end_at_heads(onnx::ModelProto& model, const ImportRequest& request) {
  if (request.metadata == nullptr) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected metadata whose heads name where the network is to end, "
                            "found none",
                            request.name));
  }
  onnx::GraphProto& graph = *model.mutable_graph();
  if (request.metadata->input.width == 0) free_size(graph, request.metadata->input.layout);
  graph.clear_output();
  graph.clear_value_info();
  if (const std::string reason = add_shapes(model); !reason.empty()) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected shapes that fit each other: {}", request.name, reason));
  }
  std::set<std::string> kept;
  for (const HeadSpec& head : request.metadata->heads) {
    if (!kept.insert(head.output).second) continue;
    const auto value = std::ranges::find(
        graph.value_info(), head.output,
        [](const auto& info) -> const auto& { return info.name(); });
    if (value == graph.value_info().end()) {
      throw Error(ErrorCode::model,
                  fmt::format(R"({}: expected a value "{}" that the head "{}" names, found none)",
                              request.name, head.output, head.attribute));
    }
    *graph.add_output() = *value;
  }
  keep_outputs(graph, kept);
}

Bytes import_onnx(const ImportRequest& request, const std::string& metadata) {
  onnx::ModelProto model = parse_onnx(file_of(request), request.name);
  check_onnx(model, request.name);
  if (request.importer == "onnx-part") end_at_heads(model, request);
  lighten(model);
  check_onnx(model, request.name);
  set_metadata(model, metadata);
  return serialise_onnx(model);
}

void check_heads(const Graph& graph, const ImportRequest& request) {
  if (request.metadata == nullptr) return;
  for (const HeadSpec& head : request.metadata->heads) {
    const bool exists =
        std::any_of(graph.outputs.begin(), graph.outputs.end(),
                    [&](const GraphValue& value) { return value.name == head.output; });
    if (!exists) {
      throw Error(ErrorCode::model,
                  fmt::format(R"({}: expected the output "{}" that the head "{}" names)",
                              request.name, head.output, head.attribute));
    }
  }
}

bool has_prelu(const Graph& graph) {
  return std::ranges::any_of(graph.nodes, [](const GraphNode& node) { return node.op == "PRelu"; });
}

std::vector<std::string> head_outputs(const ImportRequest& request) {
  std::vector<std::string> outputs;
  if (request.metadata == nullptr) return outputs;
  for (const HeadSpec& head : request.metadata->heads) {
    if (std::ranges::count(outputs, head.output) == 0) outputs.push_back(head.output);
  }
  return outputs;
}

Graph import_graph(const ImportRequest& request) {
  if (request.importer == "tflite") {
    return import_tflite(file_of(request), head_outputs(request), request.name);
  }
  const std::string_view text = as_text(file_of(request));
  if (const auto net = mtcnn_net(request.importer)) {
    const JsonReader::Json document = parse_manifest(text, request.name);
    JsonReader manifest(document, request.name, "");
    return import_mtcnn(read_weights(manifest, request.files), *net);
  }
  return import_tfjs(text, request.files, head_outputs(request), request.name);
}

}  // namespace

std::span<const std::string_view> importer_names() { return names; }

std::vector<std::string> further_files(std::string_view importer,
                                       std::span<const std::byte> main_file,
                                       std::string_view name) {
  check_importer_name(importer);
  const bool one_file =
      importer == "tflite" || importer == "onnx" || importer == "onnx-part" || importer == "joined";
  if (one_file) return {};
  const JsonReader::Json document = mtcnn_net(importer)
                                        ? parse_manifest(as_text(main_file), name)
                                        : JsonReader::parse(as_text(main_file), name);
  JsonReader model(document, name, "");
  return manifest_files(model);
}

Bytes import_model(const ImportRequest& request) {
  check_importer_name(request.importer);
  if (request.importer == "joined") {
    return join_heads({.name = request.name,
                       .base = request.base,
                       .heads = file_of(request),
                       .metadata = request.metadata});
  }
  const std::string metadata =
      request.metadata == nullptr ? "" : format_metadata(*request.metadata);
  if (request.importer == "onnx" || request.importer == "onnx-part") {
    return import_onnx(request, metadata);
  }
  const Graph graph = import_graph(request);
  check_heads(graph, request);
  Bytes written = write_onnx(graph, metadata);
  // MTCNN runs on kernels of mien's own, which know PReLU.
  if (mtcnn_net(request.importer) || !has_prelu(graph)) return written;
  onnx::ModelProto model = parse_onnx(written, request.name);
  lighten(model);
  check_onnx(model, request.name);
  return serialise_onnx(model);
}

}  // namespace mien::models
