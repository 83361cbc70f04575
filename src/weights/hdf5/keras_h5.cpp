#include "weights/hdf5/keras_h5.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mien/core/error.h"
#include "models/bytes.h"
#include "nn/refuse_model.h"
#include "weights/hdf5/isolated_hdf5.h"
#include "weights/hdf5/keras_layout.h"

namespace mien::train {

namespace {

constexpr std::string_view weights_group = "model_weights/";

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/')) {
    parts.push_back(path.substr(0, slash));
    path.remove_prefix(slash + 1);
  }
  parts.push_back(path);
  return parts;
}

/// A variable as "GROUP/SCOPE/kernel:0", with the group of the layer first.
struct Variable {
  std::string group;
  std::string scope;  ///< the part before the variable
  std::string name;
};

Variable variable_of(std::string_view path, std::string_view file) {
  const std::vector<std::string_view> parts = split(path);
  if (parts.size() < 3) {
    refuse_model(file, "weights as LAYER/LAYER/VARIABLE, as Keras writes them",
                 fmt::format("\"{}\"", path));
  }
  return {std::string(parts.front()), std::string(parts[parts.size() - 2]),
          std::string(parts.back())};
}

}  // namespace

bool is_hdf5_file(std::span<const std::byte> bytes) {
  constexpr std::string_view start = "\x89HDF\r\n\x1A\n";
  return models::as_text(bytes).starts_with(start);
}

NamedTensors read_keras_h5(std::span<const std::byte> bytes, std::string_view name) {
  Hdf5Content content = read_isolated_hdf5(bytes, "optimizer_weights", hdf5_limits(bytes.size()));
  if (!content.failure.empty()) {
    throw Error(ErrorCode::model, fmt::format("{}: {}", name, content.failure));
  }
  const bool whole = std::any_of(
      content.datasets.begin(), content.datasets.end(),
      [](const Hdf5Dataset& dataset) { return dataset.path.starts_with(weights_group); });
  std::vector<std::pair<Variable, Hdf5Dataset*>> variables;
  std::map<std::string, std::set<std::string>> scopes;
  for (Hdf5Dataset& dataset : content.datasets) {
    std::string_view path = dataset.path;
    if (whole) {
      if (!path.starts_with(weights_group)) continue;
      path.remove_prefix(weights_group.size());
    }
    Variable variable = variable_of(path, name);
    scopes[variable.group].insert(variable.scope);
    variables.emplace_back(std::move(variable), &dataset);
  }
  if (variables.empty()) refuse_model(name, "the weights of a Keras model", "none");
  models::Weights weights;
  for (auto& [variable, dataset] : variables) {
    // A model that was loaded and saved again may call the layer "conv1" "conv1_1" in its
    // variables; a group of several layers is a model within the model.
    const bool nested = scopes.at(variable.group).size() > 1;
    std::string full =
        fmt::format("{}/{}", nested ? variable.scope : variable.group, variable.name);
    const auto [place, added] = weights.emplace(
        std::move(full), models::Constant{std::move(dataset->shape), std::move(dataset->values)});
    if (!added) refuse_model(name, "each weight once", fmt::format("\"{}\" twice", place->first));
  }
  return from_keras(weights, name);
}

}  // namespace mien::train
