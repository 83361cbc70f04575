#include "mien/pipeline/face_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "face/feature_reader.h"
#include "mien/core/error.h"
#include "models/graph/feature_layer.h"
#include "models/graph/onnx_file.h"
#include "pipeline/head_layer.h"
#include "pipeline/model_loading.h"

namespace mien {

struct FaceFeatures::Impl {
  ModelMetadata metadata;
  std::vector<HeadLayer> layers;
  FeatureReader reader;
};

namespace {

const HeadSpec& head_of(const ModelMetadata& metadata, const std::string& attribute) {
  const auto head = std::ranges::find(metadata.heads, attribute, &HeadSpec::attribute);
  if (head != metadata.heads.end()) return *head;
  throw Error(ErrorCode::usage, fmt::format("attribute: expected one that {} gives ({}), found "
                                            "\"{}\"",
                                            metadata.id, metadata.task, attribute));
}

}  // namespace

FaceFeatures::FaceFeatures(const std::string& model, const FaceFeaturesOptions& options) {
  const std::vector<std::byte> bytes = model_bytes(model, options.store.get());
  const onnx::ModelProto proto = models::parse_onnx(bytes, model);
  ModelMetadata metadata = models::metadata_of(proto, model);
  const HeadSpec& chosen = head_of(metadata, options.attribute);
  const std::optional<StoredLayer> first = stored_layer(proto.graph(), chosen);
  if (!first) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected a fully connected layer with weights of 32 or 16 bits "
                            "that leads to the output \"{}\", found none",
                            model, chosen.output));
  }
  std::vector<HeadLayer> layers = {first->layer};
  for (const HeadSpec& head : metadata.heads) {
    if (&head == &chosen) continue;
    std::optional<StoredLayer> other = stored_layer(proto.graph(), head);
    if (other && other->feature == first->feature) layers.push_back(std::move(other->layer));
  }
  const models::FeatureNetwork cut = models::feature_network(bytes, model, first->feature);
  FeatureReader reader(Network::from_memory(cut.onnx, model, {.threads = options.threads}),
                       options.batch);
  if (reader.dimension() * first->layer.outputs != first->layer.weights.size()) {
    throw Error(
        ErrorCode::model,
        fmt::format("{}: \"{}\": expected features of {} numbers, found {}", model, first->feature,
                    first->layer.weights.size() / first->layer.outputs, reader.dimension()));
  }
  impl_ = std::make_unique<Impl>(Impl{std::move(metadata), std::move(layers), std::move(reader)});
}

FaceFeatures::FaceFeatures(FaceFeatures&&) noexcept = default;
FaceFeatures& FaceFeatures::operator=(FaceFeatures&&) noexcept = default;
FaceFeatures::~FaceFeatures() = default;

std::size_t FaceFeatures::dimension() const { return impl_->reader.dimension(); }
const ModelMetadata& FaceFeatures::metadata() const { return impl_->metadata; }
const std::vector<HeadLayer>& FaceFeatures::layers() const { return impl_->layers; }

std::vector<std::vector<float>> FaceFeatures::read(std::span<const Image> faces) const {
  std::vector<FaceInPicture> inputs;
  for (const Image& face : faces) {
    if (face.width() == 0 || face.height() == 0) {
      throw Error(ErrorCode::usage,
                  "faces: expected pictures of 1x1 pixels or more, found an "
                  "empty one");
    }
    const Box whole{0, 0, static_cast<float>(face.width()), static_cast<float>(face.height())};
    inputs.push_back({&face, {.box = whole, .score = 1}});
  }
  // The caller has cut the faces.
  return impl_->reader.read(inputs, CropSpec{});
}

}  // namespace mien
