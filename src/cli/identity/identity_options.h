#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "mien/nn/metadata.h"
#include "mien/pipeline/face_analyzer.h"

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// How the commands of identity find faces and read their features.
struct IdentityOptions {
  std::string model{default_identity_model};
  FaceAnalyzerOptions analyzer;  ///< its models and threads are set by `PhotoReader`
  std::int64_t max_pixels = 0;
  int threads = 0;
  bool quiet = false;  ///< no progress, no notes
};

/// The options must live as long as the parser.
void add_identity_options(CLI::App& app, IdentityOptions& options);

/// From where on two faces are taken for different people.
struct ThresholdOptions {
  std::optional<double> distance;
  double false_accepts = 0.001;  ///< of the model's operating points, if there is no distance
  /// Whether the user asked for that share. If not, the strictest point of a model without such a
  /// one will do.
  bool share_asked = false;
};

void add_threshold_options(CLI::App& app, ThresholdOptions& options);

struct Threshold {
  float distance = 0;
  std::optional<OperatingPoint> point;  ///< what was measured there; absent if the user chose it
};

/// The distance that the user chose, or else that of the model's operating point with the most
/// false accepts that are within the share.
/// @throws Error (ErrorCode::usage) if the model has none
[[nodiscard]] Threshold chosen_threshold(const ModelMetadata& model,
                                         const ThresholdOptions& options);

/// What was measured at a threshold, as a sentence; empty if nothing was.
[[nodiscard]] std::string evidence_text(const Threshold& threshold);

/// The same for --help, wrapped, of a model of the catalogue at its threshold; empty for another
/// model or if nothing was measured.
[[nodiscard]] std::string evidence_help(const std::string& model, const ThresholdOptions& options);

}  // namespace mien::cli
