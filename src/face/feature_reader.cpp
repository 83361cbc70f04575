#include "face/feature_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "face/preprocess.h"
#include "mien/core/error.h"
#include "mien/face/crop.h"

namespace mien {

namespace {

constexpr std::size_t most_numbers = 65'536;

}  // namespace

FeatureReader::FeatureReader(Network network, int batch) : network_(std::move(network)) {
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
  const std::vector<float> zeros(static_cast<std::size_t>(shape.front()) *
                                 input_values(metadata.input));
  const std::vector<Tensor> outputs = network_.run({shape, zeros});
  dimension_ = outputs.front().data.size() / static_cast<std::size_t>(shape.front());
  if (dimension_ == 0 || dimension_ > most_numbers) {
    throw Error(ErrorCode::model, fmt::format("{}: expected features of 1 to {} numbers, found {}",
                                              metadata.id, most_numbers, dimension_));
  }
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
  const std::vector<float>& data = outputs.front().data;
  std::vector<std::vector<float>> features;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    const auto begin = data.begin() + static_cast<std::ptrdiff_t>(i * dimension_);
    features.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(dimension_));
  }
  return features;
}

}  // namespace mien
