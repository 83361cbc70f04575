#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

#include "cli/licences/component_list.h"
#include "cli/licences/licences_command.h"
#include "cli/licences/sbom.h"
#include "cli/run_program.h"
#include "mien/core/error.h"
#include "nn/engine_version.h"

namespace mien::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using Json = nlohmann::json;

std::vector<Component> two_components() {
  return {{.name = "One",
           .version = "1:2.0+dfsg-1",
           .part = "mien",
           .use = "linked",
           .licence = "MIT",
           .copyright = "A",
           .homepage = "https://one.example",
           .purpose = "counts",
           .package = "libone-dev"},
          {.name = "Two",
           .part = "mien-train",
           .use = "bundled",
           .licence = "IJG AND Zlib",
           .copyright = "B",
           .homepage = "https://two.example",
           .purpose = "counts on",
           .npm = "@two/two",
           .npm_version = "0.4.9"}};
}

TEST(Licences, NameEachPartAndItsComponents) {
  const std::string text = licences_text("1.2.3", two_components());
  EXPECT_THAT(text, HasSubstr("mien 1.2.3: Apache-2.0"));
  EXPECT_THAT(text, HasSubstr("\nmien\n  One  1:2.0+dfsg-1  linked       MIT\n"));
  EXPECT_THAT(text, HasSubstr("\nmien-train\n  Two  -             bundled      IJG AND Zlib\n"));
}

TEST(Licences, OfThisBuildAreWhole) {
  const std::vector<Component> components = own_components();
  std::set<std::string> names;
  for (const Component& component : components) {
    EXPECT_TRUE(names.insert(component.name).second) << component.name << " is there twice";
    EXPECT_THAT(component.use, testing::AnyOf("linked", "compiled in", "bundled"));
    EXPECT_THAT(component.part, testing::AnyOf("mien", "mien-train", "the Python package"));
    EXPECT_THAT(component.version, testing::Not(HasSubstr(" "))) << component.name;
    // The version of what mien brings along is pinned. Of a system's library it may be unknown.
    EXPECT_TRUE(component.npm.empty() || !component.version.empty()) << component.name;
    EXPECT_THAT(component.homepage, testing::StartsWith("http"));
    EXPECT_FALSE(component.licence.empty() || component.copyright.empty() ||
                 component.purpose.empty())
        << component.name;
  }
  EXPECT_TRUE(names.contains("OpenCV"));
}

TEST(Licences, SayTheVersionOfWhatRunsNetworks) {
  const std::string engine = engine_version();
  for (const Component& component : own_components()) {
    if (component.name == "ONNX Runtime") {
      EXPECT_EQ(component.name + " " + component.version, engine);
      return;
    }
  }
  FAIL() << "expected ONNX Runtime";
}

TEST(Licences, RefuseWhatIsNoList) {
  for (const char* text :
       {"", "[]", "{}", R"({"components":[{"name":"x"}]})", R"({"components":[{"name":1}]})"}) {
    try {
      static_cast<void>(read_components(text));
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::setup);
      EXPECT_THAT(error.what(), HasSubstr("expected a list of components"));
    }
  }
}

TEST(Sbom, HasComponentsAndModels) {
  CatalogueEntry shipped;
  shipped.id = "m";
  shipped.summary = "reads";
  shipped.source = ShippedSource{"m.onnx", std::string(64, 'a'), ""};
  shipped.metadata.licence = "Apache-2.0";
  CatalogueEntry fetched;
  fetched.id = "f";
  fetched.source = PackageSource{};
  const Json bom =
      Json::parse(cyclone_dx("1.2.3", two_components(), std::vector{shipped, fetched}));
  EXPECT_EQ(bom["bomFormat"], "CycloneDX");
  EXPECT_EQ(bom["metadata"]["component"]["version"], "1.2.3");
  ASSERT_EQ(bom["components"].size(), 3U);
  const Json& component = bom["components"][0];
  EXPECT_EQ(component["purl"], "pkg:deb/debian/libone-dev@1%3A2.0%2Bdfsg-1");
  EXPECT_EQ(component["licenses"][0]["expression"], "MIT");
  EXPECT_EQ(bom["components"][1]["purl"], "pkg:npm/%40two%2Ftwo@0.4.9");
  EXPECT_FALSE(bom["components"][1].contains("version"));
  EXPECT_EQ(bom["components"][2]["hashes"][0]["content"], std::string(64, 'a'));
  EXPECT_EQ(bom["dependencies"][0]["dependsOn"].size(), 3U);
}

TEST(Sbom, IsWrittenByTheProgramAndTheSameTwice) {
  const ProgramResult first = run_program({"licences", "--sbom", "-"});
  EXPECT_EQ(first.exit_code, 0) << first.errors;
  EXPECT_EQ(first.output, run_program({"licences", "--sbom", "-"}).output);
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "mien.cdx.json").string();
  EXPECT_EQ(run_program({"licences", "--sbom", file}).exit_code, 0);
  EXPECT_EQ(read_text(file), first.output);
  const Json bom = Json::parse(first.output);
  std::set<std::string> references;
  for (const Json& component : bom["components"]) {
    EXPECT_TRUE(references.insert(component["bom-ref"]).second) << component;
  }
  EXPECT_EQ(bom["dependencies"][0]["dependsOn"].size(), references.size());
  EXPECT_TRUE(references.contains("model:mobilenet-v1-emotion"));
  EXPECT_EQ(run_program({"licences", "--sbom", "/nowhere/\x01/../.."}).exit_code, 3);
}

TEST(Licences, ArePrintedByTheProgram) {
  const ProgramResult result = run_program({"licences"});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.output, ContainsRegex("OpenCV +[0-9.]+[^ ]* +linked +Apache-2.0"));
  EXPECT_THAT(result.output, ContainsRegex("uPlot +[0-9.]+ +compiled in +MIT"));
  EXPECT_EQ(run_program({"licences", "mit"}).exit_code, 2);
}

}  // namespace
}  // namespace mien::cli
