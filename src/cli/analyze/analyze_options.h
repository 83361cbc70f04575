#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/analyze/face_blur.h"
#include "mien/media/frame_source.h"
#include "mien/pipeline/clip_analyzer.h"
#include "mien/pipeline/face_analyzer.h"
#include "mien/report/csv_names.h"

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// Where the results go. Paths are empty where nothing was asked for; "-" is standard output.
struct AnalyzeOutputs {
  std::filesystem::path json;
  std::filesystem::path json_lines;
  std::filesystem::path csv;
  std::optional<CsvNames> csv_names;  ///< nothing: mien's
  std::filesystem::path annotate;     ///< folder, or the .mp4 of one clip
  std::filesystem::path timeline;     ///< folder, or the .svg of one clip
  std::filesystem::path report;
  std::filesystem::path embeddings;
  bool overwrite = false;  ///< marked pictures may replace files that are not mien's
  bool people = false;     ///< rows of clips are people, not frames
  bool timing = false;     ///< say where the time of clips went
  bool quiet = false;      ///< no table, no summary, no progress
};

/// What is asked of clips.
struct ClipOptions {
  ClipAnalyzerOptions analysis;
  FrameSourceOptions source;
  /// Least mean probabilities to decide on one and on four of sixteen frames (--adaptive).
  std::array<double, 2> sure{0.6, 0.5};
  bool sequences = false;    ///< folders are clips of numbered pictures
  std::vector<int> cameras;  ///< numbers
};

/// All that `mien analyze` was asked.
struct AnalyzeRequest {
  std::vector<std::string> names;
  bool null = false;  ///< paths of a list on standard input end in a zero byte
  FaceAnalyzerOptions analyzer;
  BlurOptions blur;
  ClipOptions clips;
  AnalyzeOutputs outputs;
  std::int64_t max_pixels = 0;
  /// Degrees clockwise by which pictures and frames are turned first; nothing: the best of four.
  std::optional<int> rotation = 0;
  int threads = 0;
};

/// Lets the parser fill in a request. The request must live as long as the parser.
void add_analyze_options(CLI::App& app, AnalyzeRequest& request);

/// The options of the detector alone, for other commands that find faces.
void add_detector_options(CLI::App& app, FaceAnalyzerOptions& analyzer);

/// The options of the models alone, likewise.
void add_model_options(CLI::App& app, FaceAnalyzerOptions& analyzer);

/// The options for how clips that are files or numbered pictures are read, likewise.
void add_clip_reading_options(CLI::App& app, ClipOptions& clips);

/// The options of the analysis, those of --adaptive included.
[[nodiscard]] ClipAnalyzerOptions clip_analysis(const ClipOptions& clips);

/// --max-pixels and --rotate, likewise.
/// @param rotation degrees clockwise; nothing: the best of four
void add_picture_options(CLI::App& app, std::int64_t& max_pixels, std::optional<int>& rotation);

/// @throws Error (ErrorCode::usage) for outputs that exclude each other or cannot hold so many
/// pictures and clips
void check_outputs(const AnalyzeOutputs& outputs, std::size_t pictures, std::size_t clips);

}  // namespace mien::cli
