#include "mien/pipeline/face_analyzer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "face/face_of.h"
#include "face/face_reader.h"
#include "face/mesh_reader.h"
#include "mien/core/error.h"
#include "mien/face/pose.h"
#include "pipeline/model_loading.h"

namespace mien {

struct FaceAnalyzer::Impl {
  float min_quality = 0;
  float max_yaw = 90;
  std::shared_ptr<const Detector> detector;  ///< null: each picture is one face
  std::vector<FaceReader> readers;
  std::optional<MeshReader> mesh;  ///< none: the surface of faces is not asked for
};

namespace {

void check(const FaceAnalyzerOptions& options) {
  const auto refuse = [](std::string_view option, std::string_view expected, auto actual) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected {}, found {}", option, expected, actual));
  };
  if (options.threads < 1) refuse("threads", "at least 1", options.threads);
  if (options.batch < 1) refuse("batch", "at least 1", options.batch);
  if (options.age_top && *options.age_top < 1) refuse("age_top", "at least 1", *options.age_top);
  const float threshold = options.gender_threshold.value_or(0.5F);
  if (!(threshold >= 0 && threshold <= 1)) {
    refuse("gender_threshold", "0 to 1", threshold);
  }
  if (!(options.min_quality >= 0)) refuse("min_quality", "0 or more", options.min_quality);
  if (!(options.max_yaw >= 0)) refuse("max_yaw", "0 degrees or more", options.max_yaw);
}

void require_pixels(const Image& picture) {
  if (picture.empty()) throw Error(ErrorCode::input, "picture: expected pixels, found none");
}

std::vector<Detection> whole_picture(const Image& picture) {
  Detection face;
  face.box = {0, 0, static_cast<float>(picture.width()), static_cast<float>(picture.height())};
  face.score = 1;
  return {face};
}

bool gives_quality(const FaceReader& reader) {
  return std::ranges::any_of(reader.metadata().heads, &HeadSpec::length_is_quality);
}

bool takes_part(const FaceReader& reader, Reading reading) {
  return reading == Reading::all || reader.reads("emotion") || reader.reads("affect");
}

/// @param available by all models, also those that are not needed
void check_attributes(const std::vector<std::string>& requested,
                      const std::vector<std::string>& available) {
  for (const std::string& attribute : requested) {
    if (std::ranges::count(available, attribute) > 0) continue;
    throw Error(ErrorCode::usage,
                fmt::format("attributes: expected some that the models give ({}), found \"{}\"",
                            fmt::join(available, ", "), attribute));
  }
}

}  // namespace

FaceAnalyzer::FaceAnalyzer(const FaceAnalyzerOptions& options) : impl_(std::make_unique<Impl>()) {
  check(options);
  impl_->detector = options.custom_detector ? options.custom_detector : load_detector(options);
  const FaceReaderOptions reader{.attributes = options.attributes,
                                 .age_top = options.age_top,
                                 .gender_threshold = options.gender_threshold,
                                 .prior = options.prior,
                                 .contempt = !options.drop_contempt,
                                 .purpose = options.purpose,
                                 .batch = options.batch};
  std::vector<std::string> available;
  for (const std::string& model : options.models) {
    WantedNetwork loaded = load_if_wanted(
        at_precision(model, options.precision, options.store.get()), options.attributes,
        {.threads = options.threads, .spin_threads = options.spin_threads}, options.store.get());
    for (const HeadSpec& head : loaded.metadata.heads) {
      if (std::ranges::count(available, head.attribute) == 0) available.push_back(head.attribute);
    }
    if (loaded.network) impl_->readers.emplace_back(*std::move(loaded.network), reader);
  }
  check_attributes(options.attributes, available);
  check_prior(options.prior, models());
  if (options.mesh) {
    if (!impl_->detector) {
      throw Error(ErrorCode::usage, "mesh: expected a detector, which gives landmarks, found none");
    }
    const NetworkOptions network{.threads = options.threads, .spin_threads = options.spin_threads};
    impl_->mesh.emplace(load_network("facemesh", network, options.store.get()),
                        load_network("iris", network, options.store.get()), options.batch);
  }
  impl_->min_quality = options.min_quality;
  impl_->max_yaw = options.max_yaw;
  if (options.min_quality > 0 && std::ranges::none_of(impl_->readers, gives_quality)) {
    throw Error(ErrorCode::usage,
                fmt::format("min_quality: expected a model that gives the quality of faces, such "
                            "as {}, found none",
                            default_identity_model));
  }
}

