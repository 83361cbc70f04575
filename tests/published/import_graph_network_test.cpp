// Files of Emotion-GCN as its training script saves them, and what PyTorch answers with them.
#include "published/import_graph_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "gcn/affectnet_graph.h"
#include "gcn/fold_graph.h"
#include "gcn/pool_features.h"
#include "mien/nn/network.h"
#include "models/embedded_metadata.h"
#include "networks/export_onnx.h"
#include "networks/heads.h"
#include "networks/networks.h"
#include "networks/synthetic_tensors.h"
#include "published/import_published.h"
#include "published/written_files.h"
#include "resources.h"
#include "temporary_folder.h"
#include "weights/expect_error.h"

namespace mien::train {
namespace {

using testing::HasSubstr;

const PublishedModel& published(const std::string& name) {
  static const PublishedModels models = PublishedModels::standard();
  return models.at(name);
}

NetworkGraph graph_for(const char* network, bool maximum) {
  const std::vector<HeadLayout> heads = {{.name = "emotion", .outputs = 7, .in_graph = true},
                                         {.name = "affect", .outputs = 2, .in_graph = true}};
  NetworkGraph base = make_network(network);
  if (maximum) base = pool_features(std::move(base), {.maximum = true, .last_activation = false});
  return attach_heads(std::move(base), {}, heads, {.word_size = 20, .hidden = 16});
}

/// The tensors of a network with a graph as the authors' code calls them.
NamedTensors as_published(const NamedTensors& tensors, const std::string& prefix) {
  NamedTensors result;
  for (const auto& [name, tensor] : tensors) {
    if (name == "heads.graph.words") continue;
    if (name == "heads.graph.adjacency") {
      NamedTensor turned = tensor;
      for (std::size_t i = 0; i < affectnet_nodes; ++i) {
        for (std::size_t j = 0; j < affectnet_nodes; ++j) {
          turned.values[i * affectnet_nodes + j] = tensor.values[j * affectnet_nodes + i];
        }
      }
      result["A"] = turned;
    } else if (name.starts_with("heads.graph.")) {
      result[name.substr(std::strlen("heads.graph."))] = tensor;
    } else {
      result[prefix + name] = tensor;
    }
  }
  return result;
}

class ImportGraphNetwork : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file(const std::string& name) const {
    return folder_.path() / name;
  }

  /// Nine words of 20 numbers, as text; returns the numbers.
  [[nodiscard]] std::vector<float> write_words(const PublishedModel& model) const {
    std::vector<float> values = uniform_values("words", affectnet_nodes * 20);
    std::string text;
    for (std::size_t i = 0; i < affectnet_nodes; ++i) {
      text += model.graph_words[i];
      for (std::size_t j = 0; j < 20; ++j) text += fmt::format(" {}", values[i * 20 + j]);
      text += '\n';
    }
    write_file(file("words.txt"), text);
    return values;
  }

  [[nodiscard]] NamedTensors tensors_for(const NetworkGraph& graph,
                                         const PublishedModel& model) const {
    NamedTensors tensors = synthetic_tensors(graph);
    tensors["heads.graph.words"].values = write_words(model);
    tensors["heads.graph.adjacency"].values = affectnet_adjacency();
    return tensors;
  }

