#include "learn/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <utility>

#include "core/json_reader.h"
#include "mien/core/error.h"

namespace mien {

namespace {

static_assert(std::endian::native == std::endian::little, "files of classifiers are little-endian");

constexpr std::string_view magic = "MIENCLF\n";
constexpr std::size_t start_size = 16;  // of the magic, the version and the length of the text
constexpr std::uint32_t longest_text = 16U << 20U;

template <typename Number>
constexpr std::string_view type_name() {
  if constexpr (std::is_same_v<Number, float>) return "f32";
  if constexpr (std::is_same_v<Number, double>) return "f64";
  if constexpr (std::is_same_v<Number, std::uint32_t>) return "u32";
}

std::string text_of(const ClassifierRecord::Shape& shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

std::uint32_t number_at(std::span<const std::byte> bytes, std::size_t offset) {
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data() + offset, sizeof number);
  return number;
}

std::string bytes_of(std::uint32_t number) {
  std::string bytes(sizeof number, '\0');
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

}  // namespace

void ClassifierRecord::fail(std::string_view message) const {
  throw Error(ErrorCode::model, fmt::format("{}: {}", source_, message));
}

template <typename Number>
void ClassifierRecord::add_array(const std::string& name, Shape shape,
                                 std::span<const Number> values) {
  const std::string_view bytes(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  arrays_[name] = {std::string(type_name<Number>()), std::move(shape), std::string(bytes)};
}

void ClassifierRecord::add(const std::string& name, Shape shape, std::span<const float> values) {
  add_array(name, std::move(shape), values);
}
void ClassifierRecord::add(const std::string& name, Shape shape, std::span<const double> values) {
  add_array(name, std::move(shape), values);
}
void ClassifierRecord::add(const std::string& name, Shape shape,
                           std::span<const std::uint32_t> values) {
  add_array(name, std::move(shape), values);
}

const ClassifierRecord::Array& ClassifierRecord::find(const std::string& name) const {
  const auto entry = arrays_.find(name);
  if (entry == arrays_.end()) fail(fmt::format("expected an array \"{}\", found none", name));
  return entry->second;
}

ClassifierRecord::Shape ClassifierRecord::shape(const std::string& name, std::size_t axes) const {
  const Array& array = find(name);
  if (array.shape.size() != axes) {
    fail(fmt::format("array \"{}\": expected {} axes, found the shape {}", name, axes,
                     text_of(array.shape)));
  }
  return array.shape;
}

template <typename Number>
std::vector<Number> ClassifierRecord::array(const std::string& name, const Shape& shape) const {
  const Array& array = find(name);
  if (array.type != type_name<Number>() || array.shape != shape) {
    fail(fmt::format("array \"{}\": expected {} of the shape {}, found {} of {}", name,
                     type_name<Number>(), text_of(shape), array.type, text_of(array.shape)));
  }
  std::vector<Number> values(array.bytes.size() / sizeof(Number));
  if (!values.empty()) std::memcpy(values.data(), array.bytes.data(), array.bytes.size());
  if constexpr (std::is_floating_point_v<Number>) {
    if (!std::ranges::all_of(values, [](Number value) { return std::isfinite(value); })) {
      fail(fmt::format("array \"{}\": expected finite numbers, found others", name));
    }
  }
  return values;
}

std::vector<float> ClassifierRecord::floats(const std::string& name, const Shape& shape) const {
  return array<float>(name, shape);
}
std::vector<double> ClassifierRecord::doubles(const std::string& name, const Shape& shape) const {
  return array<double>(name, shape);
}
std::vector<std::uint32_t> ClassifierRecord::indices(const std::string& name,
                                                     const Shape& shape) const {
  return array<std::uint32_t>(name, shape);
}

std::string ClassifierRecord::encoded() const {
  Json all = header;
  all["arrays"] = Json::array();
  for (const auto& [name, array] : arrays_) {
    all["arrays"].push_back({{"name", name}, {"type", array.type}, {"shape", array.shape}});
  }
  const std::string text = all.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > longest_text) {
    fail(fmt::format("expected at most {} bytes of description, found {}", longest_text,
                     text.size()));
  }
  std::string bytes(magic);
  bytes += bytes_of(current_version) + bytes_of(static_cast<std::uint32_t>(text.size())) + text;
  for (const auto& [name, array] : arrays_) bytes += array.bytes;
  return bytes;
}

void ClassifierRecord::read_array(const Json& entry, std::span<const std::byte>& left) {
  JsonReader reader(entry, source_, "arrays[]");
  const std::string name = reader.text("name");
  const auto size_of_number =
      reader.word<std::size_t>("type", {{"f32", 4}, {"f64", 8}, {"u32", 4}});
  Array array{reader.text("type"), {}, {}};
  std::size_t bytes = size_of_number;
  for (const std::int64_t length : reader.integers("shape")) {
    if (length < 0) reader.fail("shape", "lengths of at least 0", fmt::format("{}", length));
    array.shape.push_back(static_cast<std::size_t>(length));
    // An empty array has no bytes whatever its other axes say; none may overflow.
    const auto count = static_cast<std::size_t>(length);
    if (count > 0 && bytes > left.size() / count) {
      fail(
          fmt::format("array \"{}\": expected the numbers of the shape {}..., found {} bytes: the "
                      "file is cut short or damaged",
                      name, text_of(array.shape), left.size()));
    }
    bytes *= count;
  }
  reader.finish();
  if (array.shape.empty() || array.shape.size() > 2) {
    fail(fmt::format("array \"{}\": expected 1 or 2 axes, found {}", name, array.shape.size()));
  }
  array.bytes.assign(reinterpret_cast<const char*>(left.data()), bytes);
  left = left.subspan(bytes);
  if (!arrays_.emplace(name, std::move(array)).second) {
    fail(fmt::format("expected the array \"{}\" once, found it twice", name));
  }
}

ClassifierRecord ClassifierRecord::decoded(std::span<const std::byte> bytes,
                                           std::string_view source) {
  ClassifierRecord record;
  record.source_ = source;
  if (bytes.size() < start_size || std::memcmp(bytes.data(), magic.data(), magic.size()) != 0) {
    record.fail("expected a classifier that mien fit wrote, found another or an empty file");
  }
  const std::uint32_t version = number_at(bytes, magic.size());
  if (version != current_version) {
    record.fail(
        fmt::format("expected version {} of the format, found {}; write the file anew with "
                    "mien fit",
                    current_version, version));
  }
  const std::uint32_t length = number_at(bytes, magic.size() + 4);
  if (length > longest_text || length > bytes.size() - start_size) {
    record.fail(
        fmt::format("expected {} bytes of description, found {}: the file is cut short or "
                    "damaged",
                    length, bytes.size() - start_size));
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + start_size, length);
  record.header = JsonReader::parse(text, source);
  std::span<const std::byte> left = bytes.subspan(start_size + length);
  const auto arrays = record.header.find("arrays");
  if (arrays == record.header.end() || !arrays->is_array()) {
    record.fail("expected a list \"arrays\", found none");
  }
  for (const Json& entry : *arrays) record.read_array(entry, left);
  if (!left.empty()) {
    record.fail(fmt::format("expected the end of the file, found {} more bytes", left.size()));
  }
  record.header.erase("arrays");
  return record;
}

}  // namespace mien
