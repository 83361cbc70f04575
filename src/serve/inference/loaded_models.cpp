#include "serve/inference/loaded_models.h"

#include <algorithm>

#include "pipeline/model_loading.h"
#include "serve/problem.h"

namespace mien::serve {

LoadedModels::LoadedModels(const ServeOptions& options, const Networks& networks)
    : options_(options.analyzer), limit_(options.limits.answer_time), free_(options.threads) {
  std::vector<std::string> sources = options.analyzer.models;
  sources.push_back(options.identity_model);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const std::string& name = networks.models().at(i).id;
    if (std::ranges::count(models_, name, &Model::name) > 0) continue;
    models_.push_back({name, sources[i]});
  }
}

std::vector<std::string> LoadedModels::names() const {
  std::vector<std::string> names;
  for (const Model& model : models_) names.push_back(model.name);
  return names;
}

std::shared_ptr<const Network> LoadedModels::find(const std::string& name) {
  const auto model = std::ranges::find_if(models_, [&](const Model& candidate) {
    return candidate.name == name || candidate.source == name;
  });
  if (model == models_.end()) return nullptr;
  const std::scoped_lock lock(mutex_);
  if (!model->network) {
    const ModelStore* const store = options_.store.get();
    const std::string source = at_precision(model->source, options_.precision, store);
    model->network = std::make_shared<const Network>(load_network(source, {}, store));
  }
  return model->network;
}

std::vector<Tensor> LoadedModels::run(const Network& network, const TensorView& input) {
  {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, limit_, [&] { return free_ > 0; })) {
      throw busy("other requests take all the time that there is");
    }
    --free_;
  }
  // Given back also where the pass fails.
  const std::shared_ptr<void> turn(nullptr, [this](void*) {
    const std::scoped_lock lock(mutex_);
    ++free_;
    changed_.notify_one();
  });
  return network.run(input);
}

}  // namespace mien::serve
