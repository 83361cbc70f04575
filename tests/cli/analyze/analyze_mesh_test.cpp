#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "cli/run_program.h"
#include "mien/media/image_io.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

ProgramResult run(std::vector<std::string> arguments) {
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  return run_program(std::move(arguments));
}

TEST(AnalyzeMesh, WritesPointsAndEyesOfEachFace) {
  const fs::path photo = sample_photo("sample1.jpg");
  MIEN_REQUIRE_FILE(photo);
  MIEN_REQUIRE_FILE(test_models() / "facemesh.onnx");
  const TemporaryFolder folder;
  const fs::path table = folder.path() / "faces.csv";
  const fs::path marked = folder.path() / "marked";
  const ProgramResult result = run({"analyze", photo.string(), "--mesh", "--json", "-", "--csv",
                                    table.string(), "--annotate", marked.string(), "--quiet"});
  ASSERT_EQ(result.exit_code, app::exit_ok) << result.errors;
  const auto faces = nlohmann::json::parse(result.output)[0]["faces"];
  ASSERT_EQ(faces.size(), 3U);
  for (const auto& face : faces) {
    EXPECT_EQ(face["mesh"]["points"].size(), 468U);
    EXPECT_GT(face["mesh"]["score"], 0.9);
  }
  std::ifstream lines(table);
  std::string header;
  std::getline(lines, header);
  EXPECT_THAT(header, HasSubstr("left_eye_open,right_eye_open,looking"));
  EXPECT_EQ(read_image(marked / "sample1.jpg").size(), read_image(photo).size());
}

TEST(AnalyzeMesh, WritesNothingOfItUnlessAsked) {
  const fs::path photo = sample_photo("sample1.jpg");
  MIEN_REQUIRE_FILE(photo);
  MIEN_REQUIRE_FILE(test_models() / "mobilenet-v1-emotion.onnx");
  const ProgramResult result = run({"analyze", photo.string(), "--json", "-", "--quiet"});
  ASSERT_EQ(result.exit_code, app::exit_ok) << result.errors;
  EXPECT_FALSE(nlohmann::json::parse(result.output)[0]["faces"][0].contains("mesh"));
}

TEST(AnalyzeMesh, NeedsADetectorAndPhotos) {
  const ProgramResult whole =
      run({"analyze", test_data("clips/plain.mp4").string(), "--mesh", "--quiet"});
  EXPECT_EQ(whole.exit_code, app::exit_usage);
  EXPECT_THAT(whole.errors, HasSubstr("--mesh is of photos alone"));
  const ProgramResult crop = run({"analyze", "face.jpg", "--mesh", "--detector", "none"});
  EXPECT_EQ(crop.exit_code, app::exit_usage);
  EXPECT_THAT(crop.errors, HasSubstr("--mesh: expected a detector"));
}

}  // namespace
}  // namespace mien::cli
