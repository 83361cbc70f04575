#include "quant/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "face/preprocess.h"
#include "mien/core/error.h"
#include "mien/nn/network.h"
#include "models/graph/onnx_file.h"
#include "models/graph/onnx_passes.h"

namespace mien::quant {

namespace {

bool is_input(const onnx::GraphProto& graph, const std::string& tensor) {
  return std::ranges::any_of(graph.input(),
                             [&](const auto& input) { return input.name() == tensor; });
}

const onnx::ValueInfoProto& described(const onnx::GraphProto& graph, const std::string& tensor,
                                      const std::string& name) {
  for (const auto* values : {&graph.output(), &graph.value_info()}) {
    for (const onnx::ValueInfoProto& value : *values) {
      if (value.name() == tensor) return value;
    }
  }
  throw Error(ErrorCode::model,
              fmt::format("{}: expected the shape of \"{}\" to follow from the network's "
                          "operations, found that it does not",
                          name, tensor));
}

/// The network up to the tensors, which are its outputs.
Network watched_network(onnx::ModelProto model, const ModelMetadata& metadata,
                        const std::set<std::string>& inside, int threads) {
  ModelMetadata about = metadata;
  about.heads.clear();
  about.scores.clear();
  onnx::GraphProto& graph = *model.mutable_graph();
  google::protobuf::RepeatedPtrField<onnx::ValueInfoProto> outputs;
  for (const std::string& tensor : inside) {
    HeadSpec head;
    head.output = tensor;
    head.attribute = tensor;
    head.kind = HeadKind::tensor;
    about.heads.push_back(head);
    *outputs.Add() = described(graph, tensor, metadata.id);
  }
  graph.mutable_output()->Swap(&outputs);
  models::keep_outputs(graph, inside);
  models::set_metadata(model, format_metadata(about));
  return Network::from_memory(models::serialise_onnx(model), metadata.id, {.threads = threads});
}

/// The values of the first pictures of a batch.
WatchedValues values_of(std::string_view name, const Tensor& tensor, std::size_t pictures) {
  if (tensor.shape.size() != 4 || tensor.data.empty()) {
    throw Error(ErrorCode::model, fmt::format("\"{}\": expected numbers on 4 axes, found {}", name,
                                              tensor.shape.size()));
  }
  const auto rows = static_cast<std::size_t>(tensor.shape[0]);
  const auto channels = static_cast<std::size_t>(tensor.shape[1]);
  const std::size_t row = tensor.data.size() / rows;
  return {name, pictures, channels, row / channels, std::span(tensor.data).first(pictures * row)};
}

void check_finite(const WatchedValues& values) {
  if (std::ranges::all_of(values.values, [](float value) { return std::isfinite(value); })) return;
  throw Error(ErrorCode::model,
              fmt::format("\"{}\": expected finite values, found one that is infinite or no number",
                          values.name));
}

}  // namespace

void watch(const onnx::ModelProto& model, const ModelMetadata& metadata,
           const std::set<std::string>& tensors, std::span<const Image> pictures,
           const WatchOptions& options, const std::function<void(const WatchedValues&)>& take) {
  std::set<std::string> inside;
  std::set<std::string> inputs;
  for (const std::string& tensor : tensors) {
    (is_input(model.graph(), tensor) ? inputs : inside).insert(tensor);
  }
  // A network without outputs cannot be run, and there is nothing to run it for.
  if (inside.empty()) return;
  const Network network = watched_network(model, metadata, inside, options.threads);
  const std::int64_t fixed = network.input().shape.front();
  const auto batch = static_cast<std::size_t>(fixed > 0 ? fixed : std::max(1, options.batch));
  const std::size_t values = input_values(metadata.input);
  for (std::size_t first = 0; first < pictures.size(); first += batch) {
    if (options.stop && options.stop()) throw Error(ErrorCode::cancelled, "interrupted");
    const std::size_t count = std::min(batch, pictures.size() - first);
    Tensor input{input_shape(network, count), {}};
    input.data.resize(static_cast<std::size_t>(input.shape.front()) * values);
    for (std::size_t i = 0; i < count; ++i) {
      write_input(pictures[first + i], metadata.input,
                  std::span(input.data).subspan(i * values, values));
    }
    const std::vector<Tensor> answers = network.run({input.shape, input.data});
    std::size_t index = 0;
    for (const std::string& tensor : inside) {
      const WatchedValues values = values_of(tensor, answers[index++], count);
      check_finite(values);
      take(values);
    }
    for (const std::string& tensor : inputs) take(values_of(tensor, input, count));
    if (options.progress) options.progress(count);
  }
}

void TensorStatistics::add(const WatchedValues& values) {
  sums_.resize(values.channels);
  const float* next = values.values.data();
  for (std::size_t picture = 0; picture < values.pictures; ++picture) {
    for (ChannelStatistics& channel : sums_) {
      double sum = 0;
      for (const float* const end = next + values.places; next < end; ++next) {
        channel.low = std::min(channel.low, *next);
        channel.high = std::max(channel.high, *next);
        sum += *next;
      }
      channel.mean += sum;
    }
  }
  count_ += static_cast<double>(values.pictures * values.places);
}

std::vector<ChannelStatistics> TensorStatistics::channels() const {
  std::vector<ChannelStatistics> result = sums_;
  for (ChannelStatistics& channel : result) channel.mean /= std::max(count_, 1.0);
  return result;
}

Range range_of(std::span<const ChannelStatistics> channels) {
  Range range;
  for (const ChannelStatistics& channel : channels) {
    range.low = std::min(range.low, channel.low);
    range.high = std::max(range.high, channel.high);
  }
  return range;
}

}  // namespace mien::quant
