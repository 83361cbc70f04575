#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/run_program.h"
#include "report/values.h"
#include "resources.h"

// A program in C99 prints what the structs hold; it must be what `mien analyze` writes, to the
// digit.

namespace mien::cli {

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> consumers() {
  std::vector<std::string> programs;
  std::istringstream stream(MIEN_C_CONSUMERS);
  for (std::string program; std::getline(stream, program, ':');) programs.push_back(program);
  return programs;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

ProgramResult run(const std::string& program, const std::vector<std::string>& arguments) {
  return Program(arguments, "", {}, program).wait();
}

void expect_rounded(const Json& raw, const Json& written, int decimals,
                    const std::string& attribute) {
  ASSERT_TRUE(raw.is_number() && written.is_number()) << attribute;
  EXPECT_EQ(*rounded(static_cast<double>(raw.get<float>()), decimals), written.get<double>())
      << attribute;
}

void expect_classes(const Json& raw, const Json& written, const std::string& attribute) {
  ASSERT_EQ(raw.contains(attribute), written.contains(attribute)) << attribute;
  if (!raw.contains(attribute)) return;
  EXPECT_EQ(raw[attribute]["label"], written[attribute]["label"]);
  const Json& expected = written[attribute]["probabilities"];
  ASSERT_EQ(raw[attribute]["probabilities"].size(), expected.size());
  auto name = expected.begin();
  for (const auto& [label, probability] : raw[attribute]["probabilities"].items()) {
    EXPECT_EQ(label, name.key());
    expect_rounded(probability, name.value(), probability_decimals, label);
    ++name;
  }
}

void expect_face(const Json& raw, const Json& written) {
  for (std::size_t i = 0; i < 4; ++i) {
    expect_rounded(raw["box"][i], written["box"][i], pixel_decimals, "box");
  }
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t k = 0; k < 2; ++k) {
      expect_rounded(raw["landmarks"][i][k], written["landmarks"][i][k], pixel_decimals,
                     "landmarks");
    }
  }
  expect_rounded(raw["score"], written["score"], probability_decimals, "score");
  for (const char* name : {"yaw", "pitch", "roll"}) {
    expect_rounded(raw[name], written["pose"][name], degree_decimals, name);
  }
  expect_rounded(raw["quality"], written["quality"], quality_decimals, "quality");
  for (const char* name : {"age", "age_low", "age_high"}) {
    expect_rounded(raw[name], written[name], age_decimals, name);
  }
  for (const char* name : {"valence", "arousal"}) {
    expect_rounded(raw[name], written["affect"][name], probability_decimals, name);
  }
  for (const char* name : {"gender", "emotion", "ethnicity"}) expect_classes(raw, written, name);
}

TEST(ConsumerTest, ReadsPhotosAsTheProgramDoes) {
  MIEN_REQUIRE_FILE(sample_photo("sample1.jpg"));
  MIEN_REQUIRE_FILE(test_models() / "mobilefacenet-identity.onnx");
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  ASSERT_FALSE(consumers().empty());
  const std::string photo = sample_photo("sample1.jpg").string();
  TemporaryFolder folder;
  const ProgramResult cli =
      run(MIEN_PROGRAM, {"analyze", photo, "--jsonl", "-", "-q", "--embeddings",
                         (folder.path() / "features.npy").string()});
  ASSERT_EQ(cli.exit_code, 0) << cli.errors;
  const Json written = Json::parse(cli.output);
  // What the environment says does not count where a folder is given.
  ::setenv("MIEN_MODELS", "/nowhere", 1);
  for (const std::string& consumer : consumers()) {
    const ProgramResult result = run(consumer, {test_models().string(), "photo", photo});
    ASSERT_EQ(result.exit_code, 0) << consumer << ": " << result.errors;
    const std::vector<std::string> output = lines(result.output);
    ASSERT_EQ(output.size(), 2U);
    EXPECT_EQ(output[1] + "\n", cli.output) << consumer;
    const Json raw = Json::parse(output[0]);
    EXPECT_EQ(raw["width"], written["width"]);
    EXPECT_EQ(raw["height"], written["height"]);
    ASSERT_EQ(raw["faces"].size(), written["faces"].size());
    ASSERT_GE(raw["faces"].size(), 2U);
    for (std::size_t i = 0; i < raw["faces"].size(); ++i) {
      SCOPED_TRACE(consumer + ", face " + std::to_string(i));
      expect_face(raw["faces"][i], written["faces"][i]);
      EXPECT_EQ(raw["faces"][i]["numbers"], 512);
    }
  }
}

TEST(ConsumerTest, ReadsClipsAsTheProgramDoes) {
  MIEN_REQUIRE_FILE(test_models() / "mobilefacenet-identity.onnx");
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  TemporaryFolder folder;
  const std::string pictures = (folder.path() / "frames").string();
  std::filesystem::create_directories(pictures);
  const std::vector<std::string> photos = {"sample1.jpg", "sample1.jpg", "sample2.jpg",
                                           "sample1.jpg"};
  for (std::size_t i = 0; i < photos.size(); ++i) {
    MIEN_REQUIRE_FILE(sample_photo(photos[i]));
    std::filesystem::copy_file(sample_photo(photos[i]),
                               pictures + "/" + std::to_string(i) + ".jpg");
  }
  const std::string name = pictures + "/%d.jpg";
  const ProgramResult cli = run(MIEN_PROGRAM, {"analyze", name, "--jsonl", "-", "-q"});
  ASSERT_EQ(cli.exit_code, 0) << cli.errors;
  for (const std::string& consumer : consumers()) {
    const ProgramResult result = run(consumer, {test_models().string(), "clip", name});
    ASSERT_EQ(result.exit_code, 0) << consumer << ": " << result.errors;
    std::vector<std::string> output = lines(result.output);
    ASSERT_FALSE(output.empty());
    const Json counts = Json::parse(output.back());
    EXPECT_EQ(counts["frames"], 4);
    EXPECT_GE(counts["people"].get<int>(), 2);
    output.pop_back();
    EXPECT_EQ(output, lines(cli.output)) << consumer;
  }
}

TEST(ConsumerTest, SaysWhatIsWrong) {
  for (const std::string& consumer : consumers()) {
    const ProgramResult result = run(consumer, {"/nowhere", "photo", "none.jpg"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_NE(result.errors.find("/nowhere"), std::string::npos) << result.errors;
  }
}

}  // namespace

}  // namespace mien::cli
