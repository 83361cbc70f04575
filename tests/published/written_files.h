#pragma once

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/output_file.h"
#include "networks/named_tensors.h"
#include "weights/pytorch_bytes.h"

// Tensors as files of the forms that the author published.

namespace mien::train {

/// The modules of a network by the dots in its tensors' names.
struct ModuleNode {
  std::vector<std::pair<std::string, std::string>> parameters;  ///< name, tensor in a pickle
  std::vector<std::pair<std::string, std::string>> buffers;
  std::map<std::string, ModuleNode> modules;
};

inline std::string pickled(const ModuleNode& node) {
  std::vector<std::pair<std::string, std::string>> modules;
  for (const auto& [name, inner] : node.modules) modules.emplace_back(name, pickled(inner));
  return "ctimm.models.efficientnet\nEfficientNet\n)\x81" +
         dict({{"training", "\x89"},
               {"_parameters", dict(node.parameters)},
               {"_buffers", dict(node.buffers)},
               {"_modules", dict(modules)}}) +
         "b";
}

/// torch.save(module, file); `whole` false: torch.save(module.state_dict(), file).
inline void write_pytorch(const std::filesystem::path& file, const NamedTensors& tensors,
                          bool whole) {
  ModuleNode root;
  std::vector<std::pair<std::string, std::string>> state;
  std::vector<std::pair<std::string, std::string>> files = {{"a/data.pkl", ""},
                                                            {"a/version", "3\n"}};
  for (const auto& [name, values] : tensors) {
    const std::string key = std::to_string(files.size());
    std::vector<std::int64_t> strides(values.shape.size(), 1);
    for (std::size_t axis = strides.size(); axis-- > 1;) {
      strides[axis - 1] = strides[axis] * values.shape[axis];
    }
    const auto count = static_cast<std::int64_t>(values.values.size());
    const std::string value = tensor(storage(count, key), 0, values.shape, strides);
    std::string bytes(values.values.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), values.values.data(), bytes.size());
    files.emplace_back("a/data/" + key, std::move(bytes));
    state.emplace_back(name, value);
    ModuleNode* node = &root;
    std::string_view rest = name;
    for (std::size_t dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
      node = &node->modules[std::string(rest.substr(0, dot))];
      rest.remove_prefix(dot + 1);
    }
    auto& place = rest.starts_with("running") ? node->buffers : node->parameters;
    place.emplace_back(std::string(rest), value);
  }
  files[0].second = pickle(whole ? pickled(root) : dict(state));
  write_file(file, zip_of(files));
}

/// What Keras calls a tensor of mien's MobileNet-v1, and the order of its axes there.
inline std::pair<std::string, std::vector<std::size_t>> keras_name(const std::string& layer,
                                                                   const std::string& part,
                                                                   std::size_t axes) {
  const bool norm = layer.ends_with("_bn");
  if (part == "running_mean") return {"moving_mean", {0}};
  if (part == "running_var") return {"moving_variance", {0}};
  if (part == "bias") return {norm ? "beta" : "bias", {0}};
  if (norm) return {"gamma", {0}};
  if (axes == 2) return {"kernel", {1, 0}};
  if (layer.starts_with("conv_dw")) return {"depthwise_kernel", {2, 3, 0, 1}};
  return {"kernel", {2, 3, 1, 0}};
}

inline NamedTensor reordered(const NamedTensor& source, const std::vector<std::size_t>& order) {
  NamedTensor result;
  std::vector<std::size_t> steps;
  for (const std::size_t axis : order) {
    result.shape.push_back(source.shape[axis]);
    std::size_t step = 1;
    for (std::size_t i = axis + 1; i < source.shape.size(); ++i) {
      step *= static_cast<std::size_t>(source.shape[i]);
    }
    steps.push_back(step);
  }
  for (std::size_t i = 0; i < source.values.size(); ++i) {
    std::size_t rest = i;
    std::size_t from = 0;
    for (std::size_t axis = order.size(); axis-- > 0;) {
      const auto length = static_cast<std::size_t>(result.shape[axis]);
      from += rest % length * steps[axis];
      rest /= length;
    }
    result.values.push_back(source.values[from]);
  }
  return result;
}

/// model.save(file) of a Keras model with these weights, under PyTorch's names.
inline void write_keras(const std::filesystem::path& file, const NamedTensors& tensors) {
  const hid_t file_id = H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  for (const auto& [name, values] : tensors) {
    const std::size_t dot = name.rfind('.');
    const std::string layer = name.substr(0, dot);
    const auto [variable, order] = keras_name(layer, name.substr(dot + 1), values.shape.size());
    const NamedTensor turned = reordered(values, order);
    std::vector<hsize_t> lengths(turned.shape.begin(), turned.shape.end());
    const hid_t space = H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr);
    const std::string path = fmt::format("/model_weights/{0}/{0}/{1}:0", layer, variable);
    const hid_t dataset =
        H5Dcreate2(file_id, path.c_str(), H5T_IEEE_F32LE, space, links, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, turned.values.data());
    H5Dclose(dataset);
    H5Sclose(space);
  }
  H5Pclose(links);
  H5Fclose(file_id);
}

}  // namespace mien::train
