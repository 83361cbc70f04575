#include "cli/corpus/corpus_reading.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <new>

#include "cli/shell/parse_arguments.h"
#include "dataset/input_file.h"
#include "media/video/load_backend.h"
#include "mien/core/error.h"
#include "mien/media/frame_source.h"
#include "mien/media/image_io.h"
#include "mien/models/model_store.h"
#include "mien/pipeline/analyzer_choices.h"
#include "mien/pipeline/clip_analyzer.h"
#include "mien/pipeline/rotation.h"
#include "pipeline/model_loading.h"

namespace mien::cli {

namespace {

/// A word of plans alone: identity features are of faces that are cut once more for them.
constexpr const char* own_crops = "--own-crops";

/// The parser of the words that a plan keeps.
struct ReadingParser {
  CorpusReading reading;
  std::unique_ptr<CLI::App> app = make_parser("mien corpus plan", "");
  ReadingParser() {
    add_corpus_reading(*app, reading);
    app->add_flag_callback(own_crops, [this] { reading.analyzer.purpose = Purpose::both; });
  }
  ReadingParser(const ReadingParser&) = delete;
  ReadingParser& operator=(const ReadingParser&) = delete;
};

/// The words by which the option gets its values again.
std::vector<std::string> words_of_option(const CLI::Option& option) {
  const std::string name = option.get_name();
  if (option.get_items_expected_max() == 0) return {name};
  if (option.get_delimiter() == '\0') {
    std::vector<std::string> words;
    for (const std::string& value : option.results()) {
      words.push_back(name);
      words.push_back(value);
    }
    return words;
  }
  std::string joined;
  for (const std::string& value : option.results()) {
    if (!joined.empty()) joined += option.get_delimiter();
    joined += value;
  }
  return {name, joined};
}

/// The options with the network that tells people apart, where it is asked for: as `mien analyze`
/// has it for --embeddings, --min-quality and clips.
FaceAnalyzerOptions with_network_for_identity(const CorpusReading& reading, bool clips) {
  FaceAnalyzerOptions options = reading.analyzer;
  const std::vector<std::string>& attributes = options.attributes;
  const bool read = attributes.empty() || std::ranges::count(attributes, "identity") > 0;
  if (options.detector == "none" || !read) return options;
  if (!reading.identity && !clips && !(options.min_quality > 0)) return options;
  if (options.models == FaceAnalyzerOptions{}.models || reading.identity) {
    return with_identity(options);
  }
  return options;
}

/// The precision with which each worker takes the planned models as they are. It is that of the
/// options, unless some worker would then take a network of 8 bits where floats were planned.
std::string planned_precision(const corpus::Plan& plan, const FaceAnalyzerOptions& options) {
  const ModelStore store;
  const bool settled = std::ranges::all_of(plan.models, [&](const corpus::PlannedModel& model) {
    return at_precision(model.name, Precision::int8, &store) == model.name;
  });
  return settled && options.precision != Precision::float32 ? "auto" : "float";
}

/// The models of the options, each as it is loaded.
std::vector<corpus::PlannedModel> planned_models(const FaceAnalyzerOptions& options) {
  const ModelStore store;
  std::vector<corpus::PlannedModel> models;
  for (const std::string& model : options.models) {
    const std::string name = at_precision(model, options.precision, &store);
    const std::string file = is_model_path(name) ? name : store.path_of(name).string();
    models.push_back({name, dataset::InputFile(file).sha256()});
  }
  return models;
}

/// What is of photos alone is refused beside clips.
void refuse_beside_clips(const FaceAnalyzerOptions& analyzer) {
  constexpr const char* expected =
      "{} is of photos alone: expected no clips beside it; --no-clips "
      "leaves them out";
  if (analyzer.mesh) throw Error(ErrorCode::usage, fmt::format(expected, "--mesh"));
  if (analyzer.min_quality > 0 && analyzer.detector != "none") {
    throw Error(ErrorCode::usage, fmt::format(expected, "--min-quality"));
  }
}

/// Reads one picture as `mien analyze` does.
ImageResult read_faces(const FaceAnalyzer& analyzer, const CorpusReading& reading,
                       const corpus::Input& input, std::span<const std::byte> bytes) {
  ImageResult result;
  result.file = input.file;
  try {
    Image picture = decode_image(bytes, input.file, {.max_pixels = reading.max_pixels});
    result.rotation = reading.rotation ? *reading.rotation : best_rotation(analyzer, picture);
    if (result.rotation != 0) picture = turned(picture, result.rotation);
    result.width = picture.width();
    result.height = picture.height();
    result.faces = analyzer.analyze(picture);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::input) throw;
    result.error = error.what();
  } catch (const std::bad_alloc&) {
    result.error = "not enough memory for this picture";
  }
  return result;
}

/// Reads one clip as `mien analyze` does.
corpus::ClipAnswer read_clip(const FaceAnalyzer& analyzer, const CorpusReading& reading,
                             const corpus::Input& input, const corpus::OnFrame& on_frame) {
  FrameSourceOptions options = reading.clips.source;
  options.max_pixels = reading.max_pixels;
  const int rotation = reading.rotation
                           ? *reading.rotation
                           : best_rotation(analyzer, *open_frames(input.file, options));
  const std::unique_ptr<FrameSource> source =
      turn_frames(open_frames(input.file, options), rotation);
  const ClipAnalyzer clips(analyzer, clip_analysis(reading.clips));
  corpus::ClipAnswer answer;
  answer.summary =
      clips
          .analyze(*source,
                   [&](const AnalyzedFrame& frame) { return !frame.used || on_frame(frame.faces); })
          .summary;
  answer.summary.clip = input.file;
  answer.size = source->info().size;
  return answer;
}

}  // namespace

