#include "models/tflite/tensors.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <utility>

#include "core/printable.h"
#include "core/utf8.h"
#include "mien/core/error.h"
#include "models/bytes.h"
#include "nn/refuse_model.h"

namespace mien::models::tflite {

namespace {

static_assert(std::endian::native == std::endian::little, "The file's numbers are little-endian.");

constexpr int max_depth = 16;
constexpr int max_tables = 1'000'000;
constexpr std::size_t max_tensors = 100'000;
constexpr std::uint32_t known_version = 3;

enum Type : std::int8_t { float32 = 0, int32 = 2, int64 = 4 };

template <typename Number>
std::vector<Number> numbers(std::span<const std::uint8_t> bytes) {
  std::vector<Number> values(bytes.size() / sizeof(Number));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

}  // namespace

const Model& checked_model(std::span<const std::byte> bytes, std::string_view name) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  constexpr std::size_t header = 8;  // offset of the root table, identifier
  if (bytes.size() < header || bytes.size() > max_model_bytes || !ModelBufferHasIdentifier(data)) {
    refuse_model(name, "a .tflite file (TFL3 as bytes 4 to 7)",
                 fmt::format("{} bytes of something else", bytes.size()));
  }
  flatbuffers::Verifier verifier(data, bytes.size(), max_depth, max_tables);
  if (!VerifyModelBuffer(verifier)) {
    refuse_model(name, "a whole .tflite file", "a table that is missing or leaves the file");
  }
  const Model& model = *GetModel(data);
  if (model.version() != known_version) {
    refuse_model(name, fmt::format("a .tflite file of version {}", known_version),
                 std::to_string(model.version()));
  }
  if (model.subgraphs()->size() != 1) {
    refuse_model(name, "one network", fmt::format("{} networks", model.subgraphs()->size()));
  }
  return model;
}

Tensors::Tensors(const Model& model, std::string_view name) : model_(model), file_(name) {
  const auto& tensors = *model.subgraphs()->Get(0)->tensors();
  if (tensors.size() > max_tensors) {
    refuse_model(name, fmt::format("at most {} tensors", max_tensors),
                 std::to_string(tensors.size()));
  }
  for (const Tensor* tensor : tensors) {
    std::string preferred = tensor->name() == nullptr ? "" : tensor->name()->str();
    if (preferred.empty() || !is_utf8(preferred) || printable(preferred) != preferred) {
      preferred = fmt::format("tensor_{}", names_.size());
    }
    names_.push_back(new_name(std::move(preferred)));
  }
}

const std::string& Tensors::name(std::int32_t index) const {
  (void)at(index);
  return names_[static_cast<std::size_t>(index)];
}

bool Tensors::is_constant(std::int32_t index) const { return !bytes(at(index)).empty(); }

Shape Tensors::shape(std::int32_t index) const {
  const auto* lengths = at(index).shape();
  if (lengths == nullptr) return {};
  return {lengths->begin(), lengths->end()};
}

Constant Tensors::constant(std::int32_t index) {
  const Tensor& tensor = at(index);
  const std::string where = fmt::format("tensor {}", name(index));
  if (tensor.sparsity() != nullptr) refuse_model(where, "all of its numbers", "a sparse tensor");
  const std::int8_t type = tensor.type();
  if (type != float32 && type != int32 && type != int64) {
    refuse_model(where, "32-bit floats (0) or 32- or 64-bit whole numbers (2, 4)",
                 fmt::format("the type {}", type));
  }
  const std::span<const std::uint8_t> data = bytes(tensor);
  const std::size_t width = type == int64 ? sizeof(std::int64_t) : sizeof(float);
  Constant constant{shape(index), {}};
  const std::size_t count = element_count(constant.shape, max_model_bytes / width, where);
  if (count * width != data.size()) {
    refuse_model(where, fmt::format("{} bytes for its shape", count * width),
                 std::to_string(data.size()));
  }
  // Any number of operators may name one tensor, and each gets a copy.
  read_bytes_ += data.size();
  if (read_bytes_ > max_model_bytes) {
    refuse_model(file_, fmt::format("at most {} bytes of weights", max_model_bytes), "more");
  }
  if (type == float32) {
    constant.values = numbers<float>(data);
  } else if (type == int64) {
    constant.values = numbers<std::int64_t>(data);
  } else {
    const std::vector<std::int32_t> values = numbers<std::int32_t>(data);
    constant.values = std::vector<std::int64_t>(values.begin(), values.end());
  }
  return constant;
}

std::string Tensors::new_name(std::string preferred) {
  while (!taken_.insert(preferred).second) preferred += '_';
  return preferred;
}

const Tensor& Tensors::at(std::int32_t index) const {
  const auto& tensors = *model_.subgraphs()->Get(0)->tensors();
  if (index < 0 || static_cast<std::uint32_t>(index) >= tensors.size()) {
    refuse_model(file_, fmt::format("a tensor of 0 to {}", std::int64_t{tensors.size()} - 1),
                 std::to_string(index));
  }
  return *tensors.Get(static_cast<std::uint32_t>(index));
}

std::span<const std::uint8_t> Tensors::bytes(const Tensor& tensor) const {
  const auto& buffers = *model_.buffers();
  if (tensor.buffer() >= buffers.size()) {
    refuse_model(file_, fmt::format("a buffer of the {} there are", buffers.size()),
                 std::to_string(tensor.buffer()));
  }
  const auto* data = buffers.Get(tensor.buffer())->data();
  if (data == nullptr) return {};
  return {data->data(), data->size()};
}

}  // namespace mien::models::tflite
