#include "models/onnx_schema/isolated_schema.h"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

#include "core/isolated_process.h"
#include "models/onnx_schema/schema_backend.h"

namespace mien::models {

namespace {

/// libonnx copies models, and the answer has only names and shapes.
IsolationLimits limits_for(const onnx::ModelProto& model) {
  constexpr std::size_t megabyte = std::size_t{1} << 20;
  const std::size_t bytes = model.ByteSizeLong();
  return {.memory = 4 * bytes + 512 * megabyte,
          .cpu_seconds = 120,
          .time = std::chrono::minutes(10),
          .answer = 64 * megabyte};
}

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string ended_by(const std::string& failure) {
  return fmt::format("it is damaged or hostile: libonnx ended with {}", failure);
}

/// The names and shapes of a graph, without its weights and nodes.
onnx::GraphProto shapes_of(onnx::GraphProto& graph) {
  onnx::GraphProto shapes;
  shapes.mutable_input()->Swap(graph.mutable_input());
  shapes.mutable_output()->Swap(graph.mutable_output());
  shapes.mutable_value_info()->Swap(graph.mutable_value_info());
  return shapes;
}

/// What the child says first.
constexpr char with_shapes = '+';
constexpr char with_fault = '-';

}  // namespace

std::string schema_fault(const onnx::ModelProto& model) {
  // Loaded here, since the child may open nothing.
  const SchemaBackend& backend = schema_backend();
  const IsolatedAnswer answer = run_isolated(limits_for(model), [&](const AnswerSink& sink) {
    const std::string fault = backend.check(model);
    sink(bytes_of(fault));
  });
  return answer.failure.empty() ? std::string(text_of(answer.bytes)) : ended_by(answer.failure);
}

std::string add_shapes(onnx::ModelProto& model) {
  const SchemaBackend& backend = schema_backend();
  const IsolatedAnswer answer = run_isolated(limits_for(model), [&](const AnswerSink& sink) {
    const std::string fault = backend.infer_shapes(model);
    sink(bytes_of(std::string_view(fault.empty() ? &with_shapes : &with_fault, 1)));
    sink(bytes_of(fault.empty() ? shapes_of(*model.mutable_graph()).SerializeAsString() : fault));
  });
  if (!answer.failure.empty()) return ended_by(answer.failure);
  const std::string_view text = text_of(answer.bytes);
  if (text.starts_with(with_fault)) return std::string(text.substr(1));
  onnx::GraphProto shapes;
  const bool readable = text.starts_with(with_shapes) &&
                        text.size() - 1 <= std::numeric_limits<int>::max() &&
                        shapes.ParseFromArray(text.data() + 1, static_cast<int>(text.size() - 1));
  if (!readable) return ended_by("an answer that cannot be read");
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.mutable_input()->Swap(shapes.mutable_input());
  graph.mutable_output()->Swap(shapes.mutable_output());
  graph.mutable_value_info()->Swap(shapes.mutable_value_info());
  return {};
}

}  // namespace mien::models
