#include "cli/models/models_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/exit_code.h"
#include "models/tiny_join.h"
#include "models/tiny_package.h"
#include "resources.h"

namespace mien::cli {
namespace {

using models::Json;
using models::TinyPackage;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct Outcome {
  int code = 0;
  std::string output;
  std::string errors;
};

class ModelsCommandTest : public testing::Test {
 protected:
  ModelsCommandTest() {
    write_catalogue();
    ::setenv("MIEN_MODELS", package_.store().c_str(), 1);
  }
  void write_catalogue() {
    const auto path = package_.folder() / "catalogue.json";
    write_file(path, package_.catalogue().dump());
    ::setenv("MIEN_CATALOGUE", path.c_str(), 1);
  }
  static Outcome run(std::vector<std::string> arguments) {
    CLI::App app("mien", "mien");
    const Command command = add_models_command(app);
    std::reverse(arguments.begin(), arguments.end());
    arguments.emplace_back("models");
    Outcome outcome;
    app.parse(arguments);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    try {
      outcome.code = command.run();
    } catch (const Error& error) {
      outcome.code = app::exit_setup;
      outcome.errors = error.what();
    }
    outcome.output = testing::internal::GetCapturedStdout();
    outcome.errors += testing::internal::GetCapturedStderr();
    return outcome;
  }
  [[nodiscard]] std::string packages() const { return package_.packages().string(); }
  TinyPackage package_;
};

TEST_F(ModelsCommandTest, ListsFetchesAndVerifies) {
  EXPECT_THAT(run({"list"}).output, AllOf(HasSubstr("tiny-twin"), HasSubstr("missing")));
  EXPECT_EQ(run({"verify"}).code, app::exit_setup);
  const Outcome fetched = run({"fetch", "--packages", packages()});
  EXPECT_EQ(fetched.code, app::exit_ok);
  EXPECT_EQ(fetched.output, "");
  EXPECT_THAT(fetched.errors, HasSubstr("tiny.onnx"));
  EXPECT_EQ(run({"verify"}).output, "tiny: ready\n");
  const Outcome all = run({"verify", "--all"});
  EXPECT_EQ(all.code, app::exit_setup);
  EXPECT_THAT(all.output, HasSubstr("tiny-twin: missing"));
  EXPECT_THAT(all.errors, HasSubstr("mien models fetch tiny-twin"));
  EXPECT_EQ(run({"fetch", "--all", "--packages", packages()}).code, app::exit_ok);
  EXPECT_EQ(run({"verify", "--all"}).code, app::exit_ok);
}

TEST_F(ModelsCommandTest, VerifyFindsDamageAndForceRepairsIt) {
  ASSERT_EQ(run({"fetch", "tiny", "--packages", packages()}).code, app::exit_ok);
  std::filesystem::resize_file(package_.store() / "tiny.onnx", 10);
  const Outcome damaged = run({"verify", "tiny"});
  EXPECT_EQ(damaged.code, app::exit_setup);
  EXPECT_THAT(damaged.output, HasSubstr("damaged"));
  EXPECT_THAT(damaged.errors, HasSubstr("fetch --force tiny"));
  EXPECT_EQ(run({"fetch", "--force", "tiny", "--packages", packages()}).code, app::exit_ok);
  EXPECT_EQ(run({"verify", "tiny"}).code, app::exit_ok);
}

TEST_F(ModelsCommandTest, ListGivesJson) {
  const Json list = Json::parse(run({"list", "--json"}).output);
  ASSERT_EQ(list.size(), 2);
  EXPECT_EQ(list[0]["id"], "tiny");
  EXPECT_EQ(list[0]["state"], "missing");
  EXPECT_EQ(list[0]["metadata"]["licence"], "MIT");
}

TEST_F(ModelsCommandTest, ShowGivesLicenceTermsAndScores) {
  EXPECT_THAT(run({"show", "tiny"}).output,
              AllOf(HasSubstr("MIT"), HasSubstr("made up numbers"), HasSubstr("@tiny/models@1.0.0"),
                    HasSubstr("none known")));
  ::unsetenv("MIEN_CATALOGUE");
  EXPECT_THAT(run({"show", "faceres-deep"}).output,
              AllOf(HasSubstr("VGGFace2"), HasSubstr("5.74"), HasSubstr("male, female")));
}

TEST_F(ModelsCommandTest, ShowsWhereFilesComeFrom) {
  ::setenv("MIEN_SHIPPED", "/own", 1);
  EXPECT_THAT(run({"list"}).output, AllOf(HasSubstr("MIT      npm @tiny/models@1.0.0"),
                                          HasSubstr("own files: not found")));
  ::unsetenv("MIEN_SHIPPED");
  EXPECT_EQ(Json::parse(run({"list", "--json"}).output)[0]["source"], "npm @tiny/models@1.0.0");
  EXPECT_THAT(run({"show"}).output, AllOf(HasSubstr("tiny\n"), HasSubstr("tiny-twin\n")));
}

TEST_F(ModelsCommandTest, JoinsHeadsAndShowsTheFile) {
  const auto at = [&](const char* name) { return (package_.folder() / name).string(); };
  write_file(at("base.onnx"), models::tiny_base());
  write_file(at("heads.onnx"), models::tiny_heads());
  const Outcome joined = run({"convert", "--importer", "joined", "--base", at("base.onnx"),
                              at("heads.onnx"), "-o", at("joined.onnx")});
  EXPECT_EQ(joined.code, app::exit_ok) << joined.errors;
  EXPECT_THAT(
      run({"show", at("joined.onnx")}).output,
      AllOf(HasSubstr("tiny-joined"), HasSubstr("Terms of tiny-base."), HasSubstr("indian")));
  EXPECT_EQ(Json::parse(run({"show", "--json", at("joined.onnx")}).output)["task"],
            "emotion, gender, identity, ethnicity");
  EXPECT_THAT(run({"convert", "--importer", "joined", at("heads.onnx"), "-o", at("x.onnx")}).errors,
              HasSubstr("--base"));
}

TEST_F(ModelsCommandTest, DrawsTheGraphOverLabels) {
  const auto at = [&](const char* name) { return (package_.folder() / name).string(); };
  ModelMetadata metadata = models::tiny_base_metadata();
  write_file(at("plain.onnx"),
             models::write_onnx(models::tiny_base_graph(), format_metadata(metadata)));
  metadata.graph = {{"anger", "valence", "arousal"},
                    {"anger", "valence", "arousal"},
                    {1, -0.25F, 0.4F, -0.25F, 1, 0, 0.4F, 0, 1},
                    {1, 0, 0.5F, 0, 1, 0, 0.5F, 0, 1}};
  write_file(at("net.onnx"),
             models::write_onnx(models::tiny_base_graph(), format_metadata(metadata)));
  const Outcome drawn = run({"show", at("net.onnx"), "--graph", at("g.svg")});
  EXPECT_EQ(drawn.code, app::exit_ok) << drawn.errors;
  EXPECT_THAT(drawn.output, HasSubstr("graph:    of anger, valence, arousal"));
  const std::vector<std::byte> bytes = read_bytes(at("g.svg"));
  const std::string svg(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  EXPECT_THAT(svg, AllOf(HasSubstr("<svg"), HasSubstr(">0.40<"), Not(HasSubstr(">-0.25<"))));
  EXPECT_EQ(run({"show", at("net.onnx"), "--graph", "-"}).output, svg);
  EXPECT_THAT(run({"show", at("plain.onnx"), "--graph", at("no.svg")}).errors,
              HasSubstr("--graph: expected a model with a graph over labels, found none"));
  EXPECT_THAT(run({"show", "--graph", at("no.svg")}).errors,
              HasSubstr("expected one model, found none"));
  EXPECT_THAT(run({"show", at("net.onnx"), "--graph", at("net.onnx")}).errors,
              HasSubstr("--graph"));
}

TEST_F(ModelsCommandTest, ConvertsAKnownModel) {
  const std::string target = (package_.folder() / "out.onnx").string();
  const Outcome outcome = run({"convert", "tiny", "--packages", packages(), "-o", target});
  EXPECT_EQ(outcome.code, app::exit_ok);
  const std::string sha256 = package_.catalogue()["models"][0]["sha256"].get<std::string>();
  EXPECT_THAT(outcome.output, HasSubstr(sha256));
  EXPECT_EQ(models::sha256_hex(read_bytes(target)), sha256);
  EXPECT_EQ(outcome.errors, "");
}

TEST_F(ModelsCommandTest, ConvertsFiles) {
  models::TinyTfjs model(1, 1, 3);
  model.constant("c", {3}, {1, 2, 3}).node("y", "Add", {"x", "c"});
  write_file(package_.folder() / "model.json", model.json().dump());
  write_file(package_.folder() / "w.bin", model.files().at("w.bin"));
  Json metadata = package_.catalogue()["models"][0]["metadata"];
  write_file(package_.folder() / "meta.json", metadata.dump());
  const std::string source = (package_.folder() / "model.json").string();
  const std::string target = (package_.folder() / "out.onnx").string();
  const Outcome outcome = run({"convert", "--importer", "tfjs-graph", source, "-o", target,
                               "--metadata", (package_.folder() / "meta.json").string()});
  EXPECT_EQ(outcome.code, app::exit_ok) << outcome.errors;
  EXPECT_EQ(Network::from_file(target).metadata().id, "tiny");
  std::filesystem::remove(package_.folder() / "w.bin");
  EXPECT_THAT(run({"convert", "--importer", "tfjs-graph", source, "-o", target}).errors,
              HasSubstr("w.bin"));
}

TEST_F(ModelsCommandTest, ReportsABadCatalogue) {
  package_.catalogue()["models"][1]["sha256"] = "wrong";
  write_catalogue();
  EXPECT_THAT(run({"list"}).errors,
              AllOf(HasSubstr("catalogue.json"), HasSubstr("tiny-twin"), HasSubstr("sha256")));
}

TEST_F(ModelsCommandTest, RefusesAllTogetherWithNames) {
  EXPECT_THAT(run({"fetch", "--all", "tiny"}).errors, HasSubstr("--all"));
}

}  // namespace
}  // namespace mien::cli
