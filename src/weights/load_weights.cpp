#include "weights/load_weights.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "mien/core/error.h"
#include "models/bytes.h"
#include "weights/hdf5/keras_h5.h"
#include "weights/hdf5/keras_layout.h"
#include "weights/onnx_tensors.h"
#include "weights/pickle/pytorch_file.h"

namespace mien::train {

namespace {

bool is_json(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && (text[start] == '{' || text[start] == '[');
}

/// What torchvision's first DenseNets call "denselayer1.norm.1" is "denselayer1.norm1" since.
std::string with_new_name(std::string name) {
  constexpr std::string_view layer = "denselayer";
  for (const std::string_view part : {".norm.", ".conv."}) {
    const std::size_t at = name.find(part);
    if (at == std::string::npos || at + part.size() + 1 >= name.size()) continue;
    const std::size_t start = name.rfind(layer, at);
    if (start == std::string::npos) continue;
    const std::string_view number =
        std::string_view(name).substr(start + layer.size(), at - start - layer.size());
    const char digit = name[at + part.size()];
    const bool digits = number.find_first_not_of("0123456789") == std::string_view::npos;
    if (!digits || (digit != '1' && digit != '2') || name[at + part.size() + 1] != '.') continue;
    name.erase(at + part.size() - 1, 1);
    return name;
  }
  return name;
}

NamedTensors with_new_names(NamedTensors tensors) {
  NamedTensors renamed;
  while (!tensors.empty()) {
    auto node = tensors.extract(tensors.begin());
    node.key() = with_new_name(std::move(node.key()));
    renamed.insert(std::move(node));
  }
  return renamed;
}

NamedTensors read_keras_folder(std::string_view json, const std::filesystem::path& path) {
  std::size_t left = models::max_model_bytes;
  const auto load = [&](const std::string& file) {
    models::Bytes bytes = models::read_file(path.parent_path() / file, left);
    left -= bytes.size();
    return bytes;
  };
  return read_keras_model(json, load, path.string());
}

}  // namespace

NamedTensors read_weights(const std::filesystem::path& path) {
  const models::Bytes bytes = models::read_file(path);
  const std::string name = path.string();
  const std::string_view text = models::as_text(bytes);
  if (is_pytorch_file(bytes)) return with_new_names(read_pytorch_file(bytes, name));
  if (is_hdf5_file(bytes)) return read_keras_h5(bytes, name);
  if (is_json(text)) return read_keras_folder(text, path);
  // The first field of an .onnx is its version.
  constexpr char version_field = 0x08;
  if (text.starts_with(version_field)) return read_onnx_tensors(bytes, name);
  throw Error(ErrorCode::model,
              fmt::format("{}: expected weights of PyTorch (.pt, .pth, as torch.save writes them), "
                          "Keras (.h5), TensorFlow.js (model.json) or ONNX (.onnx), found {}",
                          name, text.empty() ? "an empty file" : "none of these"));
}

}  // namespace mien::train
