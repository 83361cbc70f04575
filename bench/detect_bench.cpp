// The detectors' networks on mien's kernels and on ONNX Runtime, the shrinking of a photo for RFB,
// and whole detectors on sample photos.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "detect/crop_net.h"
#include "detect/pnet.h"
#include "detect/rfb_boxes.h"
#include "detect/rfb_net.h"
#include "executor/bfloat16/rfb_bf16.h"
#include "figures.h"
#include "mien/detect/mtcnn.h"
#include "mien/detect/rfb.h"
#include "mien/media/image_io.h"
#include "mien/nn/network.h"
#include "pixels/area.h"

namespace mien {
namespace {

const std::filesystem::path dependencies = std::filesystem::path(MIEN_SOURCE_DIR) / ".deps";

std::vector<std::byte> read(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::vector<char> text{std::istreambuf_iterator<char>(stream), {}};
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  return {bytes, bytes + text.size()};
}

std::vector<std::byte> model(const std::string& id) {
  return read(dependencies / "models" / (id + ".onnx"));
}

/// Levels of a 640x480 picture from a face of 12 pixels up.
std::vector<Size> levels() {
  std::vector<Size> sizes;
  for (double scale = 1; 480 * scale >= 12; scale *= 0.709) {
    sizes.push_back(
        {static_cast<int>(std::ceil(640 * scale)), static_cast<int>(std::ceil(480 * scale))});
  }
  return sizes;
}

std::vector<float> pixels(std::size_t count) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = static_cast<float>(i * 2654435761U % 1000) / 500 - 1;
  return values;
}

void pnet_own(benchmark::State& state, const detect::CnnKernels* kernels) {
  const detect::PNet net(NetworkWeights(model("mtcnn-pnet"), "pnet"));
  const std::vector<float> input = pixels(std::size_t{3} * 640 * 480);
  detect::PNetWorkspace workspace;
  while (state.KeepRunning()) {
    for (const Size size : levels()) {
      const auto row = [&](int y, float* out) {
        std::copy_n(input.data() + static_cast<std::ptrdiff_t>(y) * 3 * size.width, 3 * size.width,
                    out);
      };
      const int rows = detect::PNet::cells(size).height;
      benchmark::DoNotOptimize(net.scan(*kernels, size, row, {0, rows, 0.99F, 20'000}, workspace));
    }
  }
}

void pnet_onnx_runtime(benchmark::State& state) {
  const Network network = Network::from_memory(model("mtcnn-pnet"), "pnet");
  const std::vector<float> input = pixels(std::size_t{3} * 640 * 480);
  while (state.KeepRunning()) {
    for (const Size size : levels()) {
      const std::array<std::int64_t, 4> shape = {1, 3, size.height, size.width};
      const std::span<const float> data(input.data(), 3 * static_cast<std::size_t>(size.width) *
                                                          static_cast<std::size_t>(size.height));
      benchmark::DoNotOptimize(network.run({shape, data}));
    }
  }
}

void crops_own(benchmark::State& state, const detect::CnnKernels* kernels, bool rnet,
               std::size_t count) {
  const NetworkWeights weights(model(rnet ? "mtcnn-rnet" : "mtcnn-onet"), "net");
  const detect::CropNet net =
      rnet ? detect::CropNet::rnet(weights) : detect::CropNet::onet(weights);
  const std::vector<float> input = pixels(count * net.crop_size());
  detect::CropWorkspace workspace;
  while (state.KeepRunning()) benchmark::DoNotOptimize(net.run(*kernels, input, workspace));
}

void crops_onnx_runtime(benchmark::State& state, bool rnet, std::int64_t count) {
  const Network network = Network::from_memory(model(rnet ? "mtcnn-rnet" : "mtcnn-onet"), "net");
  const std::int64_t side = rnet ? 24 : 48;
  const std::array<std::int64_t, 4> shape = {count, 3, side, side};
  const std::vector<float> input = pixels(static_cast<std::size_t>(count * 3 * side * side));
  while (state.KeepRunning()) benchmark::DoNotOptimize(network.run({shape, input}));
}

constexpr int first_long_side = 640;
constexpr int second_long_side = 320;

Image sample(int photo) {
  return read_image(dependencies / "samples" / ("sample" + std::to_string(photo) + ".jpg"));
}

/// The first sample photo as the detector sees it.
Image shrunk_sample(int long_side) {
  const Image photo = sample(1);
  return resize(photo, detect::rfb_shrunk(photo.size(), long_side));
}

void shrink_own(benchmark::State& state) {
  const Image photo = sample(1);
  const Size size = detect::rfb_shrunk(photo.size(), first_long_side);
  const detect::CnnKernels& kernels = *detect::supported_kernels().front();
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(pixels::area_reduced(photo, size, kernels.weighted_rows));
  }
}

void shrink_opencv(benchmark::State& state) {
  const Image photo = sample(1);
  const Size size = detect::rfb_shrunk(photo.size(), first_long_side);
  const cv::Mat from(photo.height(), photo.width(), CV_8UC3,
                     const_cast<std::uint8_t*>(photo.row(0)),
                     static_cast<std::size_t>(photo.stride()));
  while (state.KeepRunning()) {
    cv::Mat small;
    cv::resize(from, small, {size.width, size.height}, 0, 0, cv::INTER_AREA);
    benchmark::DoNotOptimize(small.ptr());
  }
}

void rfb_bf16(benchmark::State& state, int long_side) {
  const auto pass = executor::make_rfb_bf16(model("rfb"));
  if (!pass) return state.SkipWithError("this processor has no instructions for bfloat16");
  const Image picture = shrunk_sample(long_side);
  while (state.KeepRunning()) benchmark::DoNotOptimize(pass->run(picture));
}

void rfb_onnx_runtime(benchmark::State& state, int long_side) {
  const detect::RfbNet pass(model("rfb"), 1);
  const Image picture = shrunk_sample(long_side);
  while (state.KeepRunning()) benchmark::DoNotOptimize(pass.run(picture));
}

enum class Which { rfb_onet, rfb, mtcnn };

std::unique_ptr<Detector> detector_of(Which kind, const DetectorOptions& options) {
  if (kind == Which::mtcnn) {
    return make_mtcnn({model("mtcnn-pnet"), model("mtcnn-rnet"), model("mtcnn-onet")}, options);
  }
  const std::vector<std::byte> rfb = model("rfb");
  const std::vector<std::byte> onet = model("mtcnn-onet");
  return kind == Which::rfb ? make_rfb({rfb, onet}, options) : make_rfb_onet({rfb, onet}, options);
}

void whole(benchmark::State& state, int photo, int threads, Which kind) {
  DetectorOptions options;
  options.min_face = 40;
  options.threads = threads;
  const auto detector = detector_of(kind, options);
  const Image image = sample(photo);
  while (state.KeepRunning()) benchmark::DoNotOptimize(detector->detect(image));
}

/// The usual lines, which are kept as well.
class Reporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    benchmark::ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      bench::record_figure("detection, " + run.benchmark_name(), run.GetAdjustedRealTime(), "ms");
    }
  }
};

