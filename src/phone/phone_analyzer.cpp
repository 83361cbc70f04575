#include "phone/phone_analyzer.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "detect/cnn_kernels.h"
#include "detect/crop_net.h"
#include "detect/options.h"
#include "detect/rfb_detector.h"
#include "executor/pack_file.h"
#include "face/face_of.h"
#include "mien/core/error.h"
#include "nn/gives_any.h"
#include "nn/onnx_weights.h"
#include "phone/rfb_executor.h"

namespace mien::phone {

namespace {

const detect::CnnKernels& best_kernels() { return *detect::supported_kernels().front(); }

double milliseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

void check_picture(const Image& picture) {
  if (picture.empty()) throw Error(ErrorCode::input, "picture: expected pixels, found none");
}

}  // namespace

void PhoneAnalyzer::add(std::span<const std::byte> pack, std::string_view name) {
  executor::Plan plan = executor::read_pack(pack, name);
  if (plan.name == "mtcnn-onet") {
    onet_ = std::move(plan);
    detector_.reset();
  } else if (plan.name == "rfb") {
    rfb_ = std::move(plan);
    detector_.reset();
  } else {
    networks_.emplace_back(plan, best_kernels());
  }
}

const Detector& PhoneAnalyzer::detector(const PhoneOptions& options) {
  if (!rfb_ || !onet_) {
    throw Error(ErrorCode::usage, "detector: expected the packs of rfb and mtcnn-onet, found none");
  }
  if (!detector_ || long_side_ != options.max_long_side || max_faces_ != options.max_faces) {
    DetectorOptions detection;
    detection.max_long_side = options.max_long_side;
    detection.max_faces = options.max_faces;
    detect::check_options(detection);
    detector_ = detect::make_rfb_onet(
        std::make_unique<RfbExecutor>(*rfb_, best_kernels()),
        detect::CropNet::onet(NetworkWeights(onet_->tensors, onet_->name)), detection);
    long_side_ = options.max_long_side;
    max_faces_ = options.max_faces;
  }
  return *detector_;
}

PhoneAnswer PhoneAnalyzer::read(const Image& picture, std::span<const Detection> detections,
                                const PhoneOptions& options, PhoneAnswer answer) {
  for (const Detection& face : detections) answer.faces.push_back(face_of(face));
  for (FaceNetwork& network : networks_) {
    if (!gives_any(network.metadata(), options.attributes)) continue;
    const double start = milliseconds();
    for (std::size_t i = 0; i < detections.size(); ++i) {
      answer.faces[i] = network.read(picture, detections[i], std::move(answer.faces[i]));
    }
    answer.stages.push_back({network.metadata().id, milliseconds() - start});
  }
  return answer;
}

PhoneAnswer PhoneAnalyzer::analyze(const Image& picture, const PhoneOptions& options) {
  check_picture(picture);
  const Detector& finder = detector(options);
  const double start = milliseconds();
  const std::vector<Detection> detections = finder.detect(picture);
  PhoneAnswer answer;
  answer.stages.push_back({"detection", milliseconds() - start});
  return read(picture, detections, options, std::move(answer));
}

PhoneAnswer PhoneAnalyzer::read_face(const Image& picture, const PhoneOptions& options) {
  check_picture(picture);
  const Box box{0, 0, static_cast<float>(picture.width()), static_cast<float>(picture.height())};
  const Detection whole{.box = box, .score = 1};
  return read(picture, {&whole, 1}, options, {});
}

std::vector<ModelMetadata> PhoneAnalyzer::models() const {
  std::vector<ModelMetadata> result;
  for (const FaceNetwork& network : networks_) result.push_back(network.metadata());
  return result;
}

}  // namespace mien::phone
