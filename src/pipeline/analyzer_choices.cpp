#include "mien/pipeline/analyzer_choices.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "mien/models/model_store.h"

namespace mien {

FaceAnalyzerOptions with_models_of(FaceAnalyzerOptions options,
                                   const std::filesystem::path& folder) {
  options.store = std::make_shared<const ModelStore>(Catalogue::standard(), folder);
  return options;
}

FaceAnalyzerOptions with_identity(FaceAnalyzerOptions options) {
  if (options.detector == "none" && !options.custom_detector) return options;
  if (options.models == FaceAnalyzerOptions{}.models) {
    options.models.emplace_back(default_identity_model);
    options.purpose = Purpose::attributes;
  } else {
    options.purpose = Purpose::both;
  }
  return options;
}

FaceAnalyzerOptions identity_alone(FaceAnalyzerOptions options) {
  if (options.models == FaceAnalyzerOptions{}.models) {
    options.models = {std::string(default_identity_model)};
  }
  options.purpose = Purpose::identity;
  return options;
}

std::optional<OperatingPoint> operating_point(const ModelMetadata& model, double false_accepts,
                                              std::size_t pairs) {
  std::optional<OperatingPoint> best;
  std::optional<OperatingPoint> strictest;
  bool allowed = false;
  const double share = false_accepts / static_cast<double>(std::max<std::size_t>(1, pairs));
  for (const HeadSpec& head : model.heads) {
    if (head.kind != HeadKind::identity) continue;
    for (const OperatingPoint& point : head.operating_points) {
      allowed = allowed || point.false_accepts <= false_accepts;
      if (!strictest || point.false_accepts < strictest->false_accepts) strictest = point;
      if (point.false_accepts > share) continue;
      if (!best || point.false_accepts > best->false_accepts) best = point;
    }
  }
  if (!best && allowed) return strictest;
  return best;
}

}  // namespace mien
