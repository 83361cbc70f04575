#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "descriptors/describe_clips.h"
#include "mien/learn/pipeline.h"
#include "paper/protocols/adaptive_protocol.h"
#include "paper/protocols/clip_sets.h"
#include "paper/reports/classifier_scores.h"

namespace mien::paper {

/// A classifier of the paper's experiments.
struct ProtocolClassifier {
  std::string name;
  PipelineOptions options;
};

/// What the paper says of a data set of clips (Savchenko 2021).
struct ClipProtocol {
  std::string name;   ///< such as "AFEW"
  std::string table;  ///< such as "Table 4"
  std::vector<ProtocolClassifier> classifiers;
  std::vector<std::pair<std::string, double>> paper;  ///< features and accuracy, percent
  DescribeOptions describe;  ///< what the paper says of faces and descriptors
};

/// Largest face, every frame, mean, max, min and std; L2 and LinearSVC (C = 1.1) or a random forest
/// (1000 trees, depth 7).
[[nodiscard]] const ClipProtocol& afew_protocol();

/// As the paper's MobileNet was measured: frames without a face are blended in as whole pictures; a
/// random forest (1000 trees, depth 7, seed 1).
[[nodiscard]] const ClipProtocol& afew_blend_protocol();

/// All faces; L2 and LinearSVC (C = 0.5), or an RBF SVM (C = 1) on the descriptors as they are.
[[nodiscard]] const ClipProtocol& vgaf_protocol();

/// The classifiers of AFEW on any clips.
[[nodiscard]] const ClipProtocol& clips_protocol();

/// Labelled clips to fit on and to score.
struct ProtocolData {
  std::vector<std::string> classes;
  descriptors::ClipList train;
  descriptors::ClipList valid;

  /// Of both parts.
  [[nodiscard]] dataset::WalkFindings findings() const;
};

[[nodiscard]] ProtocolData protocol_data(const ClipSet& set);

/// The files that `ProtocolSettings::save` gets for a model.
[[nodiscard]] std::vector<std::filesystem::path> saved_files(const std::filesystem::path& folder,
                                                             const std::string& model);

struct ProtocolSettings {
  DescribeOptions describe;    ///< descriptors not normalised; the classifiers' steps do that
  std::filesystem::path save;  ///< folder for the descriptors of both parts and their indices
  std::optional<AdaptiveOptions> adaptive;  ///< nothing: the full rate alone
};

/// One classifier on the features of one model.
struct ProtocolScore {
  std::string model;
  std::string classifier;
  ClassifierScores all;        ///< all validation clips: those without a face have zeros
  ClassifierScores with_face;  ///< validation clips with a face
  std::optional<AdaptiveScore> adaptive;
};

struct ProtocolRun {
  std::string model;
  std::size_t train = 0;  ///< clips with a face, which are fitted on
  std::vector<ProtocolScore> scores;
  std::vector<std::string> notes;  ///< clips that could not be read whole
};

/// Describes the clips of a set and scores the protocol's classifiers on them.
[[nodiscard]] ProtocolRun run_protocol(const ClipProtocol& protocol, const ProtocolData& data,
                                       const ProtocolSettings& settings,
                                       const std::function<void(std::size_t done)>& progress,
                                       const std::function<bool()>& stop);

/// All runs beside the paper's table.
[[nodiscard]] std::string protocol_text(const ClipProtocol& protocol, const ProtocolData& data,
                                        const std::vector<ProtocolRun>& runs);
[[nodiscard]] std::string protocol_json(const ClipProtocol& protocol, const ProtocolData& data,
                                        const std::vector<ProtocolRun>& runs);

}  // namespace mien::paper