  TemporaryFolder folder_;
};

// The reference is PyTorch on the whole structure: torchvision's DenseNet-121, the graph's layers,
// A and the state of the optimiser.
TEST_F(ImportGraphNetwork, AnswersAsPyTorchDoesWithAFileOfFullSize) {
  const std::string script =
      (std::filesystem::path(MIEN_SOURCE_DIR) / "tests/published/write_emotion_gcn.py").string();
  if (std::system("/usr/bin/python3 -c 'import torchvision' 2>/dev/null") != 0) {
    GTEST_SKIP() << "python3-torchvision is not installed";
  }
  ASSERT_EQ(std::system(("/usr/bin/python3 -B " + script + " " + folder_.path().string()).c_str()),
            0);
  PublishedModel model = published("emotion-gcn-affectnet");
  model.metadata.input.width = 96;
  model.metadata.input.height = 96;
  const models::Bytes imported = import_published(file("best.pt"), model, file("words.txt"));
  EXPECT_TRUE(imported == import_published(file("best.pt"), model, file("emb.pkl")));
  const Network network = Network::from_memory(imported, "imported", {});
  const auto floats = [&](const char* name) {
    const std::vector<std::byte> bytes = read_bytes(file(name));
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  };
  const std::vector<float> picture = floats("picture.f32");
  const std::vector<std::int64_t> shape = {1, 3, 96, 96};
  const std::vector<Tensor> outputs = network.run({shape, picture});
  std::vector<float> actual = outputs.at(0).data;
  actual.insert(actual.end(), outputs.at(1).data.begin(), outputs.at(1).data.end());
  const std::vector<float> expected = floats("answers.f32");
  float largest = 0;
  for (const float value : expected) largest = std::max(largest, std::abs(value));
  EXPECT_THAT(actual, testing::Pointwise(testing::FloatNear(1e-4F * largest), expected));
}

TEST_F(ImportGraphNetwork, FoldsTheGraphAndKeepsItInTheMetadata) {
  const PublishedModel& model = published("emotion-gcn-affectnet");
  const NetworkGraph graph = graph_for("densenet-121", true);
  const NamedTensors tensors = tensors_for(graph, model);
  write_pytorch(file("best.pt"), as_published(tensors, ""), false);
  const models::Bytes imported = import_published(file("best.pt"), model, file("words.txt"));
  const auto [folded, weights] = fold_graph(graph, tensors);
  EXPECT_TRUE(imported == export_onnx(folded, weights, model.metadata));
  const ModelMetadata metadata = models::embedded_metadata(imported, "imported");
  ASSERT_TRUE(metadata.graph);
  EXPECT_EQ(metadata.graph->labels[1], "happiness");
  EXPECT_EQ(metadata.graph->words[1], "happy");
  EXPECT_EQ(metadata.graph->correlations.size(), 81U);
}

TEST_F(ImportGraphNetwork, TakesBregNext) {
  const PublishedModel& model = published("emotion-gcn-affectnet-bregnext");
  const NetworkGraph graph = graph_for("breg-next-50", false);
  const NamedTensors tensors = tensors_for(graph, model);
  NamedTensors stored = as_published(tensors, "model.");
  stored["model._fc0.weight"] = {{7, 128}, std::vector<float>(896)};
  stored["model._fc0.bias"] = {{7}, std::vector<float>(7)};
  write_pytorch(file("best.pt"), stored, false);
  const auto [folded, weights] = fold_graph(graph, tensors);
  EXPECT_TRUE(import_published(file("best.pt"), model, file("words.txt")) ==
              export_onnx(folded, weights, model.metadata));
}

TEST_F(ImportGraphNetwork, TakesTheGraphOfAffWild2FromTheFile) {
  const PublishedModel& model = published("emotion-gcn-affwild2");
  EXPECT_EQ(model.graph_words[1], "anger");
  NamedTensors tensors = tensors_for(graph_for("densenet-121", true), model);
  write_pytorch(file("best.pt"), as_published(tensors, ""), false);
  const ModelMetadata metadata = models::embedded_metadata(
      import_published(file("best.pt"), model, file("words.txt")), "imported");
  ASSERT_TRUE(metadata.graph);
  EXPECT_EQ(metadata.graph->labels[1], "anger");
  EXPECT_EQ(metadata.graph->adjacency[7 * 9 + 1], 0.5F);
  EXPECT_TRUE(metadata.graph->correlations.empty());
}

TEST_F(ImportGraphNetwork, SaysWhatIsWrong) {
  const PublishedModel& model = published("emotion-gcn-affectnet");
  const NamedTensors right = as_published(tensors_for(graph_for("densenet-121", true), model), "");
  const auto refused = [&](const NamedTensors& tensors, const std::vector<std::string>& parts) {
    write_pytorch(file("best.pt"), tensors, false);
    expect_model_error([&] { (void)import_published(file("best.pt"), model, file("words.txt")); },
                       parts);
  };
  NamedTensors other = right;
  other.erase("A");
  refused(other, {"best.pt", "expected \"A\" of Emotion-GCN", "no such tensor"});
  other = right;
  std::swap(other["A"].values[7], other["A"].values[3]);
  refused(other, {"the graph of emotion-gcn-affectnet", "of neutral at",
                  "so that the file has other labels"});
  other["A"].values[0] = 0.75F;
  refused(other, {"a sum of 1 in row 0 of \"A\""});
  other["A"].values[0] = -1;
  refused(other, {"numbers of 0 and more in \"A\""});
  other["A"] = {{2, 2}, {1, 0, 0, 1}};
  refused(other, {"\"A\" of 9 x 9 numbers"});
  other = right;
  other.erase("gc2.weight");
  refused(other, {"\"gc2.weight\" of Emotion-GCN"});
  // Words of another length than those that it was trained with.
  other = right;
  other["gc1.weight"] = {{30, 16}, std::vector<float>(480, 0.1F)};
  refused(other, {"heads.graph.gc1.weight: expected [20, 16], found [30, 16]"});
  write_pytorch(file("best.pt"), right, false);
  EXPECT_THAT([&] { (void)import_published(file("best.pt"), model); },
              testing::ThrowsMessage<Error>(HasSubstr("expected the word vectors of its graph")));
  EXPECT_THAT(
      [&] { (void)import_published(file("best.pt"), published("enet_b0_7"), file("words.txt")); },
      testing::ThrowsMessage<Error>(HasSubstr("expected no word vectors, since enet_b0_7")));
  write_pytorch(file("emb.pkl"), {{"a", {{9, 20}, std::vector<float>(180)}}}, false);
  expect_model_error([&] { (void)import_published(file("best.pt"), model, file("emb.pkl")); },
                     {"emb.pkl", "expected one tensor, 9 words x numbers"});
}

}  // namespace
}  // namespace mien::train
