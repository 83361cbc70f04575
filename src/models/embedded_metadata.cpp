#include "models/embedded_metadata.h"

#include "models/graph/onnx_file.h"

namespace mien::models {

ModelMetadata embedded_metadata(std::span<const std::byte> onnx, std::string_view name) {
  return metadata_of(parse_onnx(onnx, name), name);
}

}  // namespace mien::models