void add_corpus_reading(CLI::App& app, CorpusReading& reading) {
  add_detector_options(app, reading.analyzer);
  add_model_options(app, reading.analyzer);
  add_picture_options(app, reading.max_pixels, reading.rotation);
  add_clip_reading_options(app, reading.clips);
  app.add_flag("--identity", reading.identity,
               "Keep the identity feature of each face, a list of numbers, in Parquet");
}

void check_reading(const CorpusReading& reading) {
  const std::vector<std::string>& attributes = reading.analyzer.attributes;
  if (reading.identity && !attributes.empty() && std::ranges::count(attributes, "identity") == 0) {
    throw Error(ErrorCode::usage,
                "--identity: expected identity among --attributes, found it left out");
  }
  const FaceAnalyzer analyzer(with_network_for_identity(reading, false));
  (void)ClipAnalyzer(analyzer, clip_analysis(reading.clips));
}

void plan_reading(corpus::Plan& plan, const CLI::App& app, const CorpusReading& reading,
                  bool clips) {
  if (clips) {
    refuse_beside_clips(reading.analyzer);
    (void)media::video_backend();
  }
  const FaceAnalyzerOptions options = with_network_for_identity(reading, clips);
  if (clips) (void)FaceAnalyzer(options);
  plan.identity = reading.identity;
  plan.models = planned_models(options);
  const ReadingParser parser;
  plan.arguments.clear();
  for (const CLI::Option* known : parser.app->get_options()) {
    const CLI::Option* const option = app.get_option_no_throw(known->get_name());
    const std::string name = known->get_name();
    if (option == nullptr || option->count() == 0 || name == "--precision") continue;
    if (name == "--model") continue;
    const std::vector<std::string> words = words_of_option(*option);
    plan.arguments.insert(plan.arguments.end(), words.begin(), words.end());
  }
  // Whether 8 bits are faster is a question of each machine: here it is answered for all of them.
  for (const corpus::PlannedModel& model : plan.models) {
    plan.arguments.insert(plan.arguments.end(), {"--model", model.name});
  }
  plan.arguments.insert(plan.arguments.end(), {"--precision", planned_precision(plan, options)});
  if (options.purpose == Purpose::both) plan.arguments.emplace_back(own_crops);
}

corpus::MakeReaders corpus_readers(const corpus::Plan& plan) {
  const auto parser = std::make_shared<ReadingParser>();
  std::vector<std::string> words = plan.arguments;
  try {
    std::ranges::reverse(words);  // CLI11 takes them from the back
    parser->app->parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorCode::input, fmt::format("the plan's arguments: expected options of mien "
                                              "corpus plan, found others: {}",
                                              error.what()));
  }
  return [parser, planned = plan.models] {
    const FaceAnalyzerOptions& options = parser->reading.analyzer;
    const std::vector<corpus::PlannedModel> models = planned_models(options);
    for (std::size_t i = 0; i < planned.size(); ++i) {
      if (i < models.size() && models[i].sha256 == planned[i].sha256) continue;
      throw Error(ErrorCode::model,
                  fmt::format("{}: expected the model that the run was planned with, found another",
                              planned[i].name));
    }
    const auto analyzer = std::make_shared<const FaceAnalyzer>(options);
    const auto read_photo = [parser, analyzer](const corpus::Input& input,
                                               std::span<const std::byte> bytes) {
      return read_faces(*analyzer, parser->reading, input, bytes);
    };
    const auto read_frames = [parser, analyzer](const corpus::Input& input,
                                                const corpus::OnFrame& on_frame) {
      return read_clip(*analyzer, parser->reading, input, on_frame);
    };
    return corpus::Readers{read_photo, read_frames};
  };
}

}  // namespace mien::cli
