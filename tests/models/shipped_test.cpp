// Models that mien ships: where their files are found, and how they get into the store.
#include "models/shipped.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "mien/models/fetch.h"
#include "mien/nn/network.h"
#include "models/convert_entry.h"
#include "models/graph/join_heads.h"
#include "resources.h"
#include "tiny_join.h"
#include "tiny_package.h"

namespace mien::models {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

Json shipped_entry(const ModelMetadata& metadata, const Json& source, const std::string& importer,
                   const Bytes& result) {
  return {{"id", metadata.id},
          {"summary", "A test"},
          {"default", true},
          {"source", source},
          {"importer", importer},
          {"file", metadata.id + ".onnx"},
          {"size", result.size()},
          {"sha256", sha256_hex(result)},
          {"metadata", Json::parse(format_metadata(metadata))}};
}

/// A folder with a whole model and a file of heads, and a catalogue with the model and the joined
/// one.
class ShippedTest : public testing::Test {
 protected:
  ShippedTest() {
    fs::create_directory(shipped());
    write_file(shipped() / "tiny-base.onnx", tiny_base());
    write_file(shipped() / "tiny-heads.onnx", tiny_heads());
    const ModelMetadata joined =
        joined_metadata(tiny_base_metadata(), tiny_heads_metadata(), "joined");
    const Bytes base = tiny_base();
    const Bytes heads = tiny_heads();
    catalogue["version"] = 1;
    catalogue["models"] = {
        shipped_entry(
            joined,
            {{"shipped", "tiny-heads.onnx"}, {"sha256", sha256_hex(heads)}, {"base", "tiny-base"}},
            "joined", join_heads({.name = "joined", .base = base, .heads = heads})),
        shipped_entry(tiny_base_metadata(),
                      {{"shipped", "tiny-base.onnx"}, {"sha256", sha256_hex(base)}}, "onnx", base)};
  }

  [[nodiscard]] fs::path shipped() const { return folder_.path() / "shipped"; }
  [[nodiscard]] ModelStore store() const {
    return ModelStore(Catalogue::parse(catalogue.dump(), "test.json"), folder_.path() / "models");
  }
  void fetch(const std::string& id) const {
    const std::vector<std::string> ids = {id};
    FetchOptions options;
    options.shipped = shipped();
    fetch_models(store(), ids, options);
  }
  [[nodiscard]] std::string catalogue_error() const {
    return message_of([&] { (void)Catalogue::parse(catalogue.dump(), "test.json"); });
  }

  Json catalogue;

