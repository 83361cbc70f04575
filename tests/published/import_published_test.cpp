// Files of the full size and the published forms, with random weights, against mien's export of the
// same weights. What the exported networks compute is compared with PyTorch in
// tests/networks.
#include "published/import_published.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mien/nn/network.h"
#include "networks/export_onnx.h"
#include "networks/heads.h"
#include "networks/networks.h"
#include "networks/synthetic_tensors.h"
#include "published/written_files.h"
#include "temporary_folder.h"
#include "weights/expect_error.h"

namespace mien::train {
namespace {

const PublishedModel& published(const std::string& name) {
  static const PublishedModels models = PublishedModels::standard();
  return models.at(name);
}

/// The same tensors with other names for some layers.
NamedTensors renamed(NamedTensors tensors,
                     const std::vector<std::pair<std::string, std::string>>& layers) {
  for (const auto& [from, to] : layers) {
    for (const char* part : {".weight", ".bias"}) {
      auto node = tensors.extract(from + part);
      node.key() = to + part;
      tensors.insert(std::move(node));
    }
  }
  return tensors;
}

struct Made {
  NetworkGraph graph;
  NamedTensors tensors;
};

Made emotion_network(const std::string& architecture, int classes) {
  const HeadLayout head{.name = "emotion", .outputs = classes};
  Made network{attach_heads(make_network(architecture), {&head, 1}), {}};
  network.tensors = synthetic_tensors(network.graph);
  return network;
}

/// PyTorch files are fed as Pillow resizes.
ModelMetadata antialiased(ModelMetadata metadata) {
  metadata.input.resize = ResizeRule::antialias;
  return metadata;
}

class ImportPublishedTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file(const std::string& name) const {
    return folder_.path() / name;
  }
  TemporaryFolder folder_;
};

TEST_F(ImportPublishedTest, TakesModulesAndStateDictsOfEfficientNet) {
  const Made network = emotion_network("efficientnet-b0", 8);
  const PublishedModel& model = published("enet_b0_8_best_vgaf.pt");
  const models::Bytes expected =
      export_onnx(network.graph, network.tensors, antialiased(model.metadata));
  // A classifier within a Sequential, as the author's code has it, and a plain one.
  write_pytorch(file("sequential.pt"),
                renamed(network.tensors, {{"heads.emotion", "classifier.0"}}), true);
  EXPECT_TRUE(import_published(file("sequential.pt"), model) == expected);
  write_pytorch(file("plain.pt"), renamed(network.tensors, {{"heads.emotion", "classifier"}}),
                false);
  EXPECT_TRUE(import_published(file("plain.pt"), model) == expected);
}

TEST_F(ImportPublishedTest, KeepsValenceAndArousalBesideTheClasses) {
  const Made tiny = emotion_network("efficientnet-b0", 10);
  const PublishedModel& model = published("enet_b0_8_va_mtl");
  const auto path = file("enet_b0_8_va_mtl.pt");
  write_pytorch(path, renamed(tiny.tensors, {{"heads.emotion", "classifier.0"}}), true);
  const models::Bytes imported = import_published(path, model);
  EXPECT_TRUE(imported == export_onnx(tiny.graph, tiny.tensors, antialiased(model.metadata)));
  const Network network = Network::from_memory(imported, "imported", {});
  ASSERT_EQ(network.outputs().size(), 2U);
  EXPECT_EQ(network.outputs()[0].name, network.outputs()[1].name);
  EXPECT_EQ(network.outputs()[1].shape.back(), 10);
}

TEST_F(ImportPublishedTest, TakesIdentityNetworksWithAndWithoutTheirClassifier) {
  const NetworkGraph graph = make_network("efficientnet-b0");
  NamedTensors tensors = synthetic_tensors(graph);
  const PublishedModel& model = published("state_vggface2_enet0_new.pt");
  const models::Bytes expected = export_onnx(graph, tensors, antialiased(model.metadata));
  const auto path = file("state_vggface2_enet0_new.pt");
  write_pytorch(path, tensors, false);
  EXPECT_TRUE(import_published(path, model) == expected);
  tensors["classifier.weight"] = {{2, 1280}, std::vector<float>(2560, 1)};
  tensors["classifier.bias"] = {{2}, {1, 2}};
  write_pytorch(path, tensors, false);
  EXPECT_TRUE(import_published(path, model) == expected);
}

TEST_F(ImportPublishedTest, TakesRexNet) {
  const Made network = emotion_network("rexnet-150", 7);
  const PublishedModel& model = published("affectnet_7_vggface2_rexnet150.pt");
  const auto path = file("r.pt");
  write_pytorch(path, renamed(network.tensors, {{"heads.emotion", "head.fc"}}), true);
  EXPECT_TRUE(import_published(path, model) ==
              export_onnx(network.graph, network.tensors, antialiased(model.metadata)));
}

TEST_F(ImportPublishedTest, TakesKerasModels) {
  const std::vector<HiddenLayout> hidden = {{.name = "feats", .size = 256}};
  const std::vector<HeadLayout> emotion = {{.name = "emotion", .outputs = 7, .from = "feats"}};
  const std::vector<HeadLayout> face = {{.name = "age", .outputs = 100, .from = "feats"},
                                        {.name = "gender", .outputs = 1, .from = "feats"}};
  {
    const NetworkGraph graph = attach_heads(make_network("mobilenet-v1"), hidden, emotion);
    const NamedTensors tensors = synthetic_tensors(graph);
    write_keras(file("mobilenet_7.h5"),
                renamed(tensors, {{"heads.feats", "feats"}, {"heads.emotion", "emotion_preds"}}));
    const PublishedModel& model = published("mobilenet_7.h5");
    EXPECT_TRUE(import_published(file("mobilenet_7.h5"), model) ==
                export_onnx(graph, tensors, model.metadata));
  }
  const NetworkGraph graph = attach_heads(make_network("mobilenet-v1"), hidden, face);
  const NamedTensors tensors = synthetic_tensors(graph);
  write_keras(file("age.h5"), renamed(tensors, {{"heads.feats", "feats"},
                                                {"heads.age", "age_pred"},
                                                {"heads.gender", "gender_pred"}}));
  const PublishedModel& model = published("age_gender_tf2_224_deep-03-0.13-0.97.h5");
  const models::Bytes onnx = import_published(file("age.h5"), model);
  EXPECT_TRUE(onnx == export_onnx(graph, tensors, model.metadata));
  // What comes out can be run.
  const Network network = Network::from_memory(onnx, "age.onnx", {});
  const std::vector<float> picture(std::size_t{3} * 224 * 224, 0.5F);
  const std::vector<std::int64_t> shape = {1, 3, 224, 224};
  const std::vector<Tensor> outputs = network.run({shape, picture});
  ASSERT_EQ(outputs.size(), 3U);
  EXPECT_EQ(outputs[0].data.size(), 100U);
  EXPECT_EQ(outputs[1].data.size(), 1U);
  EXPECT_EQ(outputs[2].data.size(), 1024U);
}

TEST_F(ImportPublishedTest, SaysWhatIsAmissInAFile) {
  const auto path = file("some.pt");
  const auto expect_refused = [&](const NamedTensors& tensors, const std::string& name,
                                  const std::vector<std::string>& parts) {
    write_pytorch(path, tensors, false);
    expect_model_error([&] { (void)import_published(path, published(name)); }, parts);
  };
  const NamedTensors few = {{"classifier.0.weight", {{8, 2}, std::vector<float>(16, 1)}},
                            {"classifier.0.bias", {{8}, std::vector<float>(8, 1)}}};
  expect_refused(few, "enet_b0_8_best_afew",
                 {"some.pt", "missing", "bn1.bias", "of another shape"});
  expect_refused(few, "enet_b0_7", {"some.pt", "7 outputs", "\"classifier.0.weight\"", "found 8"});
  expect_refused({{"conv_stem.weight", {{1}, {1}}}}, "enet_b0_7",
                 {"the layer \"classifier\" of enet_b0_7"});
  expect_refused(few, "enet_b2_8", {"some.pt", "an .onnx", "enet_b2_8"});
  expect_refused({{"classifier.weight", {{}, {1}}}, {"classifier.bias", {{}, {1}}}}, "enet_b0_7",
                 {"a scalar"});
  expect_model_error([&] { (void)import_published(file("absent.pt"), published("enet_b0_7")); },
                     {"absent.pt"});
}

}  // namespace
}  // namespace mien::train
