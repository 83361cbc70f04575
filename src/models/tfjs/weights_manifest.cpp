#include "models/tfjs/weights_manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <optional>

#include "mien/core/error.h"
#include "models/float16.h"

namespace mien::models {

namespace {

enum class Stored { float32, float16, int32, uint16, uint8 };

struct Quantisation {
  double scale = 1;
  double minimum = 0;
};

struct Layout {
  Stored stored = Stored::float32;
  bool integer = false;
  std::optional<Quantisation> quantisation;
};

std::size_t size_of(Stored stored) {
  switch (stored) {
    case Stored::float32:
    case Stored::int32:
      return 4;
    case Stored::float16:
    case Stored::uint16:
      return 2;
    case Stored::uint8:
      return 1;
  }
  return 1;
}

Layout layout_of(JsonReader& weight) {
  const std::vector<std::pair<std::string_view, Layout>> types = {
      {"float32", {Stored::float32, false, {}}},
      {"int32", {Stored::int32, true, {}}},
      {"uint8", {Stored::uint8, true, {}}},
      {"bool", {Stored::uint8, true, {}}}};
  Layout layout = weight.word("dtype", types);
  if (!weight.has("quantization")) return layout;
  JsonReader quantisation = weight.object("quantization");
  const std::vector<std::pair<std::string_view, Stored>> packed = {
      {"uint8", Stored::uint8}, {"uint16", Stored::uint16}, {"float16", Stored::float16}};
  layout.stored = quantisation.word("dtype", packed);
  if (layout.stored != Stored::float16) {
    constexpr double most = 1e30;
    layout.quantisation = Quantisation{quantisation.number("scale", -most, most),
                                       quantisation.number("min", -most, most)};
  }
  return layout;
}

template <class T>
T load(const std::byte* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

double stored_value(const std::byte* bytes, Stored stored) {
  switch (stored) {
    case Stored::float32:
      return load<float>(bytes);
    case Stored::float16:
      return float_from_half(load<std::uint16_t>(bytes));
    case Stored::int32:
      return load<std::int32_t>(bytes);
    case Stored::uint16:
      return load<std::uint16_t>(bytes);
    case Stored::uint8:
      return load<std::uint8_t>(bytes);
  }
  return 0;
}

double value_at(const std::byte* bytes, const Layout& layout) {
  const double value = stored_value(bytes, layout.stored);
  if (!layout.quantisation) return value;
  return value * layout.quantisation->scale + layout.quantisation->minimum;
}

Constant read_tensor(std::span<const std::byte> bytes, const Layout& layout, const Shape& shape,
                     const std::string& where) {
  const std::size_t step = size_of(layout.stored);
  const std::size_t count = bytes.size() / step;
  if (!layout.integer) {
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
      values[i] = static_cast<float>(value_at(&bytes[i * step], layout));
    }
    return {shape, std::move(values)};
  }
  std::vector<std::int64_t> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double value = std::round(value_at(&bytes[i * step], layout));
    if (!(std::abs(value) <= INT32_MAX)) {
      throw Error(ErrorCode::model,
                  fmt::format("{}: expected 32-bit integers, found {}", where, value));
    }
    values[i] = static_cast<std::int64_t>(value);
  }
  return {shape, std::move(values)};
}

Bytes group_bytes(JsonReader& group, const SourceFiles& files) {
  Bytes bytes;
  for (const std::string& name : group.texts("paths")) {
    const auto file = files.find(name);
    if (file == files.end())
      group.fail("paths", fmt::format("the file \"{}\"", name), "no such file");
    bytes.insert(bytes.end(), file->second.begin(), file->second.end());
  }
  return bytes;
}

void read_group(JsonReader& group, const SourceFiles& files, Weights& weights) {
  const Bytes bytes = group_bytes(group, files);
  std::span<const std::byte> rest = bytes;
  for (JsonReader& weight : group.objects("weights")) {
    const std::string name = weight.text("name");
    const Layout layout = layout_of(weight);
    const Shape shape = weight.integers("shape");
    const std::size_t step = size_of(layout.stored);
    const std::size_t size =
        element_count(shape, std::max<std::size_t>(rest.size() / step, 1), name) * step;
    if (size > rest.size()) {
      weight.fail("shape", fmt::format("{} more bytes in the files", size),
                  std::to_string(rest.size()));
    }
    if (!weights.emplace(name, read_tensor(rest.first(size), layout, shape, name)).second) {
      weight.fail("name", "each name once", fmt::format("\"{}\" again", name));
    }
    rest = rest.subspan(size);
  }
  if (!rest.empty()) {
    group.fail("weights", "weights that fill their files",
               fmt::format("{} bytes left over", rest.size()));
  }
}

}  // namespace

JsonReader::Json parse_manifest(std::string_view text, std::string_view name) {
  return JsonReader::parse(fmt::format("{{\"weightsManifest\": {}}}", text), name);
}

std::vector<std::string> manifest_files(JsonReader& model) {
  std::vector<std::string> names;
  for (JsonReader& group : model.objects("weightsManifest")) {
    for (const std::string& name : group.texts("paths")) {
      const std::filesystem::path path(name);
      bool inside = !name.empty() && !path.is_absolute() && name.find('\0') == std::string::npos;
      for (const auto& part : path) inside = inside && part != "..";
      if (!inside) group.fail("paths", "paths below the manifest's folder", name);
      if (std::find(names.begin(), names.end(), name) != names.end()) {
        group.fail("paths", "each file once", name);
      }
      names.push_back(name);
    }
  }
  return names;
}

Weights read_weights(JsonReader& model, const SourceFiles& files) {
  (void)manifest_files(model);
  Weights weights;
  for (JsonReader& group : model.objects("weightsManifest")) read_group(group, files, weights);
  return weights;
}

}  // namespace mien::models