 private:
  TemporaryFolder folder_;
};

TEST_F(ShippedTest, AWholeModelIsCopiedIntoTheStore) {
  fetch("tiny-base");
  EXPECT_EQ(store().load("tiny-base"), tiny_base());
}

TEST_F(ShippedTest, HeadsAreJoinedToTheirBase) {
  fetch("tiny-joined");
  EXPECT_EQ(store().state("tiny-base"), ModelState::ready);
  const Network network = Network::from_memory(store().load("tiny-joined"), "joined");
  EXPECT_EQ(network.metadata().heads.size(), 4U);
}

TEST_F(ShippedTest, AnotherFileIsRefused) {
  Bytes cut = tiny_base();
  cut.pop_back();
  write_file(shipped() / "tiny-base.onnx", cut);
  EXPECT_THAT(message_of([&] { fetch("tiny-base"); }),
              AllOf(HasSubstr("tiny-base.onnx"), HasSubstr("SHA-256")));
  fs::remove(shipped() / "tiny-base.onnx");
  EXPECT_THAT(message_of([&] { fetch("tiny-base"); }, ErrorCode::setup),
              AllOf(HasSubstr("tiny-base.onnx"), HasSubstr("MIEN_SHIPPED")));
  EXPECT_EQ(store().state("tiny-base"), ModelState::missing);
}

TEST_F(ShippedTest, AnotherResultIsRefused) {
  catalogue["models"][1]["sha256"] = std::string(64, 'b');
  EXPECT_THAT(message_of([&] { fetch("tiny-base"); }), HasSubstr("bbbb"));
}

TEST_F(ShippedTest, TheCatalogueRefusesImpossibleSources) {
  EXPECT_NO_THROW((void)store());
  const Json good = catalogue;
  catalogue["models"][0]["source"]["base"] = "tiny-joined";
  EXPECT_THAT(catalogue_error(), AllOf(HasSubstr("source.base"), HasSubstr("not joined itself")));
  catalogue["models"][0]["source"]["base"] = "nose";
  EXPECT_THAT(catalogue_error(), HasSubstr("found \"nose\""));
  catalogue = good;
  catalogue["models"][0]["importer"] = "onnx";
  EXPECT_THAT(catalogue_error(), AllOf(HasSubstr("importer"), HasSubstr("found \"onnx\"")));
  catalogue = good;
  catalogue["models"][1]["importer"] = "joined";
  EXPECT_THAT(catalogue_error(), HasSubstr("found \"joined\""));
  catalogue = good;
  catalogue["models"][1]["source"]["shipped"] = "../tiny.onnx";
  EXPECT_THAT(catalogue_error(), HasSubstr("source.shipped"));
  catalogue = good;
  catalogue["models"][1]["source"]["package"] = "tiny";
  EXPECT_THAT(catalogue_error(), HasSubstr("package"));
}

TEST_F(ShippedTest, SourcesAreDescribed) {
  const ModelStore models = store();
  EXPECT_EQ(describe(models.catalogue().at("tiny-base").source), "mien (tiny-base.onnx)");
  EXPECT_EQ(describe(models.catalogue().at("tiny-joined").source),
            "tiny-base, joined with heads of mien (tiny-heads.onnx)");
}

TEST(ShippedFolders, ComeFromTheEnvironmentOrTheSourceTree) {
  ::unsetenv("MIEN_SHIPPED");
  EXPECT_EQ(shipped_folders().back(), fs::path(MIEN_SOURCE_DIR) / "models");
  EXPECT_GE(shipped_folders().size(), 2U);
  ::setenv("MIEN_SHIPPED", "elsewhere", 1);
  EXPECT_EQ(shipped_folders(), std::vector<fs::path>{"elsewhere"});
  ::unsetenv("MIEN_SHIPPED");
}

// Each .onnx in models/ is the source of an entry, small, and has a card; each entry has its file.
TEST(ShippedFolders, HoldWhatTheCatalogueNames) {
  ::unsetenv("MIEN_SHIPPED");
  const fs::path folder = fs::path(MIEN_SOURCE_DIR) / "models";
  const Json json = Json::parse(as_text(read_bytes(folder / "catalogue.json")));
  const Catalogue catalogue = Catalogue::parse(json.dump(), "catalogue.json");
  std::set<std::string> named;
  for (const CatalogueEntry& entry : catalogue.entries()) {
    const auto* source = std::get_if<ShippedSource>(&entry.source);
    if (source == nullptr) continue;
    named.insert(source->file);
    EXPECT_NO_THROW((void)load_shipped(*source, folder)) << entry.id;
    if (source->base.empty()) {
      EXPECT_EQ(sha256_hex(convert_shipped(entry, load_shipped(*source, folder), {})), entry.sha256)
          << entry.id;
    }
  }
  constexpr std::uintmax_t most = 20'000'000;
  for (const auto& file : fs::directory_iterator(folder)) {
    if (file.path().extension() != ".onnx") continue;
    EXPECT_TRUE(named.erase(file.path().filename().string())) << file.path();
    EXPECT_LE(file.file_size(), most) << file.path();
    EXPECT_TRUE(fs::exists(fs::path(file.path()).replace_extension(".md"))) << file.path();
  }
  EXPECT_TRUE(named.empty());
}

}  // namespace
}  // namespace mien::models
