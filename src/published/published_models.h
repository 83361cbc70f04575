#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mien/nn/metadata.h"

namespace mien::train {

/// A fully connected layer behind the features of a published network.
struct PublishedLayer {
  std::string name;       ///< in the file, without ".weight"; "NAME.0" is taken for it, too
  int outputs = 0;        ///< numbers, of one or several heads
  std::string from;       ///< another layer, or empty: the features
  std::string attribute;  ///< what it tells; empty for a layer with ReLU that others take
};

/// A file that was published, or several of one network: what it is called and what is in it.
struct PublishedModel {
  std::string name;                  ///< without its ending; a * at the end stands for any letters
  std::vector<std::string> endings;  ///< such as ".pt", lower case
  std::string summary;               ///< one sentence
  std::string network;               ///< architecture of mien's; empty if only an .onnx can be read
  std::vector<PublishedLayer> layers;
  /// Emotion-GCN: the words of the graph's nodes, which are the labels of the heads in their order;
  /// the file needs their vectors. Empty: no graph.
  std::vector<std::string> graph_words{};
  ModelMetadata metadata;  ///< of the .onnx that is made of it
};

/// The nodes of a graph over the labels of all heads, in their order; those of an affect head are
/// valence and arousal.
[[nodiscard]] std::vector<std::string> graph_labels(const ModelMetadata& metadata);

/// The files that mien knows, in the order of models/published.json; docs/guides/models.md lists
/// them.
class PublishedModels {
 public:
  /// @param name what to call the text in messages
  /// @throws Error (ErrorCode::model) that names the model, the key, what was expected and found.
  [[nodiscard]] static PublishedModels parse(std::string_view text, std::string_view name);

  /// Those built into mien.
  [[nodiscard]] static PublishedModels standard();

  [[nodiscard]] const std::vector<PublishedModel>& entries() const { return entries_; }

  /// The model that a file of this name holds.
  /// @param file a name without folders, such as "enet_b0_8_best_vgaf.pt", or without its ending;
  /// "enet_b0_8_best_vgaf (1).pt" and the like, as browsers name second downloads, are known, too
  /// @throws Error (ErrorCode::usage) that lists the known names if there is none, or none with
  /// this ending.
  [[nodiscard]] const PublishedModel& at(std::string_view file) const;

 private:
  std::vector<PublishedModel> entries_;
};

}  // namespace mien::train
