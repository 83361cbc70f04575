#include "train/run/checkpoint/tensor_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

namespace mien::train {

namespace {

static_assert(std::endian::native == std::endian::little);

const std::vector<std::pair<std::string_view, torch::ScalarType>> types = {
    {"float32", torch::kFloat},
    {"float64", torch::kDouble},
    {"int64", torch::kLong},
    {"uint8", torch::kByte}};

constexpr std::size_t most_axes = 8;

std::string_view word_for(torch::ScalarType type) {
  for (const auto& [word, known] : types) {
    if (known == type) return word;
  }
  throw Error(ErrorCode::output,
              fmt::format("checkpoint: expected tensors of float32, float64, int64 or uint8, found "
                          "{}",
                          torch::toString(type)));
}

/// Bytes of a tensor; nothing if there are more than `most`.
std::optional<std::size_t> size_of(const std::vector<std::int64_t>& shape, std::size_t each,
                                   std::size_t most) {
  std::size_t size = each;
  for (const std::int64_t side : shape) {
    if (side < 0) return std::nullopt;
    const auto length = static_cast<std::size_t>(side);
    if (length > 0 && size > most / length) return std::nullopt;
    size *= length;
  }
  return size <= most ? std::optional(size) : std::nullopt;
}

}  // namespace

nlohmann::ordered_json tensor_list_json(const TensorMap& tensors) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& [name, tensor] : tensors) {
    list.push_back({{"name", name},
                    {"type", word_for(tensor.scalar_type())},
                    {"shape", tensor.sizes().vec()}});
  }
  return list;
}

std::vector<std::byte> with_bytes_of(std::vector<std::byte> bytes, const TensorMap& tensors) {
  for (const auto& [name, tensor] : tensors) {
    const torch::Tensor plain = tensor.detach().to(torch::kCPU).contiguous();
    const auto* const first = static_cast<const std::byte*>(plain.data_ptr());
    bytes.insert(bytes.end(), first, first + plain.nbytes());
  }
  return bytes;
}

ReadTensors read_tensors(std::vector<JsonReader> list, std::span<const std::byte> bytes) {
  ReadTensors result;
  for (JsonReader& reader : list) {
    const std::string name = reader.text("name");
    const torch::ScalarType type = reader.word("type", types);
    const std::vector<std::int64_t> shape = reader.integers("shape");
    reader.finish();
    const auto size = size_of(shape, torch::elementSize(type), bytes.size());
    if (!size || shape.size() > most_axes) {
      reader.fail("shape",
                  fmt::format("one of at most {} axes and {} bytes", most_axes, bytes.size()),
                  fmt::format("[{}]", fmt::join(shape, ", ")));
    }
    torch::Tensor tensor = torch::empty(shape, type);
    if (*size > 0) std::memcpy(tensor.data_ptr(), bytes.data(), *size);
    bytes = bytes.subspan(*size);
    if (!result.tensors.emplace(name, std::move(tensor)).second) {
      reader.fail("name", "each tensor once", fmt::format("\"{}\" twice", name));
    }
  }
  result.rest = bytes;
  return result;
}

}  // namespace mien::train
