#include "networks/onnx_outputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "mien/core/error.h"

namespace mien::train {

namespace {

[[noreturn]] void fail(const NetworkGraph& graph, const std::string& message) {
  throw Error(ErrorCode::usage, fmt::format("{}: {}", graph.architecture, message));
}

int node_of(const NetworkGraph& graph, const HeadSpec& head) {
  if (head.kind == HeadKind::identity) return graph.features;
  const auto match = std::ranges::find(graph.heads, head.attribute, &GraphHead::name);
  if (match != graph.heads.end()) return match->node;
  if (head.offset) {
    const auto shared = std::ranges::find(graph.heads, head.output, &GraphHead::name);
    if (shared != graph.heads.end()) return shared->node;
  }
  if (graph.heads.empty() && graph.logits >= 0) return graph.logits;
  fail(graph, fmt::format("expected a head \"{}\", which the network has not", head.attribute));
}

void check_head(const NetworkGraph& graph, const HeadSpec& head, int node) {
  if (head.kind == HeadKind::identity || head.kind == HeadKind::tensor) return;
  if (head.activation == Activation::none && head.kind != HeadKind::affect) {
    fail(graph, fmt::format("head \"{}\": expected softmax or sigmoid, since the network gives "
                            "logits, found none",
                            head.attribute));
  }
  const int values = graph.nodes.at(static_cast<std::size_t>(node)).out_channels;
  const int expected = head.kind == HeadKind::binary    ? 1
                       : head.kind == HeadKind::classes ? static_cast<int>(head.labels.size())
                       : head.kind == HeadKind::affect  ? 2
                                                        : values;
  if (head.offset ? values < *head.offset + expected : values != expected) {
    fail(graph, fmt::format("head \"{}\": expected {} outputs for such a head, found {}",
                            head.attribute, head.offset.value_or(0) + expected, values));
  }
}

}  // namespace

void check_picture(const NetworkGraph& graph, const InputSpec& input) {
  if (input.width < 1 || input.height < 1) {
    fail(graph, fmt::format("expected a fixed size of the picture, found {} x {}", input.width,
                            input.height));
  }
  const int channels = input.colour == ColourOrder::grey ? 1 : 3;
  if (channels != graph.in_channels) {
    fail(graph,
         fmt::format("expected a picture of {} channels, found {}", graph.in_channels, channels));
  }
  if (input.layout != TensorLayout::nchw) {
    fail(graph, "expected the order batch, channel, row, column (nchw), found nhwc");
  }
}

std::vector<OnnxOutput> choose_outputs(const NetworkGraph& graph, const ModelMetadata& metadata) {
  if (metadata.heads.empty()) fail(graph, "expected metadata with a head or more, found none");
  std::vector<OnnxOutput> outputs;
  for (const HeadSpec& head : metadata.heads) {
    const int node = node_of(graph, head);
    check_head(graph, head, node);
    const auto taken = std::ranges::find(outputs, head.output, &OnnxOutput::name);
    // Heads may share an output of which each takes its part.
    if (head.offset && taken != outputs.end() && taken->node == node) continue;
    if (head.output.empty() || taken != outputs.end()) {
      fail(graph, fmt::format("head \"{}\": expected an output with a name of its own, found "
                              "\"{}\"",
                              head.attribute, head.output));
    }
    outputs.push_back({head.output, node});
  }
  return outputs;
}

}  // namespace mien::train
