// What it costs to decode, vary and normalise pictures for training; times are of one picture.

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "dataset/augment/augment.h"
#include "dataset/batch_loader.h"
#include "mien/media/image_io.h"

namespace mien::dataset {
namespace {

Image picture(int side, int phase) {
  Image image(side, side);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double value = 127 + 60 * std::sin(0.2 * x + phase) + 50 * std::cos(0.13 * y + phase);
      for (int i = 0; i < 3; ++i)
        image.mutable_row(y)[3 * x + i] = static_cast<std::uint8_t>(value);
    }
  }
  return image;
}

InputSpec input_of(int side) {
  InputSpec input;
  input.width = side;
  input.height = side;
  input.mean = {123.675F, 116.28F, 103.53F};
  input.scale = {0.0171F, 0.0175F, 0.0174F};
  return input;
}

AugmentOptions usual() {
  AugmentOptions options;
  options.geometry = {.flip = 0.5, .rotation = 15, .scale = {0.9, 1.15}, .shift = 0.08};
  options.colour = {.brightness = 0.2, .contrast = 0.2};
  options.erase = {.probability = 0.25};
  return options;
}

AugmentOptions all() {
  AugmentOptions options = usual();
  options.geometry.aspect = 1.15;
  options.geometry.crop_area = 0.7;
  options.colour = {.brightness = 0.2,
                    .contrast = 0.2,
                    .saturation = 0.2,
                    .hue = 10,
                    .gamma = {0.8, 1.25},
                    .grey = 0.1};
  options.degrade = {.blur = 0.3, .shrink = 0.3, .noise = 0.3, .jpeg = 0.3};
  return options;
}

struct Case {
  int source;
  int side;
  AugmentOptions augment;
};

void vary(benchmark::State& state, const Case& task) {
  const FacePicture face = whole(picture(task.source, 1));
  const InputSpec input = input_of(task.side);
  std::vector<float> target(static_cast<std::size_t>(3 * task.side * task.side));
  std::uint64_t number = 0;
  while (state.KeepRunning()) {
    write_augmented(draw(task.augment, Random{1, number++}), face, input, target);
    benchmark::DoNotOptimize(target.data());
  }
}

void load(benchmark::State& state, const Case& task, std::size_t cache_bytes) {
  constexpr std::size_t count = 512;
  std::vector<std::vector<std::byte>> files;
  for (std::size_t i = 0; i < count; ++i)
    files.push_back(encode_png(picture(task.source, static_cast<int>(i))));
  LoaderOptions options;
  options.input = input_of(task.side);
  options.augment = task.augment;
  options.cache_bytes = cache_bytes;
  BatchLoader loader({count, [&](std::size_t i) { return files[i]; },
                      [](std::size_t) { return std::string("picture"); }},
                     options);
  std::size_t epoch = 0;
  while (state.KeepRunningBatch(count)) {
    loader.start_epoch(epoch++);
    while (auto batch = loader.next()) benchmark::DoNotOptimize(batch->pixels.data());
  }
  state.SetItemsProcessed(state.iterations());
}

void register_all() {
  const auto unit = benchmark::kMicrosecond;
  const std::vector<std::pair<const char*, AugmentOptions>> options = {
      {"plain", {}}, {"usual", usual()}, {"all", all()}};
  for (const auto& [name, augment] : options) {
    for (const auto& [source, side] : {std::pair{48, 96}, {160, 96}, {200, 96}, {200, 224}}) {
      const std::string size = "/" + std::to_string(source) + "to" + std::to_string(side);
      benchmark::RegisterBenchmark((name + size).c_str(), vary, Case{source, side, augment})
          ->Unit(unit);
    }
  }
  const std::vector<std::pair<const char*, std::size_t>> caches = {{"loader/decoding", 0},
                                                                   {"loader/cached", 1U << 30U}};
  for (const auto& [name, cache] : caches) {
    benchmark::RegisterBenchmark(name, load, Case{48, 96, usual()}, cache)
        ->Unit(unit)
        ->MeasureProcessCPUTime()
        ->UseRealTime();
  }
}

}  // namespace
}  // namespace mien::dataset

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  mien::dataset::register_all();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
