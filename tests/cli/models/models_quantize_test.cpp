#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "cli/run_program.h"
#include "core/output_file.h"
#include "mien/media/image_io.h"
#include "quant/tiny_convolutions.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

/// Red pictures of anger, and neutral ones that are yellow.
class ModelsQuantizeTest : public testing::Test {
 protected:
  ModelsQuantizeTest() {
    // Other tests of this program name catalogues that are gone by now.
    ::unsetenv("MIEN_CATALOGUE");
    ::unsetenv("MIEN_MODELS");
    picture("set/valid/anger/1.png", 250, 0);
    picture("set/valid/anger/2.png", 200, 0);
    picture("set/valid/neutral/1.png", 250, 255);
    picture("set/valid/neutral/2.png", 200, 255);
  }

  [[nodiscard]] std::string at(const std::string& name) const {
    return (folder_.path() / name).string();
  }

  void picture(const std::string& name, int red, int green) const {
    fs::create_directories(fs::path(at(name)).parent_path());
    write_file(at(name), encode_png(quant::coloured(8, red, green, 0)));
  }

  /// Anger is three times red; neutral is `red` of it and `green` of green's five times, and
  /// `bias`.
  [[nodiscard]] std::string model(const std::string& name, float red, float green,
                                  float bias = 0) const {
    models::Graph graph = quant::two_layers(8);
    graph.constants["second"].values = std::vector<float>{1, 0, red, green};
    graph.constants["bias"].values = std::vector<float>{0, bias};
    const ModelMetadata metadata = quant::convolution_metadata(8, {"anger", "neutral"});
    write_file(at(name), models::write_onnx(graph, format_metadata(metadata)));
    return at(name);
  }

  [[nodiscard]] ProgramResult quantize(const std::string& model,
                                       std::vector<std::string> arguments) const {
    const std::vector<std::string> first = {"models", "quantize", model, "--calibrate", at("set")};
    arguments.insert(arguments.begin(), first.begin(), first.end());
    return run_program(std::move(arguments));
  }

  TemporaryFolder folder_;
};

TEST_F(ModelsQuantizeTest, MeasuresAndWrites) {
  const ProgramResult run = quantize(model("good.onnx", 0, 1), {"-o", at("int8.onnx")});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("1 of 2 convolutions in 8 bits, by 4 pictures"));
  EXPECT_THAT(run.output, HasSubstr("emotion accuracy"));
  EXPECT_THAT(run.output, HasSubstr("100.00 %"));
  EXPECT_THAT(run.output, HasSubstr("times as fast"));
  const ProgramResult shown = run_program({"models", "show", at("int8.onnx")});
  EXPECT_THAT(shown.output, HasSubstr("tiny-int8"));
  EXPECT_THAT(shown.output, HasSubstr("emotion accuracy (%), in 8 bits"));
  const ProgramResult scored = run_program({"evaluate", at("int8.onnx"), at("set")});
  EXPECT_EQ(scored.exit_code, 0) << scored.errors;
  const ProgramResult again = quantize(at("int8.onnx"), {});
  EXPECT_EQ(again.exit_code, 3);
  EXPECT_THAT(again.errors, HasSubstr("expected a network of floats to quantize"));
}

TEST_F(ModelsQuantizeTest, WritesNothingWithoutAnOutput) {
  const ProgramResult run = quantize(model("good.onnx", 0, 1), {});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 2);
}

TEST_F(ModelsQuantizeTest, RefusesToWriteWhatLosesTooMuch) {
  // A weight of 0.002 beside one of 1 becomes 0 in 8 bits: all faces look alike then.
  const std::string bad = model("bad.onnx", 1, 0.002F, -0.005F);
  const ProgramResult run = quantize(bad, {"-o", at("int8.onnx")});
  EXPECT_EQ(run.exit_code, 3) << run.output;
  EXPECT_THAT(run.errors, HasSubstr("expected emotion accuracy on set, valid to get worse by 0.30 "
                                    "points at most, found 50.00 points"));
  EXPECT_FALSE(fs::exists(at("int8.onnx")));
  const ProgramResult forced = quantize(bad, {"-o", at("int8.onnx"), "--force"});
  EXPECT_EQ(forced.exit_code, 0) << forced.errors;
  EXPECT_TRUE(fs::exists(at("int8.onnx")));
}

TEST_F(ModelsQuantizeTest, SaysWhatIsWrongWithItsInput) {
  const std::string good = model("good.onnx", 0, 1);
  const ProgramResult over = quantize(good, {"-o", good});
  EXPECT_EQ(over.exit_code, 2);
  const ProgramResult split = quantize(good, {"--split", "test"});
  EXPECT_EQ(split.exit_code, 1);
  EXPECT_THAT(split.errors, HasSubstr("test"));
  write_file(at("noise.onnx"), std::string(500, 'x'));
  const ProgramResult noise = quantize(at("noise.onnx"), {});
  EXPECT_EQ(noise.exit_code, 3);
  EXPECT_THAT(noise.errors, HasSubstr("expected an .onnx file"));
  EXPECT_EQ(quantize(good, {"--ranges", "best"}).exit_code, 2);
  EXPECT_EQ(quantize(good, {"--count", "0"}).exit_code, 2);
}

}  // namespace
}  // namespace mien::cli
