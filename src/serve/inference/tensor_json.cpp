#include "serve/inference/tensor_json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/utf8.h"
#include "serve/problem.h"

namespace mien::serve {

namespace {

using nlohmann::json;

constexpr std::int64_t most_numbers = 16'000'000;  // of one tensor

[[noreturn]] void refuse(const std::string& message) { throw Problem(400, "tensor", message); }

std::string text_of(const json& object, const char* key, const std::string& where) {
  if (object.contains(key) && object[key].is_string()) return object[key].get<std::string>();
  refuse(fmt::format("{}: expected a text \"{}\"", where, key));
}

void require_header(const json& input, const std::string& name, const std::string& type) {
  if (!input.is_object()) refuse("inputs: expected an object, found something else");
  const std::string tensor_name = text_of(input, "name", "inputs");
  if (tensor_name != name)
    refuse(fmt::format("inputs: expected the name {}, found {}", name, tensor_name));
  const std::string datatype = text_of(input, "datatype", name);
  if (datatype != type) {
    refuse(fmt::format("{}: expected the datatype {}, found {}", name, type, datatype));
  }
  if (!input.contains("data") || !input["data"].is_array()) {
    refuse(fmt::format("{}: expected an array \"data\" of JSON; binary data are not taken", name));
  }
}

std::vector<std::int64_t> shape_of(const json& input, const std::string& name) {
  if (!input.contains("shape") || !input["shape"].is_array()) {
    refuse(fmt::format("{}: expected an array \"shape\"", name));
  }
  std::vector<std::int64_t> shape;
  for (const json& axis : input["shape"]) {
    if (!axis.is_number_integer() || axis.is_number_float()) {
      refuse(fmt::format("{}: shape: expected whole numbers", name));
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

/// Adds numbers row by row, whether they come in one array or in one for each axis.
void flatten(const json& data, std::size_t axes, const std::string& name,
             std::vector<float>& numbers) {
  for (const json& element : data) {
    if (element.is_array() && axes > 1) {
      flatten(element, axes - 1, name, numbers);
    } else if (element.is_number()) {
      numbers.push_back(element.get<float>());
    } else {
      refuse(fmt::format("{}: data: expected numbers alone", name));
    }
  }
}

}  // namespace

InferenceRequest parse_inference(const std::string& body, const std::vector<std::string>& known) {
  const json request = json::parse(body, nullptr, false);
  if (request.is_discarded() || !request.is_object()) {
    refuse("body: expected an object of JSON, found other data");
  }
  InferenceRequest read;
  if (request.contains("id")) read.id = text_of(request, "id", "body");
  if (!request.contains("inputs") || !request["inputs"].is_array() ||
      request["inputs"].size() != 1) {
    refuse("inputs: expected an array with one input");
  }
  read.input = request["inputs"][0];
  if (!request.contains("outputs")) return read;
  if (!request["outputs"].is_array()) refuse("outputs: expected an array");
  for (const json& output : request["outputs"]) {
    if (!output.is_object()) refuse("outputs: expected objects alone");
    const std::string name = text_of(output, "name", "outputs");
    if (std::ranges::count(known, name) == 0) {
      refuse(fmt::format("outputs: expected some of {}, found {}", fmt::join(known, ", "),
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
    refuse(fmt::format("{}: expected the shape [{}] (-1 is up to {}), found [{}]", expected.name,
                       fmt::join(expected.shape, ","), most, fmt::join(tensor.shape, ",")));
  }
  std::int64_t numbers = 1;
  for (const std::int64_t axis : tensor.shape) numbers *= axis;
  tensor.data.reserve(static_cast<std::size_t>(numbers));
  flatten(input["data"], tensor.shape.size(), expected.name, tensor.data);
  if (tensor.data.size() != static_cast<std::size_t>(numbers)) {
    refuse(fmt::format("{}: data: expected {} numbers, found {}", expected.name, numbers,
                       tensor.data.size()));
  }
  return tensor;
}

std::vector<std::string> read_texts(const json& input, const std::string& name, std::size_t most) {
  require_header(input, name, "BYTES");
  const std::vector<std::int64_t> shape = shape_of(input, name);
  const json& data = input["data"];
  if (shape.size() != 1 || shape[0] < 1 || static_cast<std::size_t>(shape[0]) > most ||
      data.size() != static_cast<std::size_t>(shape[0])) {
    refuse(
        fmt::format("{}: expected the shape [N] and N texts, where N is 1 to {}, found [{}] and "
                    "{}",
                    name, most, fmt::join(shape, ","), data.size()));
  }
  std::vector<std::string> texts;
  for (const json& element : data) {
    if (!element.is_string()) refuse(fmt::format("{}: data: expected texts alone", name));
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

std::string tensor_json(const std::string& name, const Tensor& tensor) {
  std::string text = fmt::format(R"({{"name":{},"shape":[{}],"datatype":"FP32","data":[)",
                                 json(name).dump(), fmt::join(tensor.shape, ","));
  for (std::size_t i = 0; i < tensor.data.size(); ++i) {
    if (i > 0) text += ',';
    // As few digits as give the same number back.
    text += std::isfinite(tensor.data[i]) ? fmt::format("{}", tensor.data[i]) : "null";
  }
  return text + "]}";
}

nlohmann::ordered_json tensor_info_json(const std::string& name, const std::string& type,
                                        const std::vector<std::int64_t>& shape) {
  return {{"name", name}, {"datatype", type}, {"shape", shape}};
}

}  // namespace mien::serve
