#include "train/run/saved_run.h"

#include <fmt/format.h>

#include "mien/core/error.h"
#include "train/recipe/recipe_file.h"

namespace mien::train {

std::filesystem::path checkpoint_file(const std::filesystem::path& folder) {
  return folder / "checkpoint.pt";
}

std::optional<Checkpoint> unfinished_run(const std::filesystem::path& folder, const Recipe& recipe,
                                         bool resume) {
  const std::filesystem::path file = checkpoint_file(folder);
  if (!std::filesystem::exists(file)) return std::nullopt;
  if (!resume) {
    throw Error(
        ErrorCode::usage,
        fmt::format("{}: expected a new folder, found an unfinished run in it", folder.string()));
  }
  Checkpoint checkpoint = load_checkpoint(file);
  if (checkpoint.recipe != format_recipe(recipe)) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected a checkpoint of this recipe, found one of another; "
                            "recipe.toml beside it is what it was made with",
                            file.string()));
  }
  return checkpoint;
}

TensorMap saved_tensors(const TrainableNetwork& network, const std::string& prefix) {
  TensorMap tensors;
  for (std::size_t i = 0; i < network.parameters().size(); ++i) {
    tensors.emplace(prefix + network.parameters()[i].name, network.tensors()[i]);
  }
  return tensors;
}

void restore_tensors(TrainableNetwork& network, const TensorMap& tensors, const std::string& prefix,
                     const std::filesystem::path& file) {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < network.parameters().size(); ++i) {
    const std::string name = prefix + network.parameters()[i].name;
    const auto entry = tensors.find(name);
    const torch::Tensor& target = network.tensors()[i];
    if (entry == tensors.end() || entry->second.sizes() != target.sizes() ||
        entry->second.scalar_type() != target.scalar_type()) {
      throw Error(ErrorCode::input,
                  fmt::format("{}: expected \"{}\" of the network's type and shape, found {}",
                              file.string(), name, entry == tensors.end() ? "none" : "another"));
    }
    target.copy_(entry->second);
  }
}

}  // namespace mien::train
