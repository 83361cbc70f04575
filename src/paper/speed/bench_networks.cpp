#include "paper/speed/bench_networks.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>

#include "app/peak_memory.h"
#include "core/output_file.h"
#include "mien/core/error.h"
#include "mien/nn/network.h"
#include "networks/export_onnx.h"

namespace mien::paper {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// A folder for the exported networks, gone with this object.
class BenchFolder {
 public:
  BenchFolder() {
    std::string pattern = (fs::temp_directory_path() / "mien-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw Error(ErrorCode::output, fmt::format("{}: cannot make a temporary folder", pattern));
    }
    path_ = pattern;
  }
  ~BenchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  BenchFolder(const BenchFolder&) = delete;
  BenchFolder& operator=(const BenchFolder&) = delete;

  [[nodiscard]] fs::path file(std::string_view network) const {
    return path_ / fmt::format("{}.onnx", network);
  }

 private:
  fs::path path_;
};

/// Numbers from -1 up to 1, the same every time.
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : state_(seed) {}

  float operator()() {
    state_ += 0x9E3779B97F4A7C15U;  // splitmix64
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    z ^= z >> 31U;
    return static_cast<float>(z >> 40U) / 0x1p23F - 1;
  }

  std::vector<float> take(std::size_t count, float bound) {
    std::vector<float> values(count);
    for (float& value : values) value = (*this)() * bound;
    return values;
  }

 private:
  std::uint64_t state_;
};

/// Weights that keep values at their size from layer to layer: none becomes so small that
/// arithmetic slows down.
train::NamedTensors random_tensors(const train::NetworkGraph& graph) {
  train::NamedTensors tensors;
  Noise noise(1);
  for (const train::Parameter& parameter : train::parameters_of(graph)) {
    using train::ParameterKind;
    const auto count = static_cast<std::size_t>(parameter.size());
    const bool zero = parameter.kind == ParameterKind::bias ||
                      parameter.kind == ParameterKind::norm_shift ||
                      parameter.kind == ParameterKind::running_mean;
    std::vector<float> values;
    if (parameter.fan_in > 0) {
      values = noise.take(count, std::sqrt(6.0F / static_cast<float>(parameter.fan_in)));
    } else {
      values.assign(count, zero ? 0.0F : 1.0F);
    }
    tensors.emplace(parameter.name, train::NamedTensor{parameter.shape, std::move(values)});
  }
  return tensors;
}

ModelMetadata metadata_for(const train::Architecture& architecture) {
  ModelMetadata metadata;
  metadata.id = std::string(architecture.name);
  metadata.task = "emotion";
  metadata.licence = "CC0-1.0";
  metadata.data_terms = "random weights";
  metadata.input.width = architecture.side;
  metadata.input.height = architecture.side;
  metadata.input.mean = {0, 0, 0};
  metadata.input.scale = {1, 1, 1};
  HeadSpec head;
  head.output = "classes";
  head.attribute = "emotion";
  head.kind = HeadKind::classes;
  head.activation = Activation::softmax;
  for (int i = 0; i < bench_classes; ++i) head.labels.push_back(fmt::format("class {}", i));
  metadata.heads = {head};
  return metadata;
}

NetworkBench exported(const train::Architecture& architecture, const fs::path& file) {
  const train::NetworkGraph graph = architecture.make({.classes = bench_classes});
  write_file(file, train::export_onnx(graph, random_tensors(graph), metadata_for(architecture)));
  return {.architecture = architecture,
          .parameters = train::count_parameters(graph),
          .multiply_adds = train::count_multiply_adds(graph, architecture.side, architecture.side),
          .file_bytes = static_cast<std::int64_t>(fs::file_size(file)),
          .single = {},
          .several = {}};
}

std::vector<train::Architecture> chosen(const std::vector<std::string>& names) {
  std::vector<train::Architecture> result;
  for (const train::Architecture& architecture : train::architectures()) {
    if (names.empty() || std::ranges::find(names, architecture.name) != names.end()) {
      result.push_back(architecture);
    }
  }
  // Names an unknown one, and those there are.
  for (const std::string& name : names) (void)train::make_network(name);
  return result;
}

/// A loaded network with a picture for it.
class Runner {
 public:
  Runner(const fs::path& file, int threads)
      : network_(Network::from_file(file, {.threads = threads})) {
    const InputSpec& input = network_.metadata().input;
    shape_ = {1, 3, input.height, input.width};
    picture_ = Noise(2).take(std::size_t{3} * static_cast<std::size_t>(input.height) *
                                 static_cast<std::size_t>(input.width),
                             1);
  }

  /// Milliseconds of one forward pass.
  double operator()() const {
    const Clock::time_point start = Clock::now();
    (void)network_.run({shape_, picture_});
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  }

 private:
  Network network_;
  std::vector<std::int64_t> shape_;
  std::vector<float> picture_;
};

/// One network with one number of threads, and its times so far.
struct Series {
  Runner runner;
  std::vector<double> times = {};

  void turn() {
    (void)runner();
    for (int i = 0; i < bench_passes; ++i) times.push_back(runner());
  }

  [[nodiscard]] Times result() const {
    std::vector<double> sorted = times;
    std::ranges::sort(sorted);
    const std::size_t middle = sorted.size() / 2;
    const double median =
        sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return {median, sorted.front()};
  }
};

/// Counts steps, and ends the run when asked to.
class Steps {
 public:
  Steps(const NetworkBenchOptions& options, std::size_t total) : options_(options), total_(total) {}

  void next() {
    ++done_;
    if (options_.progress) options_.progress(done_, total_);
    if (options_.stop && options_.stop()) throw Error(ErrorCode::cancelled, "interrupted");
  }

 private:
  const NetworkBenchOptions& options_;
  std::size_t total_;
  std::size_t done_ = 0;
};

}  // namespace

NetworksBench bench_networks(const NetworkBenchOptions& options) {
  if (options.rounds < 1 || options.threads < 1) {
    throw Error(ErrorCode::usage, fmt::format("expected 1 round and 1 thread or more, found {} and "
                                              "{}",
                                              options.rounds, options.threads));
  }
  const std::vector<train::Architecture> architectures = chosen(options.networks);
  Steps steps(options, architectures.size() * (static_cast<std::size_t>(options.rounds) + 1));
  const BenchFolder folder;
  NetworksBench bench{options, app::peak_memory_of_child({}), {}};
  std::vector<Series> single;
  std::vector<Series> several;
  for (const train::Architecture& architecture : architectures) {
    const fs::path file = folder.file(architecture.name);
    bench.networks.push_back(exported(architecture, file));
    bench.networks.back().peak_bytes = app::peak_memory_of_child(file.string());
    single.push_back({Runner(file, 1)});
    if (options.threads > 1) several.push_back({Runner(file, options.threads)});
    steps.next();
  }
  for (int round = 0; round < options.rounds; ++round) {
    for (std::size_t i = 0; i < single.size(); ++i) {
      single[i].turn();
      if (!several.empty()) several[i].turn();
      steps.next();
    }
  }
  for (std::size_t i = 0; i < single.size(); ++i) {
    bench.networks[i].single = single[i].result();
    if (!several.empty()) bench.networks[i].several = several[i].result();
  }
  return bench;
}

void print_peak_memory(const std::string& file) {
  std::optional<Runner> runner;
  if (file != "-") runner.emplace(file, 1);
  for (int i = 0; runner && i < 2; ++i) (void)(*runner)();
  write_file("-", fmt::format("{}\n", app::own_peak_memory()));
}

}  // namespace mien::paper
