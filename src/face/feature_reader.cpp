#include "face/feature_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "face/interpret.h"
#include "face/preprocess.h"
#include "mien/core/error.h"
#include "mien/face/crop.h"

namespace mien {

namespace {

constexpr std::size_t most_numbers = 65'536;

}  // namespace

FeatureReader::FeatureReader(Network network, int batch) : network_(std::move(network)) {
  measure(batch);
}

FeatureReader::FeatureReader(Network network, const std::vector<std::string>& attributes,
                             Prior prior, int batch)
    : network_(std::move(network)) {
  const ModelMetadata& metadata = network_.metadata();
  check_prior(prior, {&metadata, 1});
  for (const std::string& attribute : attributes) {
    const auto head = std::ranges::find(metadata.heads, attribute, &HeadSpec::attribute);
    if (head == metadata.heads.end()) {
      throw Error(ErrorCode::usage, fmt::format("attributes: expected some that {} gives ({}), "
                                                "found \"{}\"",
                                                metadata.id, metadata.task, attribute));
    }
    check_head(*head);
    heads_.push_back(
        {static_cast<std::size_t>(head - metadata.heads.begin()), head_for(*head, prior)});
  }
  measure(batch);
}

void FeatureReader::measure(int batch) {
  const ModelMetadata& metadata = network_.metadata();
  if (metadata.input.width == 0) {
    throw Error(ErrorCode::model, fmt::format("{}: \"input.width\": expected a fixed size for a "
                                              "network that reads faces, found 0",
                                              metadata.id));
  }
  // A network exported for a fixed batch gets exactly that many.
  const std::int64_t fixed = network_.input().shape.front();
  batch_ = static_cast<std::size_t>(fixed > 0 ? fixed : std::max(1, batch));
  // The file need not say how long its features are; one pass does.
  const std::vector<std::int64_t> shape = input_shape(network_, 1);
  const auto faces = static_cast<std::size_t>(shape.front());
  const std::vector<float> zeros(faces * input_values(metadata.input));
  dimension_ = feature(network_.run({shape, zeros}), 0, faces).size();
  if (dimension_ == 0 || dimension_ > most_numbers) {
    throw Error(ErrorCode::model, fmt::format("{}: expected features of 1 to {} numbers, found {}",
                                              metadata.id, most_numbers, dimension_));
  }
}

std::vector<float> FeatureReader::feature(const std::vector<Tensor>& outputs, std::size_t face,
                                          std::size_t faces) const {
  const auto row = [&](std::size_t output) {
    const std::vector<float>& data = outputs[output].data;
    const std::size_t width = data.size() / faces;
    return std::span(data).subspan(face * width, width);
  };
  if (heads_.empty()) {
    const std::span<const float> values = row(0);
    return {values.begin(), values.end()};
  }
  std::vector<float> numbers;
  for (const ReadHead& head : heads_) {
    std::ranges::move(answer_numbers(head.spec, row(head.output)), std::back_inserter(numbers));
  }
  return numbers;
}

std::vector<std::vector<float>> FeatureReader::read(std::span<const FaceInPicture> faces,
                                                    const CropSpec& crop) const {
  std::vector<std::vector<float>> features;
  for (std::size_t first = 0; first < faces.size(); first += batch_) {
    std::ranges::move(
        read_batch(faces.subspan(first, std::min(batch_, faces.size() - first)), crop),
        std::back_inserter(features));
  }
  return features;
}

std::vector<std::vector<float>> FeatureReader::read_batch(std::span<const FaceInPicture> faces,
                                                          const CropSpec& crop) const {
  const InputSpec& input = network_.metadata().input;
  const std::size_t values = input_values(input);
  const std::vector<std::int64_t> shape = input_shape(network_, faces.size());
  std::vector<float> batch(static_cast<std::size_t>(shape.front()) * values);
  for (std::size_t i = 0; i < faces.size(); ++i) {
    const Image cut = cut_face(*faces[i].picture, faces[i].face, input, crop);
    write_input(cut, input, std::span(batch).subspan(i * values, values));
  }
  const std::vector<Tensor> outputs = network_.run({shape, batch});
  std::vector<std::vector<float>> features;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    features.push_back(feature(outputs, i, static_cast<std::size_t>(shape.front())));
  }
  return features;
}

}  // namespace mien
