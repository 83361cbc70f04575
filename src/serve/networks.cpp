#include "serve/networks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mien/core/error.h"
#include "pipeline/model_loading.h"

namespace mien::serve {

Networks::Networks(const ServeOptions& options) {
  FaceAnalyzerOptions analyzer = options.analyzer;
  // Pictures and batches are what runs side by side.
  analyzer.threads = 1;
  analyzer.attributes.clear();
  if (!analyzer.custom_detector) analyzer.custom_detector = load_detector(analyzer);
  for (const std::string& model : options.analyzer.models) {
    analyzer.models = {model};
    analyzers_.emplace_back(analyzer);
  }
  analyzer.models = {options.identity_model};
  analyzer.purpose = Purpose::identity;
  analyzers_.emplace_back(analyzer);
  for (const FaceAnalyzer& reader : analyzers_) models_.push_back(reader.models().front());
  if (std::ranges::count(identity_model().heads, HeadKind::identity, &HeadSpec::kind) == 0) {
    throw Error(
        ErrorCode::model,
        fmt::format("{}: expected a model with an identity head, found none", identity_model().id));
  }
  for (std::size_t i = 0; i + 1 < models_.size(); ++i) {
    for (const HeadSpec& head : models_[i].heads) {
      const bool known = std::ranges::count(attributes_, head.attribute) > 0;
      if (head.attribute != "identity" && !known) attributes_.push_back(head.attribute);
    }
  }
}

std::vector<std::size_t> Networks::networks_for(const AttributeChoice& choice) const {
  const auto gives = [&](const HeadSpec& head) {
    return choice.attributes.empty() || std::ranges::count(choice.attributes, head.attribute) > 0;
  };
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i + 1 < models_.size() && !choice.only_identity; ++i) {
    if (std::ranges::any_of(models_[i].heads, gives)) chosen.push_back(i);
  }
  if (choice.identity) chosen.push_back(models_.size() - 1);
  return chosen;
}

std::vector<Detection> Networks::detect(const Image& picture) const {
  return analyzers_.front().detect(picture);
}

std::vector<std::vector<Face>> Networks::read(std::size_t network, std::span<const Image> pictures,
                                              std::span<const std::vector<Detection>> faces) const {
  return analyzers_.at(network).read(pictures, faces);
}

Face only_chosen(Face face, const AttributeChoice& choice) {
  if (!choice.identity) {
    face.identity.clear();
    face.quality.reset();
  }
  const auto drop = [&](const char* attribute) {
    return choice.only_identity ||
           (!choice.attributes.empty() && std::ranges::count(choice.attributes, attribute) == 0);
  };
  if (drop("age")) {
    face.age.reset();
    face.age_interval.reset();
  }
  if (drop("gender")) face.gender.reset();
  if (drop("emotion")) face.emotion.reset();
  if (drop("ethnicity")) face.ethnicity.reset();
  if (drop("affect")) face.affect.reset();
  return face;
}

}  // namespace mien::serve
