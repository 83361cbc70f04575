#include "face/face_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "face/interpret.h"
#include "face/preprocess.h"
#include "mien/core/error.h"
#include "mien/face/heads.h"

namespace mien {

FaceReader::FaceReader(Network network, FaceReaderOptions options)
    : network_(std::move(network)), options_(std::move(options)) {
  const ModelMetadata& metadata = network_.metadata();
  if (metadata.input.width == 0) {
    throw Error(ErrorCode::model, fmt::format("{}: \"input.width\": expected a fixed size for a "
                                              "network that reads faces, found 0",
                                              metadata.id));
  }
  for (std::size_t i = 0; i < metadata.heads.size(); ++i) {
    HeadSpec head = head_for(metadata.heads[i], options_.prior);
    try {
      check_head(head);
    } catch (const Error& error) {
      throw Error(error.code(), fmt::format("{}: {}", metadata.id, error.what()));
    }
    if (!options_.attributes.empty() &&
        std::ranges::count(options_.attributes, head.attribute) == 0) {
      continue;
    }
    if (options_.age_top) head.age_top = *options_.age_top;
    if (options_.gender_threshold && head.attribute == "gender") {
      head.threshold = *options_.gender_threshold;
      head.sure_from = 0;  // who sets the threshold wants one of the two answers
    }
    heads_.push_back({i, std::move(head)});
  }
  const CropSpec compared = identity_crop(metadata);
  crop_ = options_.purpose == Purpose::identity ? compared : metadata.crop;
  if (options_.purpose == Purpose::both && compared != crop_ && reads("identity")) {
    compared_ = compared;
  }
  // A network exported for a fixed batch gets exactly that many.
  const std::int64_t fixed = network_.input().shape.front();
  if (fixed > 0) options_.batch = static_cast<int>(fixed);
}

bool FaceReader::reads(std::string_view attribute) const {
  return std::ranges::any_of(
      heads_, [&](const ReadHead& head) { return head.spec.attribute == attribute; });
}

ModelMetadata FaceReader::metadata() const {
  ModelMetadata metadata = network_.metadata();
  metadata.heads.clear();
  for (const ReadHead& head : heads_) {
    metadata.heads.push_back(network_.metadata().heads[head.output]);
  }
  return metadata;
}

std::vector<Face> FaceReader::read(std::span<const FaceInPicture> inputs) const {
  std::vector<Face> faces;
  faces.reserve(inputs.size());
  const auto batch = static_cast<std::size_t>(std::max(1, options_.batch));
  for (std::size_t first = 0; first < inputs.size(); first += batch) {
    const auto part = inputs.subspan(first, std::min(batch, inputs.size() - first));
    std::ranges::move(read_batch(part, crop_), std::back_inserter(faces));
    if (!compared_) continue;
    std::vector<Face> again = read_batch(part, *compared_);
    for (std::size_t i = 0; i < again.size(); ++i) {
      faces[first + i].identity = std::move(again[i].identity);
      faces[first + i].quality = again[i].quality;
    }
  }
  return faces;
}

std::vector<Face> FaceReader::read_batch(std::span<const FaceInPicture> inputs,
                                         const CropSpec& crop) const {
  const ModelMetadata& metadata = network_.metadata();
  const std::size_t values = input_values(metadata.input);
  const std::vector<std::int64_t> shape = input_shape(network_, inputs.size());
  std::vector<float> batch(static_cast<std::size_t>(shape.front()) * values);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Image cut = cut_face(*inputs[i].picture, inputs[i].face, metadata.input, crop);
    write_input(cut, metadata.input, std::span(batch).subspan(i * values, values));
  }
  const std::vector<Tensor> outputs = network_.run({shape, batch});

  std::vector<Face> faces(inputs.size());
  for (const ReadHead& head : heads_) {
    const std::vector<float>& data = outputs[head.output].data;
    const std::size_t width = data.size() / static_cast<std::size_t>(shape.front());
    for (std::size_t i = 0; i < faces.size(); ++i) {
      faces[i] =
          interpret(std::move(faces[i]), head.spec, std::span(data).subspan(i * width, width));
    }
  }
  for (Face& face : faces) {
    if (options_.contempt || !face.emotion) continue;
    face.emotion = without_class(*std::move(face.emotion), "contempt");
  }
  return faces;
}

Face merged(Face face, Face attributes) {
  if (attributes.age) {
    face.age = attributes.age;
    face.age_interval = attributes.age_interval;
  }
  if (attributes.gender) face.gender = std::move(attributes.gender);
  if (attributes.emotion) face.emotion = std::move(attributes.emotion);
  if (attributes.ethnicity) face.ethnicity = std::move(attributes.ethnicity);
  if (attributes.affect) face.affect = attributes.affect;
  if (!attributes.identity.empty()) {
    face.identity = std::move(attributes.identity);
    face.quality = attributes.quality;
  }
  return face;
}

}  // namespace mien
