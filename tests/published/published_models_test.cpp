#include "published/published_models.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "mien/core/error.h"
#include "mien/models/catalogue.h"
#include "networks/networks.h"
#include "resources.h"
#include "weights/expect_error.h"

namespace mien::train {
namespace {

using Json = nlohmann::ordered_json;

Json committed() {
  const auto bytes = read_bytes(std::filesystem::path(MIEN_SOURCE_DIR) / "models/published.json");
  return Json::parse(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

void expect_refused(const Json& document, const std::vector<std::string>& parts) {
  expect_model_error([&] { (void)PublishedModels::parse(document.dump(), "test.json"); }, parts);
}

TEST(PublishedModelsTest, LayersAndHeadsOfEachModelFit) {
  const PublishedModels models = PublishedModels::standard();
  const Catalogue catalogue = Catalogue::standard();
  std::set<std::string> ids;
  for (const CatalogueEntry& entry : catalogue.entries()) ids.insert(entry.id);
  for (const PublishedModel& model : models.entries()) {
    SCOPED_TRACE(model.name);
    // An import may not take the place of a model of the catalogue.
    EXPECT_TRUE(ids.insert(model.metadata.id).second);
    EXPECT_FALSE(model.summary.empty() || model.endings.empty());
    const bool has_graph = !model.graph_words.empty();
    EXPECT_EQ(model.metadata.licence, has_graph ? "GPL-3.0-only" : "Apache-2.0");
    if (has_graph) {
      // The heads' labels are the nodes; there are no layers besides the graph's.
      EXPECT_EQ(graph_labels(model.metadata).size(), model.graph_words.size());
      EXPECT_TRUE(model.layers.empty());
      EXPECT_NO_THROW((void)make_network(model.network));
      continue;
    }
    for (const HeadSpec& head : model.metadata.heads) {
      if (head.kind == HeadKind::identity) continue;
      // A head with a part of an output lies in the layer of that output's name.
      const std::string& name = head.offset ? head.output : head.attribute;
      const auto layer = std::ranges::find(model.layers, name, &PublishedLayer::attribute);
      ASSERT_NE(layer, model.layers.end());
      const std::size_t numbers = head.kind == HeadKind::affect ? 2 : head.labels.size();
      if (head.offset) {
        EXPECT_LE(static_cast<std::size_t>(*head.offset) + numbers,
                  static_cast<std::size_t>(layer->outputs));
      } else if (head.kind == HeadKind::classes) {
        EXPECT_EQ(static_cast<std::size_t>(layer->outputs), numbers);
      }
    }
    if (model.network.empty()) {
      EXPECT_EQ(model.endings, (std::vector<std::string>{".onnx"}));
    } else {
      EXPECT_NO_THROW((void)make_network(model.network));
    }
  }
}

TEST(PublishedModelsTest, FindsModelsByTheNamesOfTheirFiles) {
  const PublishedModels models = PublishedModels::standard();
  const auto id_of = [&](const std::string& file) { return models.at(file).metadata.id; };
  EXPECT_EQ(id_of("enet_b0_8_best_vgaf.pt"), "enet-b0-8-best-vgaf");
  EXPECT_EQ(id_of("enet_b0_8_best_vgaf.onnx"), "enet-b0-8-best-vgaf");
  EXPECT_EQ(id_of("enet_b0_8_best_afew"), "enet-b0-8-best-afew");
  EXPECT_EQ(id_of("enet_b2_8.onnx"), "enet-b2-8");
  EXPECT_EQ(id_of("enet_b2_8_best.onnx"), "enet-b2-8-best");
  EXPECT_EQ(id_of("mbf_va_mtl.onnx"), "mbf-va-mtl");
  EXPECT_EQ(id_of("mobilevit_va_mtl.onnx"), "mobilevit-va-mtl");
  EXPECT_EQ(id_of("enet_b0_7.PT"), "enet-b0-7");
  EXPECT_EQ(id_of("enet_b0_7 (2).pt"), "enet-b0-7");
  EXPECT_EQ(id_of("mobilenet_7(1).h5"), "mobilenet-7");
  EXPECT_EQ(id_of("state_vggface2_enet0_new.pt"), "vggface2-enet0");
  EXPECT_EQ(id_of("state_vggface2_enet0.pt"), "vggface2-enet0");
  EXPECT_EQ(id_of("age_gender_tf2_224_deep-03-0.13-0.97.h5"), "age-gender-tf2-224-deep");
  EXPECT_EQ(id_of("age_gender_tf2_224_deep-03-0.13-0.97"), "age-gender-tf2-224-deep");
}

TEST(PublishedModelsTest, SaysWhichNamesItKnows) {
  const PublishedModels models = PublishedModels::standard();
  const auto expect_unknown = [&](const std::string& file, const std::vector<std::string>& parts) {
    try {
      (void)models.at(file);
      ADD_FAILURE() << file;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      for (const std::string& part : parts) {
        EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
      }
    }
  };
  expect_unknown("weights.pt", {"weights.pt", "enet_b0_8_best_vgaf", "found another name"});
  expect_unknown("", {"found another name"});
  expect_unknown("(1).pt", {"found another name"});
  expect_unknown("enet_b0_8_best_vgaf().pt", {"found another name"});
  expect_unknown("enet_b0_7.h5", {".pt", "found .h5"});
  expect_unknown("enet_b2_8.pt", {".onnx", "not one of mien's", "found .pt"});
  expect_unknown("state_vggface2_enet2.pt", {"state_vggface2_enet0*"});
}

TEST(PublishedModelsTest, RefusesATableThatMakesNoSense) {
  const Json good = committed();
  EXPECT_NO_THROW((void)PublishedModels::parse(good.dump(), "test.json"));
  const auto changed = [&](const auto& change) {
    Json document = good;
    change(document);
    return document;
  };
  expect_refused(changed([](Json& d) { d["version"] = 2; }), {"test.json", "version"});
  expect_refused(changed([](Json& d) { d["models"][0]["network"] = "lenet"; }),
                 {"network", "lenet"});
  expect_refused(changed([](Json& d) { d["models"][0]["size"] = 1; }), {"size"});
  expect_refused(changed([](Json& d) { d["models"][0].erase("endings"); }), {"endings"});
  expect_refused(changed([](Json& d) { d["models"][0]["layers"][0]["outputs"] = 0; }),
                 {"layers", "outputs"});
  expect_refused(changed([](Json& d) { d["models"][2]["layers"][0]["of"] = 7; }), {"of"});
  expect_refused(changed([](Json& d) { d["models"][0]["metadata"]["input"].erase("mean"); }),
                 {"mean"});
  expect_refused(changed([](Json& d) { d["models"][1]["name"] = d["models"][0]["name"]; }),
                 {"name", "again"});
}

}  // namespace
}  // namespace mien::train
