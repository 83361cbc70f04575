#include "networks/onnx_writer.h"

#include <numbers>
#include <utility>

#include "networks/averaging_matrix.h"

namespace mien::train {

std::string OnnxWriter::constant(const std::string& name, models::Shape shape,
                                 std::vector<float> values) {
  graph_.constants.insert_or_assign(name, models::Constant{std::move(shape), std::move(values)});
  return name;
}

std::string OnnxWriter::constant(const std::string& name, std::vector<std::int64_t> values) {
  models::Shape shape{static_cast<std::int64_t>(values.size())};
  graph_.constants.insert_or_assign(name, models::Constant{std::move(shape), std::move(values)});
  return name;
}

std::string OnnxWriter::emit(std::string op, std::vector<std::string> inputs, std::string output,
                             std::map<std::string, models::Attribute> attributes) {
  graph_.nodes.push_back({std::move(op), std::move(inputs), output, std::move(attributes)});
  return output;
}

// The pattern that ONNX Runtime runs as one operation.
std::string OnnxWriter::gelu(const std::string& x, const std::string& output) {
  const std::string root = constant("root_of_two", {}, {std::numbers::sqrt2_v<float>});
  std::string y = emit("Div", {x, root}, output + "/scaled");
  y = emit("Erf", {y}, output + "/erf");
  y = emit("Add", {y, constant("one", {}, {1.0F})}, output + "/raised");
  y = emit("Mul", {x, y}, output + "/doubled");
  return emit("Mul", {y, constant("half", {}, {0.5F})}, output);
}

std::string OnnxWriter::activation(Nonlinearity kind, const std::string& x,
                                   const std::string& output) {
  switch (kind) {
    case Nonlinearity::relu:
      return emit("Relu", {x}, output);
    case Nonlinearity::relu6:
      return emit("Clip", {x, constant("zero", {}, {0.0F}), constant("six", {}, {6.0F})}, output);
    case Nonlinearity::sigmoid:
      return emit("Sigmoid", {x}, output);
    case Nonlinearity::gelu:
      return gelu(x, output);
    case Nonlinearity::elu:
      return emit("Elu", {x}, output);
    case Nonlinearity::silu:
      break;
  }
  return emit("Mul", {x, emit("Sigmoid", {x}, output + "/sigmoid")}, output);
}

std::string OnnxWriter::adaptive_average_pool(const std::string& x, Extent in, Extent out,
                                              const std::string& output) {
  std::string y = x;
  if (in.height != out.height) {
    const std::string rows = constant(output + "/rows", {out.height, in.height},
                                      averaging_matrix(in.height, out.height, false));
    y = emit("MatMul", {rows, y}, output + "/rows/value");
  }
  if (in.width != out.width) {
    const std::string columns = constant(output + "/columns", {in.width, out.width},
                                         averaging_matrix(in.width, out.width, true));
    y = emit("MatMul", {y, columns}, output + "/columns/value");
  }
  return y;
}

}  // namespace mien::train
