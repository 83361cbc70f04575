// The translator's operations with weights or windows.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mien/core/error.h"
#include "models/tfjs/tfjs_translator.h"

namespace mien::models {

namespace {

constexpr std::int64_t max_step = 1024;

// The middle two of an attribute [1, rows, columns, 1].
std::array<std::int64_t, 2> sides(const TfNode& node, const char* key, bool required) {
  const auto entry = node.integers.find(key);
  if (entry == node.integers.end() || entry->second.empty()) {
    if (required) refuse_node(node, fmt::format("the attribute {}", key), "none");
    return {1, 1};
  }
  const Shape& list = entry->second;
  const bool fits = list.size() == 4 && list[0] == 1 && list[3] == 1 && list[1] >= 1 &&
                    list[2] >= 1 && list[1] <= max_step && list[2] <= max_step;
  if (!fits) {
    refuse_node(node, fmt::format("{} [1,rows,columns,1] of 1 to {}", key, max_step),
                fmt::format("[{}]", fmt::join(list, ",")));
  }
  return {list[1], list[2]};
}

std::string text_of(const TfNode& node, const char* key, const char* fallback) {
  const auto entry = node.texts.find(key);
  return entry == node.texts.end() || entry->second.empty() ? fallback : entry->second[0];
}

struct Pad {
  std::int64_t before = 0;
  std::int64_t after = 0;
};

// TensorFlow's "same": as many outputs as strides fit; what is odd goes to the bottom and right.
Pad same_padding(const TfNode& node, std::int64_t length, std::int64_t reach, std::int64_t stride) {
  if (length < 0) {
    if (stride != 1)
      refuse_node(node, "a fixed size for \"same\" padding with strides", "a free one");
    return {(reach - 1) / 2, reach - 1 - (reach - 1) / 2};
  }
  const std::int64_t outputs = (length + stride - 1) / stride;
  const std::int64_t total = std::max<std::int64_t>((outputs - 1) * stride + reach - length, 0);
  return {total / 2, total - total / 2};
}

std::array<Pad, 2> explicit_padding(const TfNode& node) {
  const auto entry = node.integers.find("explicit_paddings");
  const Shape list = entry == node.integers.end() ? Shape{} : entry->second;
  const bool fits = list.size() == 8 && list[0] == 0 && list[1] == 0 && list[6] == 0 &&
                    list[7] == 0 && std::all_of(list.begin(), list.end(), [](std::int64_t pad) {
                      return pad >= 0 && pad <= max_step;
                    });
  if (!fits) {
    refuse_node(node, "explicit_paddings [0,0,top,bottom,left,right,0,0]",
                fmt::format("[{}]", fmt::join(list, ",")));
  }
  return {Pad{list[2], list[3]}, Pad{list[4], list[5]}};
}

}  // namespace

TfjsTranslator::Windows TfjsTranslator::windows(const TfNode& node, const Shape& input,
                                                std::int64_t rows, std::int64_t columns) {
  const std::string format = text_of(node, "data_format", "NHWC");
  if (format != "NHWC") refuse_node(node, "the data format NHWC", format);
  const auto strides = sides(node, "strides", true);
  const auto dilations = sides(node, "dilations", false);
  const std::string padding = text_of(node, "padding", "");
  const std::array<std::int64_t, 2> kernel = {rows, columns};
  std::array<Pad, 2> pads;
  Windows result;
  if (padding == "EXPLICIT") pads = explicit_padding(node);
  for (std::size_t i = 0; i < 2; ++i) {
    const std::int64_t length = input[i + 1];
    const std::int64_t reach = (kernel[i] - 1) * dilations[i] + 1;
    if (padding == "SAME") {
      pads[i] = same_padding(node, length, reach, strides[i]);
    } else if (padding != "VALID" && padding != "EXPLICIT") {
      refuse_node(node, "padding SAME, VALID or EXPLICIT", fmt::format("\"{}\"", padding));
    }
    const std::int64_t room = length + pads[i].before + pads[i].after - reach;
    if (length > 0 && room < 0) {
      refuse_node(node, fmt::format("an input that holds a window of {}", reach),
                  std::to_string(length));
    }
    result.output.push_back(length < 0 ? -1 : room / strides[i] + 1);
  }
  result.kernel = {rows, columns};
  result.strides = {strides[0], strides[1]};
  result.dilations = {dilations[0], dilations[1]};
  result.pads = {pads[0].before, pads[1].before, pads[0].after, pads[1].after};
  return result;
}

void TfjsTranslator::emit_convolution(const TfNode& node, const Shape& input, Constant kernel,
                                      const Windows& windows, std::int64_t groups) {
  const Shape shape = {input[0], windows.output[0], windows.output[1], kernel.shape[0]};
  GraphNode core{"Conv", {values_.at(node.inputs[0]).name}, node.name};
  core.inputs.push_back(add_constant(node.name + "/weights", std::move(kernel)));
  core.attributes = {{"kernel_shape", windows.kernel},
                     {"strides", windows.strides},
                     {"dilations", windows.dilations},
                     {"pads", windows.pads},
                     {"group", groups}};
  emit_fused(node, std::move(core), shape);
}

// A fused node carries a bias as its third input, then perhaps PReLU's slopes, and names an
// activation.
void TfjsTranslator::emit_fused(const TfNode& node, GraphNode core, const Shape& shape) {
  const auto entry = node.texts.find("fused_ops");
  std::vector<std::string> fused;
  if (entry != node.texts.end()) fused = entry->second;
  std::size_t next = 0;
  std::size_t used = 2;
  if (next < fused.size() && fused[next] == "BiasAdd") {
    ++next;
    Constant bias = constant_input(node, used++, 1);
    (void)bias.floats(node.describe());
    if (bias.shape[0] != shape.back()) {
      refuse_node(node, fmt::format("a bias of {}", shape.back()), std::to_string(bias.shape[0]));
    }
    core.inputs.push_back(add_constant(node.name + "/bias", std::move(bias)));
  }
  const std::string activation = next < fused.size() ? fused[next++] : "";
  expect_inputs(node, used, activation == "Prelu" ? used + 1 : used);
  const std::string raw = activation.empty() ? node.name : node.name + "/linear";
  core.output = raw;
  graph_.nodes.push_back(std::move(core));
  if (activation == "Relu") {
    graph_.nodes.push_back({"Relu", {raw}, node.name});
  } else if (activation == "Relu6") {
    emit_clip(raw, node.name, 0, 6);
  } else if (activation == "Prelu") {
    emit_prelu(node, raw, used, shape);
  }
  const bool known =
      activation.empty() || activation == "Relu" || activation == "Relu6" || activation == "Prelu";
  if (!known || next < fused.size()) {
    refuse_node(node, "fused operations BiasAdd and one of Relu, Relu6, Prelu",
                fmt::format("{}", fmt::join(fused, ", ")));
  }
  define(node, node.name, shape);
}

void TfjsTranslator::conv(const TfNode& node) {
  const Value& source = tensor_input(node, 0, 4);
  const Constant& kernel = constant_input(node, 1, 4);
  if (kernel.shape[2] != source.shape[3]) {
    refuse_node(node, fmt::format("a kernel for {} channels", source.shape[3]),
                std::to_string(kernel.shape[2]));
  }
  constexpr std::array<std::size_t, 4> order = {3, 2, 0, 1};
  const Windows places = windows(node, source.shape, kernel.shape[0], kernel.shape[1]);
  emit_convolution(node, source.shape, transposed(kernel, order, node.describe()), places, 1);
}

void TfjsTranslator::depthwise_conv(const TfNode& node) {
  const Value& source = tensor_input(node, 0, 4);
  const Constant& kernel = constant_input(node, 1, 4);
  const std::int64_t channels = source.shape[3];
  if (kernel.shape[2] != channels) {
    refuse_node(node, fmt::format("a kernel for {} channels", channels),
                std::to_string(kernel.shape[2]));
  }
  const Windows places = windows(node, source.shape, kernel.shape[0], kernel.shape[1]);
  // Output channel c * multiplier + m is the m-th of input channel c.
  constexpr std::array<std::size_t, 4> order = {2, 3, 0, 1};
  Constant grouped = transposed(kernel, order, node.describe());
  grouped.shape = {channels * kernel.shape[3], 1, kernel.shape[0], kernel.shape[1]};
  emit_convolution(node, source.shape, std::move(grouped), places, channels);
}

void TfjsTranslator::mat_mul(const TfNode& node) {
  const Value& source = tensor_input(node, 0, 2);
  const auto flag = [&](const char* key) {
    const auto entry = node.flags.find(key);
    return entry != node.flags.end() && entry->second;
  };
  if (flag("transpose_a")) refuse_node(node, "no transpose_a", "it");
  Constant matrix = constant_input(node, 1, 2);
  constexpr std::array<std::size_t, 2> swapped = {1, 0};
  if (flag("transpose_b")) matrix = transposed(matrix, swapped, node.describe());
  (void)matrix.floats(node.describe());
  if (matrix.shape[0] != source.shape[1]) {
    refuse_node(node, fmt::format("a matrix of {} rows", source.shape[1]),
                std::to_string(matrix.shape[0]));
  }
  const Shape shape = {source.shape[0], matrix.shape[1]};
  GraphNode core{"Gemm", {source.name}, node.name};
  core.inputs.push_back(add_constant(node.name + "/weights", std::move(matrix)));
  emit_fused(node, std::move(core), shape);
}

void TfjsTranslator::pool(const TfNode& node) {
  expect_inputs(node, 1, 1);
  const Value& source = tensor_input(node, 0, 4);
  const auto kernel = sides(node, "ksize", true);
  const Windows places = windows(node, source.shape, kernel[0], kernel[1]);
  const bool average = node.op == "AvgPool";
  GraphNode target{average ? "AveragePool" : "MaxPool", {source.name}, node.name};
  target.attributes = {
      {"kernel_shape", places.kernel}, {"strides", places.strides}, {"pads", places.pads}};
  if (average) target.attributes["count_include_pad"] = std::int64_t{0};
  const Shape shape = {source.shape[0], places.output[0], places.output[1], source.shape[3]};
  graph_.nodes.push_back(std::move(target));
  define(node, node.name, shape);
}

void TfjsTranslator::mean(const TfNode& node) {
  expect_inputs(node, 2, 2);
  const Value& source = tensor_input(node, 0, 4);
  std::vector<std::int64_t> axes = constant_input(node, 1, 1).integers(node.describe());
  for (std::int64_t& axis : axes) axis = axis < 0 ? axis + 4 : axis;
  std::sort(axes.begin(), axes.end());
  if (axes != std::vector<std::int64_t>{1, 2}) {
    refuse_node(node, "a mean over rows and columns, axes [1,2]",
                fmt::format("[{}]", fmt::join(axes, ",")));
  }
  const auto keep = node.flags.find("keep_dims");
  const Shape shape = source.shape;
  if (keep != node.flags.end() && keep->second) {
    graph_.nodes.push_back({"GlobalAveragePool", {source.name}, node.name});
    define(node, node.name, {shape[0], 1, 1, shape[3]});
    return;
  }
  const std::string pooled = node.name + "/pooled";
  graph_.nodes.push_back({"GlobalAveragePool", {source.name}, pooled});
  graph_.nodes.push_back({"Flatten", {pooled}, node.name, {{"axis", std::int64_t{1}}}});
  define(node, node.name, {shape[0], shape[3]});
}

}  // namespace mien::models
