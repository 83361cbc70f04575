#include "train/run/checkpoint/weights_file.h"

#include <torch/csrc/jit/serialization/pickle.h>
#include <torch/types.h>

#include <algorithm>
#include <span>

#include "core/output_file.h"

namespace mien::train {

void write_weights(const std::filesystem::path& path, const NamedTensors& tensors) {
  c10::Dict<std::string, torch::Tensor> dict;
  for (const auto& [name, tensor] : tensors) {
    torch::Tensor copy = torch::empty(tensor.shape, torch::kFloat);
    std::copy(tensor.values.begin(), tensor.values.end(), copy.data_ptr<float>());
    dict.insert(name, copy);
  }
  const std::vector<char> file = torch::jit::pickle_save(c10::IValue(dict));
  write_file(path, std::string_view(file.data(), file.size()));
}

}  // namespace mien::train
