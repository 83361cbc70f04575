#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "mien/media/image_io.h"
#include "pipeline/analyzer_fixture.h"
#include "resources.h"

namespace mien {
namespace {

/// Calls `analyzer` from several threads at once and compares with the answers of one.
void expect_same_from_many_threads(const FaceAnalyzer& analyzer, std::span<const Image> pictures,
                                   int rounds) {
  const std::vector<std::vector<Face>> expected = analyzer.analyze(pictures);
  std::atomic<int> differences = 0;
  std::vector<std::thread> callers;
  for (std::size_t caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&, caller] {
      for (int round = 0; round < rounds; ++round) {
        const std::size_t i = (caller + static_cast<std::size_t>(round)) % pictures.size();
        const std::vector<Face> faces = analyzer.analyze(pictures[i]);
        if (faces.size() != expected[i].size()) {
          ++differences;
          continue;
        }
        for (std::size_t f = 0; f < faces.size(); ++f) {
          if (!(faces[f].emotion == expected[i][f].emotion) ||
              !(faces[f].box == expected[i][f].box)) {
            ++differences;
          }
        }
      }
    });
  }
  for (std::thread& thread : callers) thread.join();
  EXPECT_EQ(differences, 0);
}

TEST(FaceAnalyzerConcurrency, ManyCallersGetTheAnswersOfOne) {
  for (const int threads : {1, 2}) {
    TinyAnalyzer tiny;
    tiny.options.threads = threads;
    const FaceAnalyzer analyzer(tiny.options);
    const std::vector<Image> pictures = {
        quarters({{255, 0, 0}, {0, 0, 0}, {0, 0, 255}, {0, 255, 0}}),
        quarters({{0, 0, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}}),
        quarters({{9, 0, 0}, {0, 9, 0}, {0, 0, 9}, {9, 9, 9}})};
    expect_same_from_many_threads(analyzer, pictures, 50);
  }
}

TEST(FaceAnalyzerConcurrency, ManyCallersShareTheDetectorAndTheModels) {
  MIEN_REQUIRE_FILE(sample_photo("sample1.jpg"));
  MIEN_REQUIRE_FILE(test_models() / "mobilenet-v1-face-tuned.onnx");
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  const std::vector<Image> pictures = {resize(read_image(sample_photo("sample1.jpg")), {480, 320}),
                                       resize(read_image(sample_photo("sample4.jpg")), {480, 362})};
  for (const int threads : {1, 2}) {
    FaceAnalyzerOptions options;
    options.threads = threads;
    expect_same_from_many_threads(FaceAnalyzer(options), pictures, 2);
  }
}

}  // namespace
}  // namespace mien
