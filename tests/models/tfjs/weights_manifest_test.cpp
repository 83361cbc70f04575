#include "models/tfjs/weights_manifest.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/bytes_of.h"

namespace mien::models {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Weights read(const std::string& manifest, const SourceFiles& files) {
  const JsonReader::Json document = parse_manifest(manifest, "manifest");
  JsonReader model(document, "manifest", "");
  return read_weights(model, files);
}

std::string single_weight(const std::string& weight) {
  return fmt::format(R"([{{"paths": ["a"], "weights": [{}]}}])", weight);
}

TEST(WeightsManifest, ReadsFloatsAcrossTheFilesOfAGroup) {
  Bytes all = bytes_of_values<float>({1, -2.5F, 3});
  SourceFiles files;
  files["a"] = Bytes(all.begin(), all.begin() + 5);
  files["b"] = Bytes(all.begin() + 5, all.end());
  const Weights weights = read(
      R"([{"paths": ["a", "b"], "weights": [{"name": "x", "shape": [2], "dtype": "float32"},
          {"name": "y", "shape": [], "dtype": "float32"}]}])",
      files);
  EXPECT_THAT(weights.at("x").floats("x"), ElementsAre(1, -2.5F));
  EXPECT_THAT(weights.at("y").floats("y"), ElementsAre(3));
  EXPECT_TRUE(weights.at("y").shape.empty());
}

TEST(WeightsManifest, ReadsIntegers) {
  const Weights weights = read(single_weight(R"({"name": "x", "shape": ["2"], "dtype": "int32"})"),
                               {{"a", bytes_of_values<std::int32_t>({-3, 70000})}});
  EXPECT_THAT(weights.at("x").integers("x"), ElementsAre(-3, 70000));
}

TEST(WeightsManifest, ReadsQuantisedWeights) {
  const std::string eight = R"({"name": "x", "shape": [3], "dtype": "float32",
      "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1}})";
  EXPECT_THAT(read(single_weight(eight), {{"a", bytes_of_values<std::uint8_t>({0, 3, 255})}})
                  .at("x")
                  .floats("x"),
              ElementsAre(-1, 0.5F, 126.5F));
  const std::string sixteen = R"({"name": "x", "shape": [2], "dtype": "float32",
      "quantization": {"dtype": "uint16", "scale": 2, "min": 1}})";
  EXPECT_THAT(read(single_weight(sixteen), {{"a", bytes_of_values<std::uint16_t>({1, 65535})}})
                  .at("x")
                  .floats("x"),
              ElementsAre(3, 131071));
}

TEST(WeightsManifest, ReadsHalves) {
  const std::string half = R"({"name": "x", "shape": [6], "dtype": "float32",
      "quantization": {"dtype": "float16"}})";
  const Bytes bytes =
      bytes_of_values<std::uint16_t>({0x3C00, 0xC000, 0x0001, 0x8000, 0x7BFF, 0x3555});
  EXPECT_THAT(read(single_weight(half), {{"a", bytes}}).at("x").floats("x"),
              ElementsAre(1, -2, 0x1p-24F, 0, 65504, 0.333251953125F));
}

TEST(WeightsManifest, RefusesWhatDoesNotFit) {
  const SourceFiles files = {{"a", Bytes(8)}};
  const auto error = [&](const std::string& manifest) {
    return message_of([&] { (void)read(manifest, files); });
  };
  EXPECT_THAT(error(single_weight(R"({"name": "x", "shape": [3], "dtype": "float32"})")),
              HasSubstr("3"));
  EXPECT_THAT(error(single_weight(R"({"name": "x", "shape": [1], "dtype": "float32"})")),
              HasSubstr("4 bytes left over"));
  EXPECT_THAT(error(single_weight(R"({"name": "x", "shape": [-2], "dtype": "float32"})")),
              HasSubstr("-2"));
  EXPECT_THAT(error(single_weight(
                  R"({"name": "x", "shape": [4294967296, 4294967296], "dtype": "float32"})")),
              HasSubstr("4294967296x4294967296"));
  EXPECT_THAT(error(single_weight(R"({"name": "x", "shape": [2], "dtype": "complex64"})")),
              HasSubstr("complex64"));
  EXPECT_THAT(error(single_weight(R"({"name": "x", "shape": [1], "dtype": "float32"},
                           {"name": "x", "shape": [1], "dtype": "float32"})")),
              HasSubstr("each name once"));
  EXPECT_THAT(error(R"([{"paths": ["b"], "weights": []}])"), HasSubstr("\"b\""));
  EXPECT_THAT(error(R"([{"paths": ["a", "a"], "weights": []}])"), HasSubstr("each file once"));
  EXPECT_THAT(error(R"([{"paths": ["../a"], "weights": []}])"), HasSubstr("below"));
  EXPECT_THAT(error(R"([{"paths": ["/a"], "weights": []}])"), HasSubstr("below"));
  EXPECT_THAT(error("[" + std::string(100000, '[')), HasSubstr("nested levels"));
  EXPECT_THAT(error("{}"), HasSubstr("weightsManifest"));
}

}  // namespace
}  // namespace mien::models
