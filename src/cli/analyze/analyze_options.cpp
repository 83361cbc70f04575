#include "cli/analyze/analyze_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <initializer_list>
#include <limits>

#include "cli/analyze/marked_files.h"
#include "cli/shell/common_options.h"
#include "cli/shell/precision_option.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien::cli {

namespace {

constexpr const char* clip_group = "Clips";

void add_output_options(CLI::App& app, AnalyzeOutputs& outputs) {
  const char* const group = "Output";
  app.add_option("--json", outputs.json, "Write a JSON array of the photos; - is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--jsonl", outputs.json_lines,
                 "Write a line of JSON for each photo, frame and clip; - is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option(
         "--csv", outputs.csv,
         "Write a row for each face, of clips for each face in each frame; - is standard output. "
         "With photos and clips the rows of the clips go into a second file beside it")
      ->type_name("FILE")
      ->group(group);
  app.add_option_function<std::string>(
         "--csv-names",
         [&outputs](const std::string& text) { outputs.csv_names = csv_names(text); },
         "Columns of --csv: those of mien; or those of py-feat (feat) or OpenFace 2 (openface) "
         "that mien can fill, in the units of that tool")
      ->check(CLI::IsMember({"mien", "feat", "openface"}))
      ->type_name("NAMES")
      ->default_str("mien")
      ->group(group);
  app.add_option("--annotate", outputs.annotate,
                 "Draw boxes and labels: write marked copies into a folder, or of one clip an .mp4")
      ->type_name("DIR|FILE.mp4")
      ->group(group);
  app.add_flag("--overwrite", outputs.overwrite,
               "Let --annotate replace files that mien did not write; never an input")
      ->group(group);
  app.add_option("--report", outputs.report, "Write one self-contained page with every face")
      ->type_name("FILE.html")
      ->group(group);
  app.add_option(
         "--embeddings", outputs.embeddings,
         "Write identity features for NumPy, a row for each face, and an index FILE.npy.csv")
      ->type_name("FILE.npy")
      ->group(group);
  app.add_flag("-q,--quiet", outputs.quiet, "Print no table, summary or progress bar")
      ->group(group);
}

void add_clip_options(CLI::App& app, ClipOptions& clips, AnalyzeOutputs& outputs) {
  const char* const group = clip_group;
  add_clip_reading_options(app, clips);
  app.add_option("--camera", clips.cameras, "Read the camera of this number, until Ctrl-C or --to")
      ->check(CLI::Range(0, 999))
      ->type_name("N")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--timeout", clips.source.read_timeout,
                 "Wait this long for a stream to open, and for each of its frames")
      ->check(CLI::Range(0.1, 3600.0))
      ->type_name("SECONDS")
      ->capture_default_str()
      ->group(group);
  app.add_flag("--people", outputs.people,
               "Write a row of --jsonl and --csv for each person of a clip, not for each frame")
      ->group(group);
  app.add_option(
         "--timeline", outputs.timeline,
         "Plot the expressions of clips over time, into a folder, or of one clip into an .svg")
      ->type_name("DIR|FILE.svg")
      ->group(group);
  app.add_flag("--timing", outputs.timing, "Print where the time of clips went")->group(group);
}

}  // namespace

void add_clip_reading_options(CLI::App& app, ClipOptions& clips) {
  const char* const group = clip_group;
  app.add_option("--detect-every", clips.analysis.detect_every,
                 "Detect faces in every Nth frame of a clip and follow them in between")
      ->check(CLI::Range(1, 1000))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_flag("--read-all", clips.analysis.read_all,
               "Read age, gender, ethnicity and identity in every frame, not only where faces are "
               "detected")
      ->group(group);
  app.add_flag(
         "--adaptive", clips.analysis.adaptive,
         "Read only one of 16 frames of a clip while the expression is sure, one of 4 if it is "
         "less sure, else all. Faces are detected in each frame that is read")
      ->group(group);
  app.add_option(
         "--sure", clips.sure,
         "With --adaptive: mean probabilities of the expression above which one of 16 frames is "
         "enough, and one of 4")
      ->delimiter(',')
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("SHARE,SHARE")
      ->capture_default_str()
      ->group(group);
  app.add_option("--smoothing", clips.analysis.smoothing.time_constant,
                 "Smooth the scores of clips over this time; 0 leaves them as they are")
      ->check(CLI::Range(0.0, 60.0))
      ->type_name("SECONDS")
      ->capture_default_str()
      ->group(group);
  app.add_option("--from", clips.source.from, "Leave out the part of a clip before this time")
      ->check(CLI::Range(0.0, 1e9))
      ->type_name("SECONDS")
      ->group(group);
  app.add_option("--to", clips.source.to, "Leave out the part of a clip from this time on")
      ->check(CLI::Range(0.0, 1e9))
      ->type_name("SECONDS")
      ->group(group);
  app.add_flag("--sequence", clips.sequences,
               "Take each folder for one clip of numbered pictures, not for a folder of photos")
      ->group(group);
  app.add_option("--fps", clips.source.picture_rate,
                 "Frames in a second of a clip of numbered pictures")
      ->check(CLI::Range(0.001, 1000.0))
      ->type_name("RATE")
      ->capture_default_str()
      ->group(group);
}

