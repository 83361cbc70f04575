#include "models/importers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "mien/core/error.h"
#include "models/join_heads.h"
#include "models/mtcnn_importer.h"
#include "models/onnx_file.h"
#include "models/onnx_writer.h"
#include "models/tfjs_importer.h"
#include "models/weights_manifest.h"

namespace mien::models {

namespace {

constexpr std::array<std::string_view, 6> names = {"tfjs-graph", "mtcnn-pnet", "mtcnn-rnet",
                                                   "mtcnn-onet", "onnx",       "joined"};

std::optional<MtcnnNet> mtcnn_net(std::string_view importer) {
  if (importer == "mtcnn-pnet") return MtcnnNet::pnet;
  if (importer == "mtcnn-rnet") return MtcnnNet::rnet;
  if (importer == "mtcnn-onet") return MtcnnNet::onet;
  return std::nullopt;
}

void check_importer(std::string_view importer) {
  if (std::find(names.begin(), names.end(), importer) == names.end()) {
    throw Error(ErrorCode::usage, fmt::format("importer: expected one of {}, found \"{}\"",
                                              fmt::join(names, ", "), importer));
  }
}

const Bytes& file_of(const ImportRequest& request) {
  const auto found = request.files.find(request.main_file);
  if (found == request.files.end()) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected the file {}", request.name, request.main_file));
  }
  return found->second;
}

Bytes import_onnx(const ImportRequest& request, const std::string& metadata) {
  onnx::ModelProto model = parse_onnx(file_of(request), request.name);
  check_onnx(model, request.name);
  set_metadata(model, metadata);
  return serialise_onnx(model);
}

void check_heads(const Graph& graph, const ImportRequest& request) {
  if (request.metadata == nullptr) return;
  for (const HeadSpec& head : request.metadata->heads) {
    const bool found =
        std::any_of(graph.outputs.begin(), graph.outputs.end(),
                    [&](const GraphValue& value) { return value.name == head.output; });
    if (!found) {
      throw Error(ErrorCode::model,
                  fmt::format("{}: expected the output \"{}\" that the head \"{}\" names",
                              request.name, head.output, head.attribute));
    }
  }
}

Graph import_graph(const ImportRequest& request) {
  const std::string_view text = as_text(file_of(request));
  if (const auto net = mtcnn_net(request.importer)) {
    const JsonReader::Json document = parse_manifest(text, request.name);
    JsonReader manifest(document, request.name, "");
    return import_mtcnn(read_weights(manifest, request.files), *net);
  }
  std::vector<std::string> outputs;
  if (request.metadata != nullptr) {
    for (const HeadSpec& head : request.metadata->heads) outputs.push_back(head.output);
  }
  return import_tfjs(text, request.files, outputs, request.name);
}

}  // namespace

std::span<const std::string_view> importer_names() { return names; }

std::vector<std::string> further_files(std::string_view importer,
                                       std::span<const std::byte> main_file,
                                       std::string_view name) {
  check_importer(importer);
  if (importer == "onnx" || importer == "joined") return {};
  const JsonReader::Json document = mtcnn_net(importer)
                                        ? parse_manifest(as_text(main_file), name)
                                        : JsonReader::parse(as_text(main_file), name);
  JsonReader model(document, name, "");
  return manifest_files(model);
}

Bytes import_model(const ImportRequest& request) {
  check_importer(request.importer);
  if (request.importer == "joined") {
    return join_heads({.name = request.name,
                       .base = request.base,
                       .heads = file_of(request),
                       .metadata = request.metadata});
  }
  const std::string metadata =
      request.metadata == nullptr ? "" : format_metadata(*request.metadata);
  if (request.importer == "onnx") return import_onnx(request, metadata);
  const Graph graph = import_graph(request);
  check_heads(graph, request);
  return write_onnx(graph, metadata);
}

}  // namespace mien::models
