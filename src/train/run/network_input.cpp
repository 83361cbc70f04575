#include "train/run/network_input.h"

namespace mien::train {

namespace {

// Decoded pictures of a set such as FER+ (64 MB) are kept; larger sets in part.
constexpr std::size_t cache_bytes = std::size_t{2} << 30;

}  // namespace

dataset::LoaderOptions loader_options(const Recipe& recipe, int input_size) {
  dataset::LoaderOptions options;
  options.input = recipe.input;
  if (input_size > 0) {
    options.input.width = input_size;
    options.input.height = input_size;
  }
  options.crop = recipe.crop;
  options.seed = recipe.seed;
  options.threads = static_cast<std::size_t>(recipe.loader_threads);
  options.cache_bytes = cache_bytes;
  options.max_corrupt_share = recipe.max_corrupt_share;
  return options;
}

torch::Tensor network_input(const dataset::Batch& batch, const InputSpec& input) {
  // from_blob takes a pointer to what it could change; nothing does.
  auto* pixels = const_cast<float*>(batch.pixels.data());  // NOLINT(*-const-cast)
  const auto count = static_cast<std::int64_t>(batch.samples.size() * batch.views);
  return torch::from_blob(pixels, {count, input.height, input.width, 3}, torch::kFloat)
      .permute({0, 3, 1, 2});
}

torch::Tensor sample_tensor(const dataset::Batch& batch) {
  torch::Tensor samples = torch::empty({std::ssize(batch.samples)}, torch::kLong);
  std::copy(batch.samples.begin(), batch.samples.end(), samples.data_ptr<std::int64_t>());
  return samples;
}

}  // namespace mien::train
