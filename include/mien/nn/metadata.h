#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mien/core/resize_rule.h"

namespace mien {

/// Order of the colour channels that a network is fed.
enum class ColourOrder {
  rgb,
  bgr,
  grey,  ///< one channel, 0.299 R + 0.587 G + 0.114 B
};

/// Order of the axes of the input tensor.
enum class TensorLayout {
  nchw,  ///< batch, channel, row, column
  nhwc,  ///< batch, row, column, channel
};

/// What a network wants to be fed: (value - mean) * scale of each channel, in the order of
/// `colour`, for pixel values of 0 to 255.
struct InputSpec {
  int width = 0;   ///< pixels; 0 if the network takes any size
  int height = 0;  ///< pixels; 0 if the network takes any size
  ColourOrder colour = ColourOrder::rgb;
  TensorLayout layout = TensorLayout::nchw;
  std::vector<float> mean;   ///< one value a channel
  std::vector<float> scale;  ///< one value a channel, not 0
  ResizeRule resize = ResizeRule::bilinear;

  friend bool operator==(const InputSpec&, const InputSpec&) = default;
};

/// Shape of the region that is cut out around a detected box.
enum class CropShape {
  box,     ///< the box as it is; resizing changes its aspect
  square,  ///< the smallest square around the centre that holds the box
};

/// How a face is turned before it is cut.
enum class Alignment {
  none,        ///< cut along the picture's axes
  five_point,  ///< similarity transform of the five landmarks to the template of the paper's code
  eyes,        ///< turned about the middle between the eyes until they lie level (Emotion-GCN)
};

/// How a face is cut from the picture for a network.
struct CropSpec {
  float margin = 0;  ///< added on each side, as a share of the box's width and height; 0 to 2
  CropShape shape = CropShape::box;
  Alignment alignment = Alignment::none;

  friend bool operator==(const CropSpec&, const CropSpec&) = default;
};

/// What the numbers of one output mean.
enum class HeadKind {
  classes,   ///< one score for each label
  binary,    ///< one score for the first of two labels
  age,       ///< one score for each age (eq. 1 of the paper gives the expected age)
  identity,  ///< a feature; compared by distance after L2 normalisation
  affect,    ///< two numbers, valence and arousal, each -1 to 1
  tensor,    ///< raw numbers for a detector
};

/// What turns an output into probabilities; tanh is for valence and arousal.
enum class Activation { none, softmax, sigmoid, tanh };

/// A threshold of an identity head as it was measured: two faces are taken for one person if the
/// Euclidean distance of their L2-normalised features is at most `distance`.
struct OperatingPoint {
  double distance = 0;       ///< 0 to 2; the cosine of the features is then 1 - distance^2 / 2
  double false_accepts = 0;  ///< share of the pairs of different people that are accepted, 0 to 1
  double true_accepts = 0;   ///< share of the pairs of one person that are accepted, 0 to 1
  std::int64_t genuine_pairs = 0;   ///< pairs of one person
  std::int64_t impostor_pairs = 0;  ///< pairs of different people
  std::string data;                 ///< what it was measured on, and how faces were found and cut
  /// The same shares where each person, and each pair of two people, counts alike, however many
  /// photos there are of one; may be absent.
  std::optional<double> false_accepts_by_person = std::nullopt;
  std::optional<double> true_accepts_by_person = std::nullopt;

  friend bool operator==(const OperatingPoint&, const OperatingPoint&) = default;
};

/// One output of a network and what it means.
struct HeadSpec {
  std::string output;     ///< name of the output tensor in the .onnx
  std::string attribute;  ///< "emotion", "gender", "ethnicity", "age", "affect", "identity", or a
                          ///< detector's name
  HeadKind kind = HeadKind::tensor;
  Activation activation = Activation::none;  ///< to apply to the output
  std::vector<std::string> labels;           ///< classes and binary: mien's names in output order
  float threshold = 0.5F;                    ///< binary: the first label is chosen from here on
  /// Classes and binary: an answer of a lower probability is unsure, 0 to 1; 0: never.
  float sure_from = 0;
  int age_first = 1;  ///< age: the age in years of index 0
  int age_top = 2;    ///< age: L of eq. 1, the number of ages that are averaged
  std::vector<OperatingPoint> operating_points{};  ///< identity: may be empty
  /// Identity: how a face is cut to be compared with others, if other than for the model's
  /// attributes.
  std::optional<CropSpec> crop = std::nullopt;
  /// Classes, binary and affect: index of the head's first number, where the output holds those of
  /// other heads, too; absent if the output is the head's alone.
  std::optional<int> offset = std::nullopt;
  /// Classes: how frequent each class is where the network is used, in the order of the labels, a
  /// sum of 1; empty if not stored. The output's own probabilities are for classes of one
  /// frequency.
  std::vector<float> prior{};
  /// Age: by how much the range of ages is widened around its middle, so that it holds 80 %.
  double interval_scale = 1;
  /// Identity: whether the length of the feature before normalising says how well a face can be
  /// compared (`Face::quality`).
  bool length_is_quality = false;
};

/// The graph over labels that made the weights of a model's last layer, as Emotion-GCN has it. It
/// is there to be read and drawn: the network itself holds the weights that came of it.
struct LabelGraph {
  std::vector<std::string> labels;  ///< its nodes, at least 2
  std::vector<std::string> words;   ///< whose vectors the nodes began with, one a label
  /// Rank correlations of the training labels, label x label, -1 to 1; empty if not known.
  std::vector<float> correlations{};
  /// Label x label: how much of each label's vector (column) a label (row) takes over in each of
  /// the two layers; 0 where there is no edge.
  std::vector<float> adjacency;

  friend bool operator==(const LabelGraph&, const LabelGraph&) = default;
};

/// A measured or published score.
struct Score {
  std::string metric;    ///< such as "age MAE (years)"
  std::string data;      ///< data set and split
  int samples = 0;       ///< number of samples, 0 if the source does not say
  double value = 0;      ///< in the metric's unit
  std::string source;    ///< "measured" or "published"
  std::string evidence;  ///< the command that measures it, or the publication
};

/// All that mien needs to know of a network. It is stored in the .onnx as JSON under the metadata
/// key "mien"; docs/reference/model-metadata.md describes it.
struct ModelMetadata {
  static constexpr int current_version = 1;
  static constexpr std::string_view key = "mien";

  std::string id;          ///< as in the catalogue, such as "faceres-deep"
  std::string task;        ///< such as "age, gender, identity"
  std::string licence;     ///< of the weights, an SPDX expression where there is one
  std::string data_terms;  ///< the training data and its terms
  InputSpec input;
  CropSpec crop;
  std::vector<HeadSpec> heads;
  std::vector<Score> scores;
  std::optional<LabelGraph> graph = std::nullopt;  ///< of the heads' labels, where there was one
};

/// How the model wants a face cut that is compared with others: as its identity head says, else as
/// for its attributes.
[[nodiscard]] CropSpec identity_crop(const ModelMetadata& metadata);

/// Reads metadata from JSON.
/// @param name what to call the source in messages
/// @throws Error (ErrorCode::model) that names the key, what was expected and what was found: a
/// missing key, a value of the wrong type or out of range, an unknown key.
[[nodiscard]] ModelMetadata parse_metadata(std::string_view json, std::string_view name);

/// Writes metadata as JSON that `parse_metadata` reads back to the same value.
[[nodiscard]] std::string format_metadata(const ModelMetadata& metadata);

}  // namespace mien
