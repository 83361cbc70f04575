#include "executor/pack_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "core/json_reader.h"
#include "mien/core/error.h"
#include "models/float16.h"

namespace mien::executor {

namespace {

using Json = JsonReader::Json;

static_assert(std::endian::native == std::endian::little, "packs are little-endian");

constexpr std::string_view magic = "MIENPACK";
constexpr std::uint32_t version = 1;
constexpr std::size_t prefix = 24;  ///< magic, version, length of the JSON, length of the data
constexpr std::size_t alignment = 16;
constexpr std::size_t most_text = std::size_t{1} << 22;
constexpr std::size_t most_numbers = std::size_t{1} << 28;  ///< of a tensor
constexpr std::size_t most_axes = 4;
constexpr int most_layers = 10'000;

const std::vector<std::pair<std::string_view, LayerKind>> kinds = {
    {"convolution", LayerKind::convolution},
    {"depthwise", LayerKind::depthwise},
    {"mean", LayerKind::mean},
    {"add", LayerKind::add},
    {"concat", LayerKind::concat}};
const std::vector<std::pair<std::string_view, Activation>> activations = {
    {"none", Activation::none},
    {"relu", Activation::relu},
    {"relu6", Activation::relu6},
    {"prelu", Activation::prelu}};

enum class Storage { single, half, integer };

template <typename Value>
std::string word_of(const std::vector<std::pair<std::string_view, Value>>& words, Value value) {
  const auto entry = std::ranges::find(words, value, &std::pair<std::string_view, Value>::second);
  return std::string(entry->first);
}

std::size_t aligned(std::size_t size) { return (size + alignment - 1) / alignment * alignment; }

template <typename T>
void append(std::vector<std::byte>& data, std::span<const T> values) {
  const auto bytes = std::as_bytes(values);
  data.insert(data.end(), bytes.begin(), bytes.end());
}

bool has_weights(LayerKind kind) {
  return kind == LayerKind::convolution || kind == LayerKind::depthwise;
}

Json layer_json(const Layer& layer) {
  Json json;
  json["kind"] = word_of(kinds, layer.kind);
  json["inputs"] = layer.inputs;
  json["activation"] = word_of(activations, layer.activation);
  if (!has_weights(layer.kind)) return json;
  json["weights"] = layer.weights;
  json["bias"] = layer.bias;
  if (!layer.slope.empty()) json["slope"] = layer.slope;
  json["stride"] = layer.stride;
  json["dilation"] = layer.dilation;
  json["pads"] = layer.pads;
  return json;
}

std::vector<int> small_numbers(JsonReader& reader, std::string_view key, int most) {
  std::vector<int> numbers;
  for (const std::int64_t number : reader.integers(key)) {
    if (number < 0 || number > most) {
      reader.fail(key, fmt::format("integers from 0 to {}", most), std::to_string(number));
    }
    numbers.push_back(static_cast<int>(number));
  }
  return numbers;
}

Layer read_layer(JsonReader reader) {
  constexpr int most_step = 64;
  Layer layer;
  layer.kind = reader.word("kind", kinds);
  layer.inputs = small_numbers(reader, "inputs", most_layers);
  layer.activation = reader.word("activation", activations);
  if (has_weights(layer.kind)) {
    layer.weights = reader.text("weights");
    layer.bias = reader.text("bias");
    layer.slope = reader.text_or("slope", "");
    layer.stride = static_cast<int>(reader.integer("stride", 1, most_step));
    layer.dilation = static_cast<int>(reader.integer("dilation", 1, most_step));
    const std::vector<int> pads = small_numbers(reader, "pads", most_step);
    if (pads.size() != layer.pads.size()) {
      reader.fail("pads", "4 integers", std::to_string(pads.size()));
    }
    std::ranges::copy(pads, layer.pads.begin());
  }
  reader.finish();
  return layer;
}

/// Reads from the data of a pack, which may be shorter than its text says.
class Data {
 public:
  Data(std::span<const std::byte> bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  template <typename T>
  [[nodiscard]] std::vector<T> values(std::size_t offset, std::size_t count,
                                      std::string_view tensor) const {
    if (offset > bytes_.size() || count > (bytes_.size() - offset) / sizeof(T)) {
      throw Error(
          ErrorCode::model,
          fmt::format("{}: \"{}\": expected {} bytes at byte {} of the data, found {} bytes "
                      "of data",
                      name_, tensor, count * sizeof(T), offset, bytes_.size()));
    }
    std::vector<T> result(count);
    if (count > 0) std::memcpy(result.data(), bytes_.data() + offset, count * sizeof(T));
    return result;
  }

 private:
  std::span<const std::byte> bytes_;
  std::string_view name_;
};

void read_tensor(JsonReader reader, const Data& data, Plan& plan) {
  const std::string name = reader.text("name");
  const std::vector<int> shape =
      small_numbers(reader, "shape", std::numeric_limits<std::int32_t>::max());
  if (shape.empty() || shape.size() > most_axes) {
    reader.fail("shape", "1 to 4 axes", std::to_string(shape.size()));
  }
  std::size_t count = 1;
  for (const int side : shape) {
    if (side < 1 || static_cast<std::size_t>(side) > most_numbers / count) {
      reader.fail("shape", fmt::format("sides of 1 or more, of {} numbers at most", most_numbers),
                  std::to_string(side));
    }
    count *= static_cast<std::size_t>(side);
  }
  const auto storage = reader.word<Storage>(
      "type",
      {{"float32", Storage::single}, {"float16", Storage::half}, {"integer", Storage::integer}});
  constexpr std::int64_t far = std::int64_t{1} << 40;
  const auto offset = static_cast<std::size_t>(reader.integer("offset", 0, far));
  if (offset % alignment != 0) reader.fail("offset", "a multiple of 16", std::to_string(offset));
  Tensor tensor;
  tensor.shape.assign(shape.begin(), shape.end());
  if (storage == Storage::single) {
    tensor.data = data.values<float>(offset, count, name);
  } else if (storage == Storage::half) {
    const auto halves = data.values<std::uint16_t>(offset, count, name);
    tensor.data.reserve(count);
    for (const std::uint16_t half : halves) {
      tensor.data.push_back(models::float_from_half(half));
    }
  } else {
    constexpr int least_bits = 4;
    constexpr int most_bits = 12;
    constexpr int least_group = 16;
    constexpr int most_group = 1 << 16;
    const Rounding rounding{static_cast<int>(reader.integer("bits", least_bits, most_bits)),
                            static_cast<int>(reader.integer("group", least_group, most_group))};
    const auto rows = static_cast<std::size_t>(shape.front());
    RoundedWeights weights;
    weights.scales =
        data.values<std::uint16_t>(offset, rows * groups_of(count / rows, rounding), name);
    const std::vector<std::uint8_t> bits =
        data.values<std::uint8_t>(offset + weights.scales.size() * sizeof(std::uint16_t),
                                  packed_size(count, rounding.bits), name);
    weights.numbers = unpacked(bits, count, rounding.bits);
    tensor.data = restored(weights, rows, rounding);
  }
  if (!std::ranges::all_of(tensor.data, [](float value) { return std::isfinite(value); })) {
    throw Error(ErrorCode::model,
                fmt::format("{}: \"{}\": expected finite weights, found one that is infinite or no "
                            "number",
                            reader.source(), name));
  }
  reader.finish();
  if (!plan.tensors.emplace(name, std::move(tensor)).second) {
    reader.fail("name", "one that no other tensor has", "\"" + name + "\"");
  }
}

template <typename T>
T number_at(std::span<const std::byte> bytes, std::size_t offset) {
  T value{};
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

[[noreturn]] void refuse(std::string_view name, std::string_view expected,
                         std::string_view actual) {
  throw Error(ErrorCode::model, fmt::format("{}: expected {}, found {}", name, expected, actual));
}

}  // namespace

std::vector<std::byte> write_pack(const Plan& plan, const PackOptions& options) {
  std::vector<std::byte> data;
  Json tensors = Json::array();
  for (const auto& [name, tensor] : plan.tensors) {
    if (!std::ranges::all_of(tensor.data, [](float value) { return std::isfinite(value); })) {
      throw Error(ErrorCode::model,
                  fmt::format("{}: \"{}\": expected finite weights, found one that is infinite or "
                              "no number",
                              plan.name, name));
    }
    const bool whole = options.rounded_from > 0 && tensor.shape.size() > 1 &&
                       tensor.data.size() >= options.rounded_from;
    data.resize(aligned(data.size()));
    Json json;
    json["name"] = name;
    json["shape"] = tensor.shape;
    json["type"] = whole ? "integer" : options.exact ? "float32" : "float16";
    if (whole) {
      json["bits"] = options.rounding.bits;
      json["group"] = options.rounding.group;
    }
    json["offset"] = data.size();
    tensors.push_back(std::move(json));
    if (whole) {
      const auto rows = static_cast<std::size_t>(tensor.shape.front());
      const RoundedWeights weights = rounded(tensor.data, rows, options.rounding);
      append(data, std::span<const std::uint16_t>(weights.scales));
      append(data, std::span<const std::uint8_t>(packed(weights.numbers, options.rounding.bits)));
    } else if (options.exact) {
      append(data, std::span<const float>(tensor.data));
    } else {
      std::vector<std::uint16_t> halves;
      halves.reserve(tensor.data.size());
      for (const float value : tensor.data) {
        // A half has no larger number, and infinite weights are refused by the reader.
        constexpr float largest = 65504;
        halves.push_back(models::half_from_float(std::clamp(value, -largest, largest)));
      }
      append(data, std::span<const std::uint16_t>(halves));
    }
  }
  data.resize(aligned(data.size()));

  Json header;
  header["name"] = plan.name;
  header["metadata"] = plan.metadata;
  header["channels"] = plan.channels;
  header["layers"] = Json::array();
  for (const Layer& layer : plan.layers) header["layers"].push_back(layer_json(layer));
  header["outputs"] = Json::array();
  for (const PlanOutput& output : plan.outputs) {
    Json json;
    json["name"] = output.name;
    json["value"] = output.value;
    header["outputs"].push_back(std::move(json));
  }
  header["tensors"] = std::move(tensors);
  std::string text = header.dump();
  text.resize(aligned(prefix + text.size()) - prefix, ' ');

  std::vector<std::byte> bytes;
  append(bytes, std::span<const char>(magic));
  append(bytes, std::span<const std::uint32_t>(
                    std::array{version, static_cast<std::uint32_t>(text.size())}));
  append(bytes, std::span<const std::uint64_t>(std::array{std::uint64_t{data.size()}}));
  append(bytes, std::span<const char>(text));
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

Plan read_pack(std::span<const std::byte> bytes, std::string_view name) {
  if (bytes.size() < prefix || std::memcmp(bytes.data(), magic.data(), magic.size()) != 0) {
    refuse(name, "a pack, which begins with \"MIENPACK\"",
           fmt::format("{} bytes that do not", bytes.size()));
  }
  const auto found_version = number_at<std::uint32_t>(bytes, magic.size());
  if (found_version != version) {
    refuse(name, fmt::format("a pack of version {}", version),
           fmt::format("version {}", found_version));
  }
  const auto text_size = number_at<std::uint32_t>(bytes, magic.size() + 4);
  const auto data_size = number_at<std::uint64_t>(bytes, magic.size() + 8);
  if (text_size > most_text || text_size > bytes.size() - prefix ||
      data_size != bytes.size() - prefix - text_size) {
    refuse(name,
           fmt::format("{} bytes of text and {} of data behind the first 24", text_size, data_size),
           fmt::format("{} bytes", bytes.size() - prefix));
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + prefix, text_size);
  const Json json = JsonReader::parse(text, name);
  JsonReader reader(json, name, "");
  Plan plan;
  plan.name = reader.text("name");
  plan.metadata = reader.text("metadata");
  constexpr int most_channels = 64;
  plan.channels = static_cast<int>(reader.integer("channels", 1, most_channels));
  for (JsonReader& layer : reader.objects("layers")) plan.layers.push_back(read_layer(layer));
  for (JsonReader& output : reader.objects("outputs")) {
    plan.outputs.push_back(
        {output.text("name"), static_cast<int>(output.integer("value", 0, most_layers))});
    output.finish();
  }
  const Data data(bytes.subspan(prefix + text_size), name);
  for (const JsonReader& tensor : reader.objects("tensors")) read_tensor(tensor, data, plan);
  reader.finish();
  return plan;
}

}  // namespace mien::executor
