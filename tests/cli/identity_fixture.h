#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/analyze_fixture.h"

namespace mien::cli {

/// A network whose identity feature is the mean red, green and blue: pictures of like colours are
/// of one person.
class IdentityTest : public AnalyzeTest {
 protected:
  IdentityTest() {
    write_model("colours.onnx", "colours");
    for (int i = 0; i < 3; ++i) {
      write_picture("people/ann/" + std::to_string(i) + ".png", {200, 10 * i, 20});
      write_picture("people/bob/" + std::to_string(i) + ".png", {20, 10 * i, 200});
    }
    write_picture("people/cy.png", {10, 200, 10});
  }

  void write_model(const std::string& file, const std::string& id) const {
    ModelMetadata metadata = tiny_metadata(4);
    metadata.id = id;
    HeadSpec head;
    head.output = "means";
    head.attribute = "identity";
    head.kind = HeadKind::identity;
    head.operating_points = {{0.3, 0.001, 0.8, 100, 10'000, "drawn"},
                             {0.6, 0.01, 0.9, 100, 10'000, "drawn"}};
    metadata.heads = {head};
    write_file(at(file), tiny_onnx(4, format_metadata(metadata)));
  }

  /// Runs a command with that network, without a detector.
  [[nodiscard]] ProgramResult run(std::vector<std::string> arguments) const {
    for (const std::string& option :
         {std::string("--detector"), std::string("none"), std::string("--model"),
          at("colours.onnx"), std::string("--threads=2")}) {
      arguments.push_back(option);
    }
    return run_program(std::move(arguments));
  }

  void build_gallery() const {
    const ProgramResult built = run({"gallery", "build", at("people.gallery"), at("people")});
    ASSERT_EQ(built.exit_code, 0) << built.errors;
    ASSERT_THAT(built.errors, testing::HasSubstr("7 faces of 3 people added"));
  }
};

}  // namespace mien::cli