FaceAnalyzer::FaceAnalyzer(FaceAnalyzer&&) noexcept = default;
FaceAnalyzer& FaceAnalyzer::operator=(FaceAnalyzer&&) noexcept = default;
FaceAnalyzer::~FaceAnalyzer() = default;

std::vector<Face> FaceAnalyzer::analyze(const Image& picture) const {
  return std::move(analyze(std::span(&picture, 1)).front());
}

std::vector<std::vector<Face>> FaceAnalyzer::analyze(std::span<const Image> pictures) const {
  std::vector<std::vector<Detection>> faces;
  faces.reserve(pictures.size());
  for (const Image& picture : pictures) faces.push_back(detect(picture));
  std::vector<std::vector<Face>> answers = read(pictures, faces);
  if (impl_->min_quality > 0) {
    for (std::vector<Face>& list : answers) {
      std::erase_if(list, [&](const Face& face) {
        return !(face.quality.value_or(0) >= impl_->min_quality);
      });
    }
  }
  return answers;
}

std::vector<Detection> FaceAnalyzer::detect(const Image& picture) const {
  require_pixels(picture);
  if (!impl_->detector) return whole_picture(picture);
  std::vector<Detection> faces = impl_->detector->detect(picture);
  if (impl_->max_yaw < 90) {
    std::erase_if(faces, [&](const Detection& face) {
      return face.landmarks && std::abs(pose_of(*face.landmarks).yaw) > impl_->max_yaw;
    });
  }
  return faces;
}

bool FaceAnalyzer::has_detector() const { return impl_->detector != nullptr; }

std::vector<std::vector<Face>> FaceAnalyzer::read(std::span<const Image> pictures,
                                                  std::span<const std::vector<Detection>> faces,
                                                  Reading reading) const {
  if (faces.size() != pictures.size()) {
    throw Error(ErrorCode::usage, fmt::format("faces: expected lists for {} pictures, found {}",
                                              pictures.size(), faces.size()));
  }
  std::vector<FaceInPicture> inputs;
  for (std::size_t p = 0; p < pictures.size(); ++p) {
    require_pixels(pictures[p]);
    for (const Detection& face : faces[p]) inputs.push_back({&pictures[p], face});
  }

  std::vector<Face> answers;
  answers.reserve(inputs.size());
  for (const FaceInPicture& input : inputs) answers.push_back(face_of(input.face));
  for (const FaceReader& reader : impl_->readers) {
    if (!takes_part(reader, reading)) continue;
    std::vector<Face> attributes = reader.read(inputs);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      answers[i] = merged(std::move(answers[i]), std::move(attributes[i]));
    }
  }

  if (impl_->mesh && reading == Reading::all) {
    std::vector<std::optional<FaceMesh>> meshes = impl_->mesh->read(inputs);
    for (std::size_t i = 0; i < answers.size(); ++i) answers[i].mesh = std::move(meshes[i]);
  }

  std::vector<std::vector<Face>> results;
  auto next = answers.begin();
  for (const std::vector<Detection>& list : faces) {
    const auto end = next + static_cast<std::ptrdiff_t>(list.size());
    results.emplace_back(std::make_move_iterator(next), std::make_move_iterator(end));
    next = end;
  }
  return results;
}

std::vector<ModelMetadata> FaceAnalyzer::models() const {
  std::vector<ModelMetadata> result;
  for (const FaceReader& reader : impl_->readers) result.push_back(reader.metadata());
  return result;
}

}  // namespace mien
