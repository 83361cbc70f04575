#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "corpus/run/plan.h"
#include "corpus/run/work.h"
#include "mien/pipeline/face_analyzer.h"

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// How the photos of a corpus are read.
struct CorpusReading {
  FaceAnalyzerOptions analyzer;
  bool identity = false;  ///< keep identity features
  std::int64_t max_pixels = 0;
  std::optional<int> rotation = 0;
};

/// The options of `mien analyze` for how photos are read, and --identity.
void add_corpus_reading(CLI::App& app, CorpusReading& reading);

/// Fills in what a plan says of reading: the words of the options that were given, in a form that
/// every machine understands in the same way, and the models. The models are loaded to see that
/// they are there.
/// @param app the parser that filled in `reading`
/// @throws Error as `FaceAnalyzer` for models that are missing and impossible options
void plan_reading(corpus::Plan& plan, const CLI::App& app, const CorpusReading& reading);

/// What reads faces as the plan says. The models must be those of the plan.
/// @throws Error (ErrorCode::input) if the plan's options are not understood, and when it is called
/// (ErrorCode::model) if a model is another one
[[nodiscard]] corpus::MakeAnalyse corpus_analyse(const corpus::Plan& plan);

}  // namespace mien::cli
