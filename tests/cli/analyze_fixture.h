#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/run_program.h"
#include "core/output_file.h"
#include "mien/core/image.h"
#include "mien/media/image_io.h"
#include "temporary_folder.h"
#include "tiny_onnx.h"

namespace mien::cli {

using Json = nlohmann::ordered_json;

/// A folder with a weightless model, for runs of `mien analyze` that need nothing fetched.
class AnalyzeTest : public testing::Test {
 protected:
  AnalyzeTest() { write_file(at("tiny.onnx"), tiny_onnx(4, format_metadata(tiny_metadata(4)))); }

  [[nodiscard]] std::string at(const std::string& name) const {
    return (folder.path() / name).string();
  }

  /// Writes a picture of one colour; with the tiny model red is anger and blue is happiness.
  void write_picture(const std::string& name, std::vector<int> colour, int width = 30,
                     int height = 20) const {
    Image image(width, height);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < 3 * width; ++x) {
        image.mutable_row(y)[x] =
            static_cast<std::uint8_t>(colour[static_cast<std::size_t>(x % 3)]);
      }
    }
    std::filesystem::create_directories((folder.path() / name).parent_path());
    write_file(folder.path() / name, encode_png(image));
  }

  void write_red(const std::string& name) const { write_picture(name, {255, 0, 0}); }
  void write_blue(const std::string& name) const { write_picture(name, {0, 0, 255}); }

  /// Runs `mien analyze --detector none --model tiny.onnx` with more arguments.
  [[nodiscard]] ProgramResult analyze(std::vector<std::string> arguments,
                                      const std::string& input = "",
                                      const std::filesystem::path& output = {}) const {
    const std::vector<std::string> first = {"analyze", "--detector", "none", "--model",
                                            at("tiny.onnx")};
    arguments.insert(arguments.begin(), first.begin(), first.end());
    return run_program(std::move(arguments), input, output);
  }

  /// The rows of JSON lines.
  [[nodiscard]] static std::vector<Json> rows(const std::string& text) {
    std::vector<Json> result;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) result.push_back(Json::parse(line));
    return result;
  }

  TemporaryFolder folder;
};

}  // namespace mien::cli
