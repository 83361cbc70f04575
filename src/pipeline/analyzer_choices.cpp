#include "mien/pipeline/analyzer_choices.h"

#include <algorithm>
#include <string>
#include <utility>

#include "mien/models/model_store.h"
#include "pipeline/model_loading.h"

namespace mien {

AnalyzerOptions with_models_of(AnalyzerOptions options, const std::filesystem::path& folder) {
  const ModelStore store(Catalogue::standard(), folder);
  for (std::string& model : options.models) {
    if (is_model_path(model)) continue;
    // Verifies it: the path is read without a look at the catalogue.
    static_cast<void>(store.load(model));
    model = store.path_of(model).string();
  }
  if (!options.custom_detector && options.detector != "none") {
    options.custom_detector = load_detector(options, store);
  }
  return options;
}

AnalyzerOptions with_identity(AnalyzerOptions options) {
  if (options.detector == "none" && !options.custom_detector) return options;
  if (options.models == AnalyzerOptions{}.models) {
    options.models.emplace_back(default_identity_model);
    options.purpose = Purpose::attributes;
  } else {
    options.purpose = Purpose::both;
  }
  return options;
}

AnalyzerOptions identity_alone(AnalyzerOptions options) {
  if (options.models == AnalyzerOptions{}.models) {
    options.models = {std::string(default_identity_model)};
  }
  options.purpose = Purpose::identity;
  return options;
}

std::optional<OperatingPoint> operating_point(const ModelMetadata& model, double false_accepts) {
  std::optional<OperatingPoint> best;
  for (const HeadSpec& head : model.heads) {
    if (head.kind != HeadKind::identity) continue;
    for (const OperatingPoint& point : head.operating_points) {
      if (point.false_accepts > false_accepts) continue;
      if (!best || point.false_accepts > best->false_accepts) best = point;
    }
  }
  return best;
}

}  // namespace mien
