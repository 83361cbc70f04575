#include "nn/onnx_weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <onnx/onnx_pb.h>

#include <bit>
#include <cstring>
#include <limits>

#include "mien/core/error.h"

namespace mien {

namespace {

// Raw data are little-endian by the ONNX specification.
static_assert(std::endian::native == std::endian::little);

std::vector<float> read_data(const onnx::TensorProto& proto) {
  if (proto.has_raw_data()) {
    const std::string& raw = proto.raw_data();
    std::vector<float> data(raw.size() / sizeof(float));
    if (!data.empty()) std::memcpy(data.data(), raw.data(), data.size() * sizeof(float));
    return raw.size() % sizeof(float) == 0 ? data : std::vector<float>{};
  }
  return {proto.float_data().begin(), proto.float_data().end()};
}

Tensor read_tensor(const onnx::TensorProto& proto, std::string_view name) {
  if (proto.data_location() == onnx::TensorProto::EXTERNAL) {
    throw Error(ErrorCode::model,
                fmt::format("{}: \"{}\": expected weights inside the file, found a reference to "
                            "another file",
                            name, proto.name()));
  }
  Tensor tensor{{proto.dims().begin(), proto.dims().end()}, read_data(proto)};
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  std::int64_t count = 1;
  for (const std::int64_t side : tensor.shape) {
    const bool possible = side >= 0 && (side == 0 || count <= most / side);
    count = possible ? count * side : -1;
    if (count < 0) break;
  }
  if (count != static_cast<std::int64_t>(tensor.data.size())) {
    throw Error(ErrorCode::model,
                fmt::format("{}: \"{}\": expected data of the shape [{}], found {} "
                            "numbers",
                            name, proto.name(), fmt::join(tensor.shape, ", "), tensor.data.size()));
  }
  return tensor;
}

}  // namespace

NetworkWeights::NetworkWeights(std::span<const std::byte> onnx, std::string_view name)
    : name_(name) {
  onnx::ModelProto model;
  const bool fits = onnx.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max());
  if (onnx.empty() || !fits || !model.ParseFromArray(onnx.data(), static_cast<int>(onnx.size())) ||
      !model.has_graph()) {
    throw Error(
        ErrorCode::model,
        fmt::format("{}: expected an .onnx file, found {} bytes that are none", name, onnx.size()));
  }
  for (const onnx::TensorProto& proto : model.graph().initializer()) {
    if (proto.data_type() != onnx::TensorProto::FLOAT) continue;
    tensors_.insert_or_assign(proto.name(), read_tensor(proto, name));
  }
}

}  // namespace mien