void register_all() {
  const auto unit = benchmark::kMillisecond;
  for (const detect::CnnKernels* kernels : detect::supported_kernels()) {
    const std::string name = std::string("/") + kernels->name;
    benchmark::RegisterBenchmark(("pnet" + name).c_str(), pnet_own, kernels)->Unit(unit);
    benchmark::RegisterBenchmark(("rnet64" + name).c_str(), crops_own, kernels, true, 64)
        ->Unit(unit);
    benchmark::RegisterBenchmark(("onet16" + name).c_str(), crops_own, kernels, false, 16)
        ->Unit(unit);
  }
  benchmark::RegisterBenchmark("pnet/onnxruntime", pnet_onnx_runtime)->Unit(unit);
  benchmark::RegisterBenchmark("rnet64/onnxruntime", crops_onnx_runtime, true, 64)->Unit(unit);
  benchmark::RegisterBenchmark("onet16/onnxruntime", crops_onnx_runtime, false, 16)->Unit(unit);
  benchmark::RegisterBenchmark("shrink/mien", shrink_own)->Unit(unit);
  benchmark::RegisterBenchmark("shrink/opencv", shrink_opencv)->Unit(unit);
  for (const int long_side : {first_long_side, second_long_side}) {
    const std::string name = "rfb" + std::to_string(long_side);
    benchmark::RegisterBenchmark((name + "/bfloat16").c_str(), rfb_bf16, long_side)->Unit(unit);
    benchmark::RegisterBenchmark((name + "/onnxruntime").c_str(), rfb_onnx_runtime, long_side)
        ->Unit(unit);
  }
  for (int threads = 1; threads <= 2; ++threads) {
    for (int photo = 1; photo <= 6; ++photo) {
      const std::string name =
          "/sample" + std::to_string(photo) + "/threads" + std::to_string(threads);
      for (const auto& [detector, kind] :
           {std::pair{"rfb-onet", Which::rfb_onet}, std::pair{"rfb", Which::rfb},
            std::pair{"mtcnn", Which::mtcnn}}) {
        benchmark::RegisterBenchmark((detector + name).c_str(), whole, photo, threads, kind)
            ->Unit(unit)
            ->UseRealTime();
      }
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
