#include "phone/packs.h"

#include <utility>

#include "executor/make_plan.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien::phone {

std::vector<NamedPack> make_packs(const ModelStore& store, const executor::PackOptions& faces) {
  std::vector<NamedPack> packs;
  // Among overlapping proposals of RFB the best one wins, so that the least rounding can choose
  // another one.
  packs.push_back({"rfb", executor::write_pack(executor::make_plan(store.load("rfb"), "rfb"),
                                               {.exact = true})});
  packs.push_back({"mtcnn-onet", executor::write_pack(executor::weights_alone(
                                     store.load("mtcnn-onet"), "mtcnn-onet"))});
  std::vector<std::string> models = FaceAnalyzerOptions{}.models;
  models.emplace_back(default_identity_model);
  for (const std::string& model : models) {
    packs.push_back(
        {model, executor::write_pack(executor::make_plan(store.load(model), model), faces)});
  }
  return packs;
}

}  // namespace mien::phone
