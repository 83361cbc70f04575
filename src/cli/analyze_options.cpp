#include "cli/analyze_options.h"

#include <fmt/format.h>

#include <array>
#include <initializer_list>
#include <limits>

#include "cli/terminal.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien::cli {

namespace {

void add_output_options(CLI::App& app, AnalyzeOutputs& outputs) {
  const char* const group = "Output";
  app.add_option("--json", outputs.json, "A JSON array; - is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--jsonl", outputs.json_lines, "One JSON object a line; - is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--csv", outputs.csv, "One row a face; - is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--annotate", outputs.annotate,
                 "The pictures with boxes and labels, into a folder")
      ->type_name("DIR")
      ->group(group);
  app.add_option("--report", outputs.report, "One self-contained page with every face")
      ->type_name("FILE.html")
      ->group(group);
  app.add_option("--embeddings", outputs.embeddings,
                 "Identity features, a row a face, and an index FILE.npy.csv")
      ->type_name("FILE.npy")
      ->group(group);
  app.add_flag("-q,--quiet", outputs.quiet, "No table, summary or progress bar")->group(group);
}

void add_detector_options(CLI::App& app, AnalyzerOptions& analyzer) {
  const char* const group = "Detector";
  DetectorOptions& detection = analyzer.detection;
  constexpr int no_limit = std::numeric_limits<int>::max();
  app.add_option("--detector", analyzer.detector, "mtcnn, or rfb: faster, without landmarks")
      ->check(CLI::IsMember({"mtcnn", "rfb", "none"}))
      ->type_name("NAME")
      ->capture_default_str()
      ->group(group);
  app.add_flag_callback(
         "--no-detect", [&analyzer] { analyzer.detector = "none"; },
         "Each picture is one face: for data sets of crops")
      ->group(group);
  app.add_option("--min-face", detection.min_face, "Smallest face in pixels")
      ->check(CLI::Range(12, no_limit))
      ->type_name("PIXELS")
      ->capture_default_str()
      ->group(group);
  app.add_option("--max-faces", detection.max_faces, "Keep the best-scoring; 0 keeps all")
      ->check(CLI::Range(0, no_limit))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_option("--max-long-side", detection.max_long_side,
                 "Shrink larger pictures to this for detection; 0 never does")
      ->check(CLI::Range(0, no_limit))
      ->type_name("PIXELS")
      ->capture_default_str()
      ->group(group);
  app.add_option("--thresholds", detection.thresholds,
                 "Least scores of the three stages (the paper's app: 0.6,0.7,0.7)")
      ->delimiter(',')
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("P,R,O")
      ->capture_default_str()
      ->group(group);
}

void add_model_options(CLI::App& app, AnalyzerOptions& analyzer) {
  const char* const group = "Models";
  app.add_option("--model", analyzer.models,
                 "A catalogue id or the path of an .onnx; several times for several")
      ->type_name("MODEL")
      ->allow_extra_args(false)
      ->capture_default_str()
      ->group(group);
  app.add_option("--age-top", analyzer.age_top,
                 "Average so many of the most probable ages (L of the paper's eq. 1)")
      ->check(CLI::Range(1, 1000))
      ->type_name("L")
      ->group(group);
  app.add_option("--gender-threshold", analyzer.gender_threshold,
                 "Male from this probability on (the paper's app: 0.6)")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("P")
      ->group(group);
  app.add_flag_callback(
         "--no-contempt", [&analyzer] { analyzer.contempt = false; },
         "Seven expressions: leave contempt out and divide the others by their sum")
      ->group(group);
}

}  // namespace

void add_analyze_options(CLI::App& app, AnalyzeRequest& request) {
  app.add_option("PATH", request.names,
                 "Pictures, folders, patterns, or - for a list of paths on standard input")
      ->required();
  add_output_options(app, request.outputs);
  add_detector_options(app, request.analyzer);
  add_model_options(app, request.analyzer);
  request.max_pixels = DecodeOptions{}.max_pixels;
  app.add_option("--max-pixels", request.max_pixels, "Refuse larger pictures before decoding them")
      ->check(CLI::PositiveNumber)
      ->type_name("PIXELS")
      ->capture_default_str();
  request.threads = available_processors();
  app.add_option("--threads", request.threads, "Threads of the whole run")
      ->check(CLI::Range(1, 1024))
      ->type_name("N")
      ->capture_default_str();
  app.footer(
      "Examples:\n"
      "  mien analyze photo.jpg\n"
      "  mien analyze holiday/ --report holiday.html --annotate marked/\n"
      "  mien analyze 'set/*.png' --no-detect --csv faces.csv --embeddings faces.npy\n"
      "  find . -name '*.jpg' | mien analyze - --jsonl - | jq .faces[].age\n"
      "\n"
      "The attributes are apparent ones: how a picture looks, not what a person feels or is.\n"
      "Exit code: 0 all good, 1 some inputs failed, 2 usage, 3 set-up or output, 130 interrupted.");
}

void check_outputs(const AnalyzeOutputs& outputs) {
  std::string first;
  for (const auto& [option, path] :
       std::initializer_list<std::pair<const char*, std::filesystem::path>>{
           {"--json", outputs.json},
           {"--jsonl", outputs.json_lines},
           {"--csv", outputs.csv},
           {"--report", outputs.report}}) {
    if (path != "-") continue;
    if (!first.empty()) {
      throw Error(ErrorCode::usage, fmt::format("expected one output on standard output, found {} "
                                                "and {}; give one of them a file",
                                                first, option));
    }
    first = option;
  }
}

}  // namespace mien::cli
