#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/analyze/analyze_options.h"
#include "corpus/run/plan.h"
#include "corpus/run/work.h"
#include "mien/pipeline/face_analyzer.h"

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// How the photos and clips of a corpus are read.
struct CorpusReading {
  FaceAnalyzerOptions analyzer;
  ClipOptions clips;
  bool identity = false;  ///< keep identity features
  std::int64_t max_pixels = 0;
  std::optional<int> rotation = 0;
};

/// The options of `mien analyze` for how photos and clips are read, and --identity.
void add_corpus_reading(CLI::App& app, CorpusReading& reading);

/// Loads the models to see that they are there.
/// @throws Error as `FaceAnalyzer` for models that are missing and impossible options
void check_reading(const CorpusReading& reading);

/// Fills in what a plan says of reading: the words of the options that were given, in a form that
/// every machine understands in the same way, and the models.
/// @param app the parser that filled in `reading`
/// @param clips whether the plan has clips: their people are told apart as `mien analyze` does
/// @throws Error as `check_reading`; (ErrorCode::usage) for options that are of photos alone;
/// (ErrorCode::setup) if clips cannot be read
void plan_reading(corpus::Plan& plan, const CLI::App& app, const CorpusReading& reading,
                  bool clips);

/// What reads faces as the plan says. The models must be those of the plan.
/// @throws Error (ErrorCode::input) if the plan's options are not understood, and when it is called
/// (ErrorCode::model) if a model is another one
[[nodiscard]] corpus::MakeReaders corpus_readers(const corpus::Plan& plan);

}  // namespace mien::cli
