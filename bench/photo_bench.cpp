// The time from pixels to answer, stage by stage, on face-api's six sample photos at minimum face
// 40. It prints medians of interleaved repetitions. The forward pass stands beside a plain call of
// ONNX Runtime.

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <onnxruntime_cxx_api.h>
#include <onnxruntime_session_options_config_keys.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "app/memory.h"
#include "face/face_reader.h"
#include "face/preprocess.h"
#include "mien/core/error.h"
#include "mien/face/crop.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/face_analyzer.h"
#include "nn/engine.h"
#include "pipeline/model_loading.h"
#include "table_reporter.h"

namespace mien::bench {
namespace {

namespace fs = std::filesystem;
constexpr int min_face = 40;
constexpr int repetitions = 7;

std::vector<std::byte> read_bytes(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::vector<char> text{std::istreambuf_iterator<char>(stream), {}};
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

struct Sample {
  std::string name;
  std::vector<std::byte> file;
  Image picture;
};

std::vector<Sample> load_samples() {
  std::vector<Sample> samples;
  for (int i = 1; i <= 6; ++i) {
    const std::string name = fmt::format("sample{}", i);
    const fs::path path = fs::path(MIEN_SOURCE_DIR) / ".deps" / "samples" / (name + ".jpg");
    Sample sample{name, read_bytes(path), {}};
    sample.picture = decode_image(sample.file, name);
    samples.push_back(std::move(sample));
  }
  return samples;
}

FaceAnalyzerOptions options_for(int threads) {
  FaceAnalyzerOptions options;
  options.threads = threads;
  options.detection.min_face = min_face;
  return options;
}

/// All that one thread count needs.
struct Stages {
  explicit Stages(int count)
      : threads(count), analyzer(options_for(count)), detector(load_detector(options_for(count))) {
    for (const std::string& model : FaceAnalyzerOptions{}.models) {
      readers.emplace_back(
          load_network(at_precision(model, Precision::automatic, nullptr), {.threads = count}),
          FaceReaderOptions{});
    }
  }
  int threads;
  FaceAnalyzer analyzer;
  std::shared_ptr<const Detector> detector;
  std::vector<FaceReader> readers;
};

std::vector<FaceInPicture> faces_of(const Stages& stages, const Sample& sample) {
  std::vector<FaceInPicture> faces;
  for (const Detection& face : stages.detector->detect(sample.picture)) {
    faces.push_back({&sample.picture, face});
  }
  return faces;
}

std::size_t crop_all(const Stages& stages, std::span<const FaceInPicture> faces) {
  std::size_t written = 0;
  for (const FaceReader& reader : stages.readers) {
    const ModelMetadata& metadata = reader.network().metadata();
    std::vector<float> values(input_values(metadata.input));
    for (const FaceInPicture& face : faces) {
      write_input(cut_face(*face.picture, face.face, metadata.input, metadata.crop), metadata.input,
                  values);
      benchmark::DoNotOptimize(values.data());
      written += values.size();
    }
  }
  return written;
}

/// Inputs of one forward pass of a network over `faces` faces; the values do not matter for speed.
struct Pass {
  Pass(const Network& network, std::size_t faces) {
    const InputSpec& input = network.metadata().input;
    shape = network.input().shape;
    shape.front() = static_cast<std::int64_t>(faces);
    data.resize(faces * input_values(input));
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<float>(i % 255) - 127;
  }
  std::vector<std::int64_t> shape;
  std::vector<float> data;
};

template <typename Body>
void add(const std::string& name, const Body& body) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [body](benchmark::State& state) {
                                 while (state.KeepRunning()) {
                                   benchmark::DoNotOptimize(body());
                                 }
                               })
      ->Unit(benchmark::kMillisecond)
      ->UseRealTime()
      ->MinTime(0.15)
      ->Repetitions(repetitions)
      ->ReportAggregatesOnly();
}

void add_stages(const Stages& stages, const Sample& sample) {
  const std::string row =
      fmt::format("{}, {} thread{}", sample.name, stages.threads, stages.threads == 1 ? "" : "s");
  const auto faces = std::make_shared<std::vector<FaceInPicture>>(faces_of(stages, sample));
  add("decode/" + row, [&sample] { return decode_image(sample.file, sample.name).width(); });
  add("detect/" + row, [&] { return stages.detector->detect(sample.picture).size(); });
  add("crop/" + row, [&stages, faces] { return crop_all(stages, *faces); });
  std::vector<std::shared_ptr<Pass>> passes;
  for (const FaceReader& reader : stages.readers) {
    passes.push_back(std::make_shared<Pass>(reader.network(), faces->size()));
  }
  add("forward/" + row, [&stages, passes] {
    std::size_t outputs = 0;
    for (std::size_t i = 0; i < passes.size(); ++i) {
      outputs += stages.readers[i].network().run({passes[i]->shape, passes[i]->data}).size();
    }
    return outputs;
  });
  add("total/" + row,
      [&] { return stages.analyzer.analyze(decode_image(sample.file, sample.name)).size(); });
}

/// A plain call of ONNX Runtime on the same file, as a program without mien would write it.
class PlainSession {
 public:
  PlainSession(const fs::path& file, int threads) {
    Ort::SessionOptions options;
    options.SetIntraOpNumThreads(threads);
    options.AddConfigEntry(kOrtSessionOptionsConfigAllowIntraOpSpinning, "0");
    session_ = Ort::Session(engine(), file.c_str(), options);
    Ort::AllocatorWithDefaultOptions allocator;
    input_ = session_.GetInputNameAllocated(0, allocator).get();
    for (std::size_t i = 0; i < session_.GetOutputCount(); ++i) {
      outputs_.emplace_back(session_.GetOutputNameAllocated(i, allocator).get());
    }
  }

