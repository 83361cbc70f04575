#include "serve/inference/tensor_json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

#include "core/utf8.h"
#include "serve/problem.h"

namespace mien::serve {

namespace {

using nlohmann::json;

constexpr std::int64_t most_numbers = 16'000'000;  // of one tensor

[[noreturn]] void refuse_tensor(const std::string& message) {
  throw Problem(400, "tensor", message);
}

std::string text_of(const json& object, const char* key, const std::string& where) {
  if (object.contains(key) && object[key].is_string()) return object[key].get<std::string>();
  refuse_tensor(fmt::format("{}: expected a text \"{}\"", where, key));
}

/// Clients whose languages have null may send it for what is optional.
bool is_given(const json& object, const char* key) {
  return object.contains(key) && !object[key].is_null();
}

/// What extensions of other servers call tensors that are not in the JSON, or are not all of it. To
/// pass these over would give other data than the client expects.
constexpr std::array<std::string_view, 7> unknown_ways = {
    "binary_data",          "binary_data_output",   "binary_data_size",       "classification",
    "shared_memory_region", "shared_memory_offset", "shared_memory_byte_size"};

/// The protocol defines no parameters itself: those that are not refused are passed over.
void check_parameters(const json& object, const std::string& where) {
  if (!is_given(object, "parameters")) return;
  if (!object["parameters"].is_object()) {
    refuse_tensor(fmt::format("{}: parameters: expected an object", where));
  }
  for (const auto& [name, value] : object["parameters"].items()) {
    if (!value.is_string() && !value.is_number() && !value.is_boolean()) {
      refuse_tensor(
          fmt::format("{}: parameters: expected texts, numbers and booleans alone", where));
    }
    // With false a client says that it wants JSON.
    if (std::ranges::count(unknown_ways, name) == 0 || value == false) continue;
    refuse_tensor(fmt::format(
        "{}: parameters: expected whole tensors in JSON, found {}, which is not supported", where,
        name));
  }
}

void require_header(const json& input, const std::string& name, const std::string& type) {
  if (!input.is_object()) refuse_tensor("inputs: expected an object, found something else");
  check_parameters(input, "inputs");
  const std::string tensor_name = text_of(input, "name", "inputs");
  if (tensor_name != name)
    refuse_tensor(fmt::format("inputs: expected the name {}, found {}", name, tensor_name));
  const std::string datatype = text_of(input, "datatype", name);
  if (datatype != type) {
    refuse_tensor(fmt::format("{}: expected the datatype {}, found {}", name, type, datatype));
  }
  if (!input.contains("data") || !input["data"].is_array()) {
    refuse_tensor(
        fmt::format("{}: expected an array \"data\" of JSON; binary data are not taken", name));
  }
}

std::vector<std::int64_t> shape_of(const json& input, const std::string& name) {
  if (!input.contains("shape") || !input["shape"].is_array()) {
    refuse_tensor(fmt::format("{}: expected an array \"shape\"", name));
  }
  std::vector<std::int64_t> shape;
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  for (const json& axis : input["shape"]) {
    // The protocol has lengths up to 2^64. Read as a number with a sign, the last would be -1.
    if (!axis.is_number_unsigned() || axis.get<std::uint64_t>() > most) {
      refuse_tensor(fmt::format("{}: shape: expected whole numbers of 0 to {}", name, most));
    }
    shape.push_back(axis.get<std::int64_t>());
  }
  return shape;
}

bool fits(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& expected,
          std::int64_t most) {
  if (shape.size() != expected.size()) return false;
  std::int64_t numbers = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool any = expected[i] < 0 && shape[i] >= 1 && (i > 0 || shape[i] <= most);
    if (!any && shape[i] != expected[i]) return false;
    if (shape[i] > most_numbers / numbers) return false;
    numbers *= shape[i];
  }
  return true;
}

/// Adds the numbers of `data` row by row. They come as arrays in arrays, one for each axis, or in
/// one array. After some axes the rest may be one array, too.
void flatten(const json& data, std::span<const std::int64_t> axes, const std::string& name,
             std::vector<float>& numbers) {
  const auto refuse_size = [&](std::int64_t expected, const char* elements) {
    refuse_tensor(
        fmt::format("{}: data: expected {} {}, found {}", name, expected, elements, data.size()));
  };
  if (axes.size() > 1 && !data.empty() && data.front().is_array()) {
    if (!std::cmp_equal(data.size(), axes.front())) refuse_size(axes.front(), "arrays");
    for (const json& row : data) {
      if (!row.is_array())
        refuse_tensor(fmt::format("{}: data: expected arrays beside arrays", name));
      flatten(row, axes.subspan(1), name, numbers);
    }
    return;
  }
  std::int64_t count = 1;
  for (const std::int64_t axis : axes) count *= axis;
  if (!std::cmp_equal(data.size(), count)) refuse_size(count, "numbers");
  for (const json& element : data) {
    if (!element.is_number()) refuse_tensor(fmt::format("{}: data: expected numbers alone", name));
    const auto number = element.get<double>();
    if (std::abs(number) > std::numeric_limits<float>::max()) {
      refuse_tensor(
          fmt::format("{}: data: expected numbers that FP32 has, found {}", name, number));
    }
    numbers.push_back(static_cast<float>(number));
  }
}

}  // namespace

