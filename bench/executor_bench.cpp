// The executor beside ONNX Runtime, with floats and in 8 bits, one thread each.
//
//   mien_bench_executor --benchmark_enable_random_interleaving=true --benchmark_repetitions=9

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "detect/cnn_kernels.h"
#include "executor/executor.h"
#include "executor/make_plan.h"
#include "figures.h"
#include "mien/nn/network.h"

namespace mien {
namespace {

std::vector<std::byte> model(const std::string& id) {
  const auto path = std::filesystem::path(MIEN_SOURCE_DIR) / ".deps" / "models" / (id + ".onnx");
  std::ifstream stream(path, std::ios::binary);
  const std::vector<char> text{std::istreambuf_iterator<char>(stream), {}};
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  return {bytes, bytes + text.size()};
}

std::vector<float> pixels(Size size) {
  std::vector<float> values(3 * static_cast<std::size_t>(size.width) *
                            static_cast<std::size_t>(size.height));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(i * 2654435761U % 1000) / 4 - 125;
  }
  return values;
}

void own(benchmark::State& state, const std::string& id, Size size,
         const detect::CnnKernels* kernels) {
  executor::Executor network(executor::make_plan(model(id), id), *kernels);
  const std::vector<float> input = pixels(size);
  while (state.KeepRunning()) benchmark::DoNotOptimize(network.run(input, size));
  state.counters["GMAC/s"] = benchmark::Counter(network.multiplications(size) * 1e-9,
                                                benchmark::Counter::kIsIterationInvariantRate);
}

void onnx_runtime(benchmark::State& state, const std::string& id, Size size) {
  const Network network = Network::from_memory(model(id), id);
  const std::array<std::int64_t, 4> shape = {1, 3, size.height, size.width};
  const std::vector<float> input = pixels(size);
  while (state.KeepRunning()) benchmark::DoNotOptimize(network.run({shape, input}));
}

/// The usual lines, whose medians are kept as well.
class Reporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    benchmark::ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.error_occurred || run.aggregate_name != "median") continue;
      bench::record_figure("executor, " + run.run_name.str(), run.GetAdjustedRealTime(), "ms");
    }
  }
};

void register_all() {
  struct Tried {
    const char* id;
    const char* int8;
    Size size;
  };
  const std::array<Tried, 4> networks = {{
      {"mobilenet-v1-emotion", "mobilenet-v1-emotion-int8", {160, 160}},
      {"mobilenet-v1-face-tuned", "mobilenet-v1-face-tuned-int8", {192, 192}},
      {"mobilefacenet-identity", nullptr, {112, 112}},
      {"rfb", nullptr, {640, 480}},
  }};
  const auto add = [](const std::string& name, auto... arguments) {
    benchmark::RegisterBenchmark(name.c_str(), arguments...)->Unit(benchmark::kMillisecond);
  };
  for (const Tried& network : networks) {
    const std::string id = network.id;
    for (const detect::CnnKernels* kernels : detect::supported_kernels()) {
      add(id + "/" + kernels->name, own, id, network.size, kernels);
    }
    add(id + "/onnxruntime", onnx_runtime, id, network.size);
    if (network.int8 != nullptr) {
      add(id + "/onnxruntime-int8", onnx_runtime, std::string(network.int8), network.size);
    }
  }
}

}  // namespace
}  // namespace mien

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  mien::register_all();
  mien::Reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  benchmark::Shutdown();
  return 0;
}
