#include "weights/channel_statistics.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "mien/core/error.h"
#include "models/graph/onnx_file.h"

namespace mien::train {

namespace {

// A batch runs in pieces of this many pictures, since all measured tensors are held at once: about
// 20 MB a picture for MobileNet.
constexpr std::int64_t pictures_at_once = 4;

void describe(onnx::ValueInfoProto& value, const std::string& name, std::int64_t channels) {
  value.Clear();
  value.set_name(name);
  onnx::TypeProto::Tensor& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(onnx::TensorProto::FLOAT);
  onnx::TensorShapeProto& shape = *tensor.mutable_shape();
  for (int axis = 0; axis < 4; ++axis) {
    onnx::TensorShapeProto::Dimension& dimension = *shape.add_dim();
    if (axis == 1 && channels > 0) {
      dimension.set_dim_value(channels);
    } else {
      dimension.set_dim_param(fmt::format("{}_axis_{}", name, axis));
    }
  }
}

/// The same network with any input size and `tensors` as its outputs.
Network network_with_outputs(std::span<const std::byte> onnx, std::string_view name,
                             std::span<const std::string> tensors, int threads) {
  onnx::ModelProto model = models::parse_onnx(onnx, name);
  onnx::GraphProto& graph = *model.mutable_graph();
  constexpr std::int64_t channels = 3;
  if (graph.input_size() != 1 || !graph.input(0).type().has_tensor_type() ||
      graph.input(0).type().tensor_type().shape().dim_size() != 4 ||
      graph.input(0).type().tensor_type().shape().dim(1).dim_value() != channels) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected one input of shape [batch, 3, height, width]", name));
  }
  const std::string input = graph.input(0).name();
  describe(*graph.mutable_input(0), input, channels);
  graph.clear_output();
  graph.clear_value_info();

  ModelMetadata metadata;
  metadata.id = "calibration";
  metadata.task = "calibration";
  metadata.licence = "none";
  metadata.data_terms = "none";
  metadata.input.mean.assign(channels, 0);
  metadata.input.scale.assign(channels, 1);
  for (const std::string& tensor : tensors) {
    describe(*graph.add_output(), tensor, 0);
    HeadSpec head;
    head.output = tensor;
    head.attribute = tensor;
    metadata.heads.push_back(std::move(head));
  }
  models::set_metadata(model, format_metadata(metadata));
  return Network::from_memory(models::serialise_onnx(model), name, {.threads = threads});
}

struct Sums {
  double count = 0;
  std::vector<double> first;   ///< sum of the values of each channel
  std::vector<double> second;  ///< sum of their squares
};

void add(Sums& sums, const Tensor& tensor, std::string_view network, std::string_view name) {
  if (tensor.shape.size() != 4) {
    throw Error(
        ErrorCode::model,
        fmt::format("{}: \"{}\": expected the shape [batch, channels, height, width], found [{}]",
                    network, name, fmt::join(tensor.shape, ", ")));
  }
  const auto channels = static_cast<std::size_t>(tensor.shape[1]);
  const auto plane = static_cast<std::size_t>(tensor.shape[2] * tensor.shape[3]);
  sums.first.resize(channels);
  sums.second.resize(channels);
  sums.count += static_cast<double>(tensor.shape[0]) * static_cast<double>(plane);
  for (std::size_t start = 0; start < tensor.data.size(); start += plane) {
    const std::size_t channel = start / plane % channels;
    double first = 0;
    double second = 0;
    for (const float value : std::span(tensor.data).subspan(start, plane)) {
      first += value;
      second += static_cast<double>(value) * value;
    }
    sums.first[channel] += first;
    sums.second[channel] += second;
  }
}

ChannelStatistics statistics(const Sums& sums, std::string_view network, std::string_view name) {
  ChannelStatistics result;
  for (std::size_t i = 0; i < sums.first.size(); ++i) {
    const double mean = sums.first[i] / sums.count;
    const double variance = sums.second[i] / sums.count - mean * mean;
    if (!std::isfinite(mean) || !std::isfinite(variance)) {
      throw Error(ErrorCode::model,
                  fmt::format("{}: \"{}\": expected finite numbers in channel {}, found others",
                              network, name, i));
    }
    result.mean.push_back(mean);
    result.variance.push_back(std::max(variance, 0.0));
  }
  return result;
}

void check_batch(const Tensor& batch, std::string_view name) {
  const bool positive = std::ranges::all_of(
      batch.shape, [](std::int64_t side) { return side > 0 && side <= std::int64_t{1} << 20; });
  if (positive && batch.shape.size() == 4 && batch.shape[1] == 3) {
    const std::int64_t picture = batch.shape[1] * batch.shape[2] * batch.shape[3];
    if (static_cast<std::int64_t>(batch.data.size()) == batch.shape[0] * picture) return;
  }
  throw Error(ErrorCode::model,
              fmt::format("{}: expected a batch of pictures of shape [pictures, 3, height, width], "
                          "found [{}] with {} numbers",
                          name, fmt::join(batch.shape, ", "), batch.data.size()));
}

}  // namespace

std::map<std::string, ChannelStatistics> measure_channels(std::span<const std::byte> onnx,
                                                          std::string_view name,
                                                          std::span<const std::string> tensors,
                                                          const BatchSource& next_batch,
                                                          int threads) {
  const Network network = network_with_outputs(onnx, name, tensors, threads);
  std::vector<Sums> sums(tensors.size());
  bool any = false;
  while (const std::optional<Tensor> batch = next_batch()) {
    check_batch(*batch, name);
    any = true;
    std::vector<std::int64_t> shape = batch->shape;
    const std::size_t picture = batch->data.size() / static_cast<std::size_t>(shape[0]);
    for (std::int64_t first = 0; first < batch->shape[0]; first += pictures_at_once) {
      shape[0] = std::min(pictures_at_once, batch->shape[0] - first);
      const auto piece = std::span(batch->data)
                             .subspan(static_cast<std::size_t>(first) * picture,
                                      static_cast<std::size_t>(shape[0]) * picture);
      const std::vector<Tensor> outputs = network.run({shape, piece});
      for (std::size_t i = 0; i < outputs.size(); ++i) add(sums[i], outputs[i], name, tensors[i]);
    }
  }
  if (!any) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected pictures to calibrate with, found none", name));
  }
  std::map<std::string, ChannelStatistics> result;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    result.emplace(tensors[i], statistics(sums[i], name, tensors[i]));
  }
  return result;
}

}  // namespace mien::train