InferenceRequest parse_inference(const std::string& body, const std::vector<std::string>& known) {
  const json request = json::parse(body, nullptr, false);
  if (request.is_discarded() || !request.is_object()) {
    refuse_tensor("body: expected an object of JSON, found other data");
  }
  InferenceRequest read;
  if (is_given(request, "id")) read.id = text_of(request, "id", "body");
  check_parameters(request, "body");
  if (!request.contains("inputs") || !request["inputs"].is_array() ||
      request["inputs"].size() != 1) {
    refuse_tensor("inputs: expected an array with one input");
  }
  read.input = request["inputs"][0];
  if (!is_given(request, "outputs")) return read;
  if (!request["outputs"].is_array()) refuse_tensor("outputs: expected an array");
  for (const json& output : request["outputs"]) {
    if (!output.is_object()) refuse_tensor("outputs: expected objects alone");
    const std::string name = text_of(output, "name", "outputs");
    check_parameters(output, "outputs");
    if (std::ranges::count(known, name) == 0) {
      refuse_tensor(fmt::format("outputs: expected some of {}, found {}", fmt::join(known, ", "),
                                to_utf8(name)));
    }
    if (std::ranges::count(read.outputs, name) == 0) read.outputs.push_back(name);
  }
  return read;
}

Tensor read_tensor(const json& input, const TensorInfo& expected, std::int64_t most) {
  require_header(input, expected.name, "FP32");
  Tensor tensor{shape_of(input, expected.name), {}};
  if (!fits(tensor.shape, expected.shape, most)) {
    refuse_tensor(fmt::format("{}: expected the shape [{}] (-1 is up to {}), found [{}]",
                              expected.name, fmt::join(expected.shape, ","), most,
                              fmt::join(tensor.shape, ",")));
  }
  std::int64_t numbers = 1;
  for (const std::int64_t axis : tensor.shape) numbers *= axis;
  tensor.data.reserve(static_cast<std::size_t>(numbers));
  flatten(input["data"], tensor.shape, expected.name, tensor.data);
  return tensor;
}

std::vector<std::string> read_texts(const json& input, const std::string& name, std::size_t most) {
  require_header(input, name, "BYTES");
  const std::vector<std::int64_t> shape = shape_of(input, name);
  const json& data = input["data"];
  if (shape.size() != 1 || shape[0] < 1 || static_cast<std::size_t>(shape[0]) > most ||
      data.size() != static_cast<std::size_t>(shape[0])) {
    refuse_tensor(
        fmt::format("{}: expected the shape [N] and N texts, where N is 1 to {}, found [{}] and "
                    "{}",
                    name, most, fmt::join(shape, ","), data.size()));
  }
  std::vector<std::string> texts;
  for (const json& element : data) {
    if (!element.is_string()) refuse_tensor(fmt::format("{}: data: expected texts alone", name));
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

std::string tensor_json(const std::string& name, const Tensor& tensor) {
  std::string text = fmt::format(R"({{"name":{},"shape":[{}],"datatype":"FP32","data":[)",
                                 json(name).dump(), fmt::join(tensor.shape, ","));
  for (std::size_t i = 0; i < tensor.data.size(); ++i) {
    if (!std::isfinite(tensor.data[i])) {
      // JSON has no such number, and the protocol no null.
      refuse_tensor(
          fmt::format("{}: expected finite numbers of the network, found {}; the numbers of the "
                      "input may be too large for it",
                      name, tensor.data[i]));
    }
    if (i > 0) text += ',';
    // As few digits as give the same number back.
    text += fmt::format("{}", tensor.data[i]);
  }
  return text + "]}";
}

nlohmann::ordered_json tensor_info_json(const std::string& name, const std::string& type,
                                        const std::vector<std::int64_t>& shape) {
  return {{"name", name}, {"datatype", type}, {"shape", shape}};
}

}  // namespace mien::serve