void add_detector_options(CLI::App& app, FaceAnalyzerOptions& analyzer) {
  const char* const group = "Detector";
  DetectorOptions& detection = analyzer.detection;
  constexpr int no_limit = std::numeric_limits<int>::max();
  app.add_option(
         "--detector", analyzer.detector,
         "How faces are found: rfb-onet; auto, which chooses its passes by --min-face; rfb, which "
         "is faster; mtcnn, that of Savchenko 2021; or none, if each picture is one face")
      ->check(CLI::IsMember({"rfb-onet", "auto", "rfb", "mtcnn", "none"}))
      ->type_name("NAME")
      ->capture_default_str()
      ->group(group);
  add_min_face(app, analyzer, group);
  app.add_option("--max-faces", detection.max_faces,
                 "Keep this many faces of a picture, those with the best scores; 0 keeps all")
      ->check(CLI::Range(0, no_limit))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_option("--max-long-side", detection.max_long_side,
                 "Look for small faces as if the picture had this long side; 0 is the detector's "
                 "own (rfb-onet 640, rfb 480, mtcnn that of the picture)")
      ->check((CLI::Range(0, 0) | CLI::Range(12, no_limit)).description("0, or 12 or more"))
      ->type_name("PIXELS")
      ->capture_default_str()
      ->group(group);
  add_detector_thresholds(app, analyzer, group);
  add_min_score(app, analyzer, group);
  add_min_quality(app, analyzer, group);
  add_max_yaw(app, analyzer, group);
}

void add_model_options(CLI::App& app, FaceAnalyzerOptions& analyzer) {
  const char* const group = "Models";
  app.add_option("--model", analyzer.models,
                 "Model to read faces with: its name in mien models list, or the path of an .onnx; "
                 "may be given several times")
      ->type_name("MODEL")
      ->allow_extra_args(false)
      ->capture_default_str()
      ->group(group);
  add_attributes(
      app, analyzer.attributes,
      "What to read and write: age, gender, emotion, ethnicity, affect (valence and "
      "arousal), identity. Models for nothing else are not loaded (default: all that the "
      "models give)",
      group);
  add_age_top(app, analyzer.age_top, group);
  add_gender_threshold(app, analyzer.gender_threshold, group);
  add_prior(app, analyzer.prior, group);
  add_precision(app, analyzer.precision, group);
  app.add_flag_callback(
         "--no-contempt", [&analyzer] { analyzer.drop_contempt = true; },
         "Leave contempt out of the eight expressions and divide the others by their sum")
      ->group(group);
  app.add_flag("--mesh", analyzer.mesh,
               "Find 468 points of each face, and say how open its eyes are and whether they look "
               "to a side; of photos alone (mien models fetch facemesh iris)")
      ->group(group);
}

void add_picture_options(CLI::App& app, std::int64_t& max_pixels, std::optional<int>& rotation) {
  max_pixels = DecodeOptions{}.max_pixels;
  app.add_option("--max-pixels", max_pixels, "Refuse larger pictures and frames")
      ->check(CLI::PositiveNumber)
      ->type_name("PIXELS")
      ->capture_default_str();
  app.add_option_function<std::string>(
         "--rotate",
         [&rotation](const std::string& text) {
           rotation = text == "auto" ? std::nullopt : std::optional(std::stoi(text));
         },
         "Turn pictures and frames clockwise first; auto tries all four ways and keeps the one "
         "with "
         "the best faces")
      ->check(CLI::IsMember({"0", "90", "180", "270", "auto"}))
      ->type_name("DEGREES")
      ->default_str("0");
}

