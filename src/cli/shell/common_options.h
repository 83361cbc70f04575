#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "mien/pipeline/face_analyzer.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace mien::cli {

/// Options that several commands have, with one name, range and help each.
/// @param group heading of the help under which they are listed

/// --detector, for commands that need a detector.
void add_detector_choice(CLI::App& app, FaceAnalyzerOptions& analyzer, const std::string& group);

/// --detector, for commands that can do without one. What `analyzer` says is the default.
void add_optional_detector(CLI::App& app, FaceAnalyzerOptions& analyzer, const std::string& group);

/// The default of commands that detect only where they are asked to.
[[nodiscard]] FaceAnalyzerOptions without_detector();

/// --min-face
void add_min_face(CLI::App& app, FaceAnalyzerOptions& analyzer, const std::string& group);

/// --detector-thresholds
void add_detector_thresholds(CLI::App& app, FaceAnalyzerOptions& analyzer,
                             const std::string& group);

/// --min-score
void add_min_score(CLI::App& app, FaceAnalyzerOptions& analyzer, const std::string& group);

/// --max-yaw
void add_max_yaw(CLI::App& app, FaceAnalyzerOptions& analyzer, const std::string& group);

/// --min-quality
void add_min_quality(CLI::App& app, FaceAnalyzerOptions& analyzer, const std::string& group);

/// --age-top
void add_age_top(CLI::App& app, std::optional<int>& age_top, const std::string& group);

/// --gender-threshold
void add_gender_threshold(CLI::App& app, std::optional<float>& threshold, const std::string& group);

/// --attributes
CLI::Option* add_attributes(CLI::App& app, std::vector<std::string>& attributes,
                            const std::string& help, const std::string& group = {});

/// --prior
void add_prior(CLI::App& app, Prior& prior, const std::string& group = {});

/// --max-corrupt
void add_max_corrupt(CLI::App& app, double& percent, const std::string& group = {});

/// --resamples
void add_resamples(CLI::App& app, std::size_t& resamples, const std::string& group = {});

/// -0, --null: the paths of a list on standard input end in a zero byte.
void add_null(CLI::App& app, bool& null);

/// --threads, as many as there are processors unless the user says otherwise; 0 stands for these.
void add_threads(CLI::App& app, int& threads);

}  // namespace mien::cli
