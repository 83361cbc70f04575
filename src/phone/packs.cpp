#include "phone/packs.h"

#include <string_view>
#include <utility>

#include "executor/make_plan.h"
#include "executor/pack_file.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien::phone {

namespace {

/// Ethnicity loses more by rounding than the other attributes.
executor::PackOptions face_options(std::string_view model, PackSize size) {
  executor::PackOptions options;
  if (size == PackSize::halves) return options;
  // Smaller layers are a small share of the whole, and rounding them costs the most.
  options.rounded_from = 20'000;
  if (model == "mobilenet-v1-face-tuned") {
    options.rounding = {.bits = 9, .group = 64};
  } else {
    options.rounding = {.bits = 8, .group = 32};
  }
  return options;
}

}  // namespace

std::vector<NamedPack> make_packs(const ModelStore& store, PackSize size) {
  std::vector<NamedPack> packs;
  // Among overlapping proposals of RFB the best one wins, so that the least rounding can choose
  // another one.
  executor::PackOptions exact;
  exact.exact = true;
  packs.push_back(
      {"rfb", executor::write_pack(executor::make_plan(store.load("rfb"), "rfb"), exact)});
  packs.push_back({"mtcnn-onet", executor::write_pack(executor::weights_alone(
                                     store.load("mtcnn-onet"), "mtcnn-onet"))});
  std::vector<std::string> models = FaceAnalyzerOptions{}.models;
  models.emplace_back(default_identity_model);
  for (const std::string& model : models) {
    packs.push_back({model, executor::write_pack(executor::make_plan(store.load(model), model),
                                                 face_options(model, size))});
  }
  return packs;
}

}  // namespace mien::phone