void add_analyze_options(CLI::App& app, AnalyzeRequest& request) {
  app.add_option(
      "PATH", request.names,
      "Pictures, clips, folders, patterns, numbered pictures (shots/%04d.png), addresses of "
      "streams, or - for a list of paths on standard input");
  add_null(app, request.null);
  add_output_options(app, request.outputs);
  add_clip_options(app, request.clips, request.outputs);
  add_detector_options(app, request.analyzer);
  add_model_options(app, request.analyzer);
  add_blur_options(app, request.blur);
  // A face that is blurred must be found in each frame.
  for (const char* option : {"--detect-every", "--adaptive"}) {
    app.get_option("--blur")->excludes(app.get_option(option));
  }
  add_picture_options(app, request.max_pixels, request.rotation);
  add_threads(app, request.threads);
  app.footer(
      "Examples:\n"
      "  mien analyze photo.jpg\n"
      "  mien analyze holiday/ --report holiday.html --annotate marked/\n"
      "  mien analyze holiday/ --attributes age,emotion --csv faces.csv\n"
      "  mien analyze team.jpg --mesh --json team.json --annotate marked/\n"
      "  mien analyze party.mp4 --blur unknown --gallery us.gallery --annotate blurred.mp4\n"
      "  mien analyze 'set/*.png' --detector none --csv faces.csv --embeddings faces.npy\n"
      "  mien analyze clip.mp4 --csv fex.csv --csv-names feat\n"
      "  mien analyze clip.mp4 --annotate marked.mp4 --timeline people.svg --csv frames.csv\n"
      "  mien analyze --camera 0 --jsonl - --detect-every 10\n"
      "  mien analyze shots/%04d.png --fps 30 --jsonl people.jsonl --people\n"
      "  find . -name '*.jpg' -print0 | mien analyze - --jsonl - | jq .faces[].age\n"
      "\n"
      "Read are age, gender, expression, ethnicity and identity, and what other models give; "
      "--attributes says less.\n"
      "The attributes are apparent ones: how a picture looks, not what a person feels or is.\n"
      "Exit code: 0 all good, 1 some inputs failed or are damaged, 2 usage, 3 set-up or output, "
      "130 interrupted.");
}

namespace {

void refuse_for_clips(const char* option, const std::filesystem::path& path, const char* instead) {
  if (path.empty()) return;
  throw Error(ErrorCode::usage,
              fmt::format("{} is of photos alone: expected {} for clips", option, instead));
}

void check_csv_names(const AnalyzeOutputs& outputs) {
  if (!outputs.csv_names) return;
  if (outputs.csv.empty()) {
    throw Error(ErrorCode::usage,
                "--csv-names names the columns of --csv: expected --csv, found none");
  }
  if (outputs.people && *outputs.csv_names != CsvNames::mien) {
    throw Error(ErrorCode::usage,
                "--people has columns of mien alone: expected --csv-names mien, found another");
  }
}

}  // namespace

void check_outputs(const AnalyzeOutputs& outputs, std::size_t pictures, std::size_t clips) {
  check_csv_names(outputs);
  if (clips > 0) {
    refuse_for_clips("--json", outputs.json, "--jsonl");
    refuse_for_clips("--embeddings", outputs.embeddings, "mien describe");
    require_one_clip("--annotate", outputs.annotate, ".mp4", pictures + clips, clips);
    require_one_clip("--timeline", outputs.timeline, ".svg", pictures + clips, clips);
    if (pictures > 0 && outputs.csv == "-") {
      throw Error(ErrorCode::usage,
                  "--csv has other columns for photos than for clips: expected a file for both, "
                  "found standard output");
    }
  }
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

ClipAnalyzerOptions clip_analysis(const ClipOptions& clips) {
  ClipAnalyzerOptions analysis = clips.analysis;
  const auto [first_stage, second_stage] = clips.sure;
  analysis.stages = {{16, first_stage}, {4, second_stage}, {1, 0}};
  return analysis;
}

}  // namespace mien::cli
