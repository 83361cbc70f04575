#include "weights/hdf5/keras_layout.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/json_reader.h"
#include "mien/core/error.h"
#include "models/graph/constant.h"

namespace mien::train {

namespace {

struct LayerVariable {
  std::string layer;
  std::string name;  ///< "kernel", "gamma", ...
};

/// TensorFlow ends some names with the number of an output, as "conv1/kernel:0".
LayerVariable split_variable(std::string_view full) {
  const std::string_view plain = full.substr(0, full.find(':'));
  const std::size_t slash = plain.rfind('/');
  if (slash == std::string_view::npos) return {{}, std::string(plain)};
  std::string layer(plain.substr(0, slash));
  std::replace(layer.begin(), layer.end(), '/', '.');
  return {layer, std::string(plain.substr(slash + 1))};
}

[[noreturn]] void refuse_variable(std::string_view file, std::string_view variable,
                                  std::string_view expected, std::string_view actual) {
  throw Error(ErrorCode::model,
              fmt::format("{}: \"{}\": expected {}, found {}", file, variable, expected, actual));
}

NamedTensor turned(const models::Constant& constant, std::span<const std::size_t> order,
                   std::string_view name) {
  models::Constant result = models::transposed(constant, order, name);
  return {std::move(result.shape), std::move(result.floats(name))};
}

NamedTensor kernel(const models::Constant& constant, std::string_view file, std::string_view name) {
  constexpr std::array<std::size_t, 4> convolution = {3, 2, 0, 1};
  constexpr std::array<std::size_t, 2> dense = {1, 0};
  if (constant.shape.size() == convolution.size()) return turned(constant, convolution, name);
  if (constant.shape.size() == dense.size()) return turned(constant, dense, name);
  refuse_variable(file, name, "a kernel of 2 or 4 axes",
                  fmt::format("[{}]", fmt::join(constant.shape, ", ")));
}

NamedTensor depthwise_kernel(const models::Constant& constant, std::string_view file,
                             std::string_view name) {
  constexpr std::array<std::size_t, 4> order = {2, 3, 0, 1};
  if (constant.shape.size() != order.size()) {
    refuse_variable(file, name, "a kernel of 4 axes",
                    fmt::format("[{}]", fmt::join(constant.shape, ", ")));
  }
  NamedTensor result = turned(constant, order, name);
  result.shape[0] *= result.shape[1];
  result.shape[1] = 1;
  return result;
}

NamedTensor vector_of(const models::Constant& constant, std::string_view file,
                      std::string_view name) {
  if (constant.shape.size() != 1) {
    refuse_variable(file, name, "1 axis", fmt::format("[{}]", fmt::join(constant.shape, ", ")));
  }
  return {constant.shape, constant.floats(name)};
}

/// What the variable is called in PyTorch, and its numbers in PyTorch's layout.
std::pair<std::string, NamedTensor> translate(std::string_view variable,
                                              const models::Constant& constant,
                                              std::string_view file, std::string_view full) {
  if (variable == "kernel") return {"weight", kernel(constant, file, full)};
  if (variable == "depthwise_kernel") return {"weight", depthwise_kernel(constant, file, full)};
  constexpr std::array<std::pair<std::string_view, const char*>, 5> vectors = {
      {{"bias", "bias"},
       {"gamma", "weight"},
       {"beta", "bias"},
       {"moving_mean", "running_mean"},
       {"moving_variance", "running_var"}}};
  for (const auto& [keras, pytorch] : vectors) {
    if (variable == keras) return {pytorch, vector_of(constant, file, full)};
  }
  refuse_variable(
      file, full,
      "a variable of a Keras layer (kernel, depthwise_kernel, bias, gamma, beta, moving_mean, "
      "moving_variance)",
      fmt::format("\"{}\"", variable));
}

}  // namespace

NamedTensors from_keras(const models::Weights& weights, std::string_view name) {
  NamedTensors tensors;
  for (const auto& [full, constant] : weights) {
    const LayerVariable variable = split_variable(full);
    if (variable.layer.empty()) refuse_variable(name, full, "a name as LAYER/VARIABLE", "no layer");
    auto [parameter, tensor] = translate(variable.name, constant, name, full);
    const std::string target = fmt::format("{}.{}", variable.layer, parameter);
    if (!tensors.emplace(target, std::move(tensor)).second) {
      refuse_variable(name, full, "each tensor once", fmt::format("\"{}\" again", target));
    }
  }
  return tensors;
}

NamedTensors read_keras_model(std::string_view json, const FileLoader& load,
                              std::string_view name) {
  const std::size_t start = json.find_first_not_of(" \t\r\n");
  const bool manifest = start != std::string_view::npos && json[start] == '[';
  const JsonReader::Json parsed =
      manifest ? models::parse_manifest(json, name) : JsonReader::parse(json, name);
  JsonReader model(parsed, name, "");
  if (model.has("format") && model.text("format") == "graph-model") {
    model.fail("format", "\"layers-model\"", "\"graph-model\", whose layers have been merged");
  }
  models::SourceFiles files;
  for (const std::string& file : models::manifest_files(model)) files[file] = load(file);
  return from_keras(models::read_weights(model, files), name);
}

}  // namespace mien::train
