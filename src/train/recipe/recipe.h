#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/augment/augment.h"
#include "dataset/label_mapping.h"
#include "dataset/split.h"
#include "dataset/targets.h"
#include "gcn/edges.h"
#include "gcn/pool_features.h"
#include "mien/nn/metadata.h"
#include "train/losses/options.h"
#include "train/optim/options.h"

namespace mien::train {

struct NetworkRecipe {
  std::string architecture = "mobilenet-v1";  ///< as `mien networks` lists them
  /// Where the weights start: "random", a model of the catalogue, or a file of weights. Heads that
  /// the file lacks start at random.
  std::string weights = "random";
  /// Whether parts of the base that `weights` lacks may start at random; else that is an error.
  bool allow_missing = false;
  double dropout = 0.2;   ///< before heads on the features, 0 up to 1
  double drop_path = 0;   ///< at the last block, 0 up to 1
  double momentum = 0.1;  ///< of batch norms: share of a new batch in their running statistics
  FeaturePooling features;
};

/// The name of the layer that a graph over labels makes.
inline constexpr std::string_view graph_layer = "graph";

/// A layer whose outputs heads share and whose weights a graph over their labels makes
/// (Emotion-GCN, Antoniadis et al. 2021). Export folds it to a linear layer.
struct GraphRecipe {
  std::vector<std::string> heads;  ///< attributes of heads of classes or affect
  std::string embeddings;          ///< a file of word vectors, or "random"
  int embedding_size = 300;        ///< numbers of a random vector
  /// The word of a label, where it is another than the label itself.
  std::map<std::string, std::string, std::less<>> words;
  std::string correlations = "labels";  ///< of the training pictures' labels, or a CSV file
  EdgeOptions edges;
  int hidden = 512;  ///< values between the two layers
};

/// A layer between the features and heads: linear, ReLU, dropout.
struct HiddenRecipe {
  std::string name;
  std::string from = "features";  ///< or another hidden layer, named above
  int size = 256;
  double dropout = 0;
};

/// A head and its loss.
struct HeadRecipe {
  std::string attribute;
  dataset::TargetKind kind = dataset::TargetKind::classes;
  std::vector<std::string> labels;  ///< classes, binary
  std::string from = "features";
  double weight = 1;  ///< of its loss
  /// classes: power of the paper's class weights (eq. 2), 1 as there, 0 for none
  double class_weights = 0;
  double class_weight_limit = 1000;  ///< most that a class counts
  /// classes: whether the weights also divide the loss of a batch
  ClassWeightMean class_weight_mean = ClassWeightMean::samples;
  double label_smoothing = 0;
  /// classes: the power of each data set's class frequencies that training adds to the scores, as
  /// their logarithm (Menon et al. 2021). With 1 the network answers as for equally frequent
  /// classes, whatever the balance of each data set; 0 for none.
  double logit_adjustment = 0;
  /// classes: how frequent each is in use, in the order of the labels, a sum of 1; stored in the
  /// model (`--prior natural`); empty: not stored
  std::vector<float> prior{};
  /// classes: added to the scores of the exported network, in the order of the labels, so that no
  /// class is answered too often; chosen on validation data; empty: none
  std::vector<float> offsets{};
  /// classes, binary: an answer of a lower probability is unsure, stored in the model and chosen on
  /// validation data; 0: never
  double sure_from = 0;
  bool bias = true;  ///< of its layer; a head in the graph has none
  int age_first = 1;
  int age_count = 100;
  int age_top = 2;
  double expected_age_weight = 0;         ///< of the L1 loss of the expected age, per year
  std::optional<ArcFaceOptions> arcface;  ///< identity: in place of cross-entropy
  bool tanh = true;                       ///< affect: after the last layer; else as it is
  AffectLossOptions affect{};             ///< affect: its loss
};

/// A network whose answers are to be learned (distillation). It sees each training picture once,
/// as it is or made worse, never augmented.
struct TeacherRecipe {
  std::string model;  ///< of the catalogue, or an .onnx file with metadata
  /// Of the teacher's head: "identity" gives features, "affect" valence and arousal, else class
  /// scores.
  std::string attribute;
  double weight = 1;
  bool grey = false;             ///< the teacher sees the picture without colour
  int side = 0;                  ///< and shrunk to this longer side; 0: as it is
  bool unlabelled_only = false;  ///< teaches only where the head has no label
};

enum class DataUse { train, validate };

struct DataRecipe {
  std::string path;  ///< relative to the recipe's folder
  DataUse use = DataUse::train;
  dataset::Split split;
  std::vector<dataset::LabelMapping> labels;
  double sampling = 1;  ///< how often each picture comes in an epoch
};

enum class Trained { heads, all };

/// A part of training with settings of its own.
struct StageRecipe {
  std::string name;
  Trained train = Trained::all;  ///< heads: the base is frozen
  int epochs = 1;
  int batch = 64;      ///< pictures a process
  int input_size = 0;  ///< pixels; 0: as [input] says
  double learning_rate = 1e-4;
  double head_learning_rate = 1e-3;
  OptimizerOptions optimizer;
  bool decay_all = false;           ///< weight decay of batch norms and biases, too
  double sam_rho = 0;               ///< 0: without SAM
  bool sam_statistics_once = true;  ///< batch norms learn from SAM's first pass only
  int warm_up_steps = 0;
  bool cosine = true;
  double average = 0;     ///< decay of the average of weights; 0: none
  int patience = 0;       ///< epochs without a better score after which the stage ends; 0: never
  bool bfloat16 = true;   ///< mixed precision where the processor has bfloat16 instructions
  bool drop_last = true;  ///< an epoch leaves out the pictures that do not fill a batch
  double balanced_sampling = 0;  ///< power of the inverse class frequency in drawing pictures
};

struct ValidationRecipe {
  std::string attribute;  ///< of the head whose score chooses the weights; empty: the first
  /// "accuracy", "balanced accuracy", "MAE" for ages, or "CCC" for affect (mean of both)
  std::string metric = "accuracy";
  bool flip = false;  ///< average with the mirror image
  int batch = 128;
};

/// What the exported model holds besides the heads.
struct ExportRecipe {
  bool features = false;    ///< the features as an output, for identity and descriptors
  bool half = true;         ///< store weights in 16 bits; computations stay in 32
  bool temperature = true;  ///< fit probabilities and ranges of ages to the validation pictures
};

/// All of a training run.
struct Recipe {
  std::string name;
  std::string task;
  std::string licence;     ///< of the weights
  std::string data_terms;  ///< what they were trained on, and its terms
  std::uint64_t seed = 1;
  int loader_threads = 2;
  double max_corrupt_share = 0.01;
  double checkpoint_minutes = 5;
  NetworkRecipe network;
  InputSpec input;
  CropSpec crop;
  std::vector<HiddenRecipe> hidden;
  std::vector<HeadRecipe> heads;
  std::optional<GraphRecipe> graph;
  std::vector<TeacherRecipe> teachers;
  std::vector<DataRecipe> data;
  dataset::AugmentOptions augment;
  std::vector<StageRecipe> stages;
  ValidationRecipe validate;
  ExportRecipe output;
};

}  // namespace mien::train