  std::size_t run(const Pass& pass) {
    const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
    const auto tensor =
        Ort::Value::CreateTensor<float>(memory, const_cast<float*>(pass.data.data()),
                                        pass.data.size(), pass.shape.data(), pass.shape.size());
    const char* input = input_.c_str();
    std::vector<const char*> outputs;
    for (const std::string& name : outputs_) outputs.push_back(name.c_str());
    return session_
        .Run(Ort::RunOptions{nullptr}, &input, &tensor, 1, outputs.data(), outputs.size())
        .size();
  }

 private:
  Ort::Session session_{nullptr};
  std::string input_;
  std::vector<std::string> outputs_;
};

void add_forward_comparison(const Stages& stages) {
  const fs::path models = std::getenv("MIEN_MODELS");
  for (const FaceReader& reader : stages.readers) {
    const std::string id = reader.network().metadata().id;
    const auto pass = std::make_shared<Pass>(reader.network(), 1);
    const auto plain = std::make_shared<PlainSession>(models / (id + ".onnx"), stages.threads);
    const std::string row =
        fmt::format("{}, {} thread{}", id, stages.threads, stages.threads == 1 ? "" : "s");
    add("mien/" + row, [&reader, pass] {
      return reader.network().run({pass->shape, pass->data}).size();
    });
    add("ONNX Runtime/" + row, [plain, pass] { return plain->run(*pass); });
  }
}

void run(TableReporter& reporter) {
  benchmark::RunSpecifiedBenchmarks(&reporter);
  benchmark::ClearRegisteredBenchmarks();
}

int run_all() {
  if (std::getenv("MIEN_MODELS") == nullptr) {
    throw Error(ErrorCode::usage, "MIEN_MODELS: expected the folder of models, found nothing");
  }
  const std::vector<Sample> samples = load_samples();
  std::vector<std::unique_ptr<Stages>> all_stages;
  for (const int threads : {1, 2}) all_stages.push_back(std::make_unique<Stages>(threads));

  std::cout
      << "\nMilliseconds for each photo of face-api's samples (1920 pixels wide), minimum face "
      << min_face << ", medians of " << repetitions << " interleaved repetitions:\n\n";
  TableReporter photo_table("photo", {"decode", "detect", "crop", "forward", "total"});
  for (const auto& stages : all_stages) {
    for (const Sample& sample : samples) add_stages(*stages, sample);
  }
  run(photo_table);

  std::cout
      << "\nMilliseconds for a forward pass of one face, mien and a plain call of ONNX Runtime "
         "in turns:\n\n";
  TableReporter forward_table("network", {"mien", "ONNX Runtime"});
  for (const auto& stages : all_stages) add_forward_comparison(*stages);
  run(forward_table);
  return 0;
}

}  // namespace
}  // namespace mien::bench

int main(int argc, char** argv) {
  mien::app::take_memory_in_large_pieces();
  // The repetitions of all benchmarks take turns, so that a slow minute of the machine hits all
  // alike.
  std::vector<char*> arguments(argv, argv + argc);
  std::string interleave = "--benchmark_enable_random_interleaving=true";
  arguments.push_back(interleave.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  try {
    return mien::bench::run_all();
  } catch (const std::exception& error) {
    std::cerr << "bench: " << error.what() << '\n';
    return 1;
  }
}
