#include "cli/analyze/analyze_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "app/exit_code.h"
#include "app/interrupt.h"
#include "app/ordered_run.h"
#include "app/progress.h"
#include "cli/analyze/analyze_clips.h"
#include "cli/analyze/analyze_options.h"
#include "cli/analyze/analyze_outputs.h"
#include "cli/analyze/clip_text.h"
#include "cli/analyze/marked_files.h"
#include "cli/analyze/picture_worker.h"
#include "cli/files/inputs.h"
#include "cli/files/run_files.h"
#include "core/console.h"
#include "core/counted.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace fs = std::filesystem;

namespace {

/// Crops are small and share forward passes; of whole photos each worker takes one at a time.
constexpr std::size_t crops_at_once = 16;

/// How the threads are spent: over pictures if there are enough, else inside of each.
struct Plan {
  int workers;
  int threads_inside;
};

Plan plan_threads(std::size_t pieces, int threads) {
  const bool many = pieces >= 2 * static_cast<std::size_t>(threads);
  return many ? Plan{threads, 1} : Plan{1, threads};
}

struct Totals {
  std::size_t pictures = 0;
  std::size_t faces = 0;
  std::size_t errors = 0;
};

void print_summary(const Totals& totals, const ClipTotals& clips, std::size_t inputs,
                   double seconds, bool with_pictures) {
  std::string text;
  const double rate_time = std::max(seconds, 1e-3);
  if (totals.pictures + clips.clips < inputs) {
    text = fmt::format("interrupted after {} of {}: ", totals.pictures + clips.clips,
                       counted(inputs, "input"));
  }
  if (with_pictures) {
    text +=
        fmt::format("{}, {}, ", counted(totals.pictures, "picture"), counted(totals.faces, "face"));
  }
  if (clips.clips > 0) {
    text += fmt::format("{}, {}, {}, ", counted(clips.clips, "clip"),
                        counted(static_cast<std::size_t>(clips.frames), "frame"),
                        counted(clips.people, "person", "people"));
  }
  const auto count = static_cast<double>(
      with_pictures && clips.clips == 0 ? totals.pictures : static_cast<std::size_t>(clips.frames));
  text += fmt::format("{} in {:.1f} s", counted(totals.errors + clips.errors, "error"), seconds);
  if (!with_pictures || clips.clips == 0) {
    text += fmt::format(" ({:.1f} {}/s)", count / rate_time, with_pictures ? "pictures" : "frames");
  }
  say(text + "\n");
}

/// Photos on all threads at once; returns in order what was done before an interruption.
Totals analyze_pictures(const AnalyzeRequest& request, std::span<const Input> inputs,
                        std::size_t at_once, const Plan& plan, const FaceAnalyzer& analyzer,
                        const FaceBlur& blur, AnalyzeWriters& writers) {
  Totals totals;
  if (inputs.empty()) return totals;
  const PictureWorker worker(request, analyzer, blur);
  app::ProgressBar progress(inputs.size(), "pictures",
                            !request.outputs.quiet && !writers.table_on_terminal());
  app::run_ordered<std::vector<AnalyzedPicture>>(
      (inputs.size() + at_once - 1) / at_once,
      {.workers = plan.workers, .window = 4 * static_cast<std::size_t>(plan.workers)},
      [&](std::size_t piece) {
        const std::size_t first = piece * at_once;
        return worker.analyze(inputs.subspan(first, std::min(at_once, inputs.size() - first)));
      },
      [&](const std::vector<AnalyzedPicture>& answers) {
        for (const AnalyzedPicture& answer : answers) {
          writers.write(answer);
          ++totals.pictures;
          totals.faces += answer.result.faces.size();
          if (!answer.result.error.empty()) ++totals.errors;
        }
        progress.update(totals.pictures);
      },
      [] { return app::InterruptGuard::interrupted(); });
  return totals;
}

Inputs all_inputs(AnalyzeRequest& request) {
  for (const int camera : request.clips.cameras) {
    request.names.push_back(fmt::format("camera:{}", camera));
  }
  if (request.names.empty()) {
    throw Error(ErrorCode::usage, "expected a PATH or --camera, found neither (see --help)");
  }
  Inputs inputs = expand_inputs(request.names, std::cin,
                                {.sequences = request.clips.sequences, .null = request.null});
  std::stable_partition(inputs.files.begin(), inputs.files.end(),
                        [](const Input& input) { return !input.clip; });
  return inputs;
}

/// Refuses what would harm a file, and makes the folders of outputs.
void prepare_outputs(const AnalyzeRequest& request, std::span<const Input> inputs, bool pictures,
                     bool clips) {
  const AnalyzeOutputs& outputs = request.outputs;
  RunFiles files;
  if (std::ranges::count(request.names, "-") > 0) files.reads("-");
  for (const Input& input : inputs) files.reads(input.path);
  files.reads_models(request.analyzer.models);
  if (!request.blur.gallery.empty()) files.reads(request.blur.gallery);
  const bool rows_of_photos = pictures || !clips;
  files.writes("--json", outputs.json);
  if (rows_of_photos) files.writes("--jsonl", outputs.json_lines);
  if (rows_of_photos) files.writes("--csv", outputs.csv);
  if (clips && (!rows_of_photos || outputs.json_lines != "-")) {
    files.writes("--jsonl", rows_of_clips(outputs.json_lines, pictures));
  }
  if (clips) files.writes("--csv", rows_of_clips(outputs.csv, pictures));
  files.writes("--report", outputs.report);
  files.writes("--embeddings", outputs.embeddings);
  if (!outputs.embeddings.empty()) {
    files.writes("--embeddings", fs::path(outputs.embeddings) += ".csv");
  }
  add_marked_files(files, outputs.annotate, outputs.timeline, inputs);
  files.check();
  if (!outputs.overwrite) {
    refuse_to_replace_others("--annotate", marked_files(outputs.annotate, inputs));
  }
  files.make_ready();
}

void check_attributes(const AnalyzeRequest& request) {
  const std::vector<std::string>& attributes = request.analyzer.attributes;
  if (request.outputs.embeddings.empty() || attributes.empty() ||
      std::ranges::count(attributes, "identity") > 0) {
    return;
  }
  throw Error(ErrorCode::usage,
              "--embeddings: expected identity among --attributes, found it left out");
}

/// The surface of faces is written of photos, and takes landmarks.
void check_mesh(const AnalyzeRequest& request, bool clips) {
  if (!request.analyzer.mesh) return;
  if (clips) {
    throw Error(ErrorCode::usage, "--mesh is of photos alone: expected no clips beside it");
  }
  if (request.analyzer.detector == "none") {
    throw Error(ErrorCode::usage,
                "--mesh: expected a detector, which gives landmarks, found --detector none");
  }
}

/// What has to be read and how, so that the right faces are blurred.
void choose_for_blur(AnalyzeRequest& request) {
  if (request.blur.whom.empty()) return;
  request.clips.analysis.detect_every = 1;
  if (request.blur.whom != "unknown") return;
  std::vector<std::string>& attributes = request.analyzer.attributes;
  if (!attributes.empty() && std::ranges::count(attributes, "identity") == 0) {
    attributes.emplace_back("identity");
  }
  if (request.analyzer.detector != "none") request.analyzer.purpose = Purpose::both;
}

/// Who asks for features or quality, and the people of clips, need a network that tells people
/// apart: the one made for it, unless the user named models. Pictures that are seen as a whole have
/// no landmarks for it, and are cut in one way only.
void attach_identity(AnalyzeRequest& request, bool clips) {
  FaceAnalyzerOptions& analyzer = request.analyzer;
  if (analyzer.detector == "none") return;
  if (clips && analyzer.min_quality > 0) {
    throw Error(ErrorCode::usage, "--min-quality is of photos alone: expected no clips beside it");
  }
  const std::vector<std::string>& attributes = analyzer.attributes;
  if (!attributes.empty() && std::ranges::count(attributes, "identity") == 0) return;
  const bool features = !request.outputs.embeddings.empty() || request.blur.whom == "unknown";
  if (!features && !clips && !(analyzer.min_quality > 0)) return;
  if (analyzer.models == FaceAnalyzerOptions{}.models) {
    analyzer.models.emplace_back(default_identity_model);
    analyzer.purpose = Purpose::attributes;
  } else if (features) {
    analyzer.purpose = Purpose::both;
  }
}

int run_analyze(AnalyzeRequest request) {
  Inputs expanded = all_inputs(request);
  std::vector<Input>& inputs = expanded.files;
  make_output_names_unique(inputs);
  const auto first_clip = std::ranges::find(inputs, true, &Input::clip);
  const std::span pictures(inputs.begin(), first_clip);
  const std::span clips(first_clip, inputs.end());
  check_outputs(request.outputs, pictures.size(), clips.size());
  check_blur(request.blur, !request.outputs.annotate.empty() || !request.outputs.report.empty() ||
                               !request.outputs.timeline.empty());
  check_attributes(request);
  check_mesh(request, !clips.empty());
  prepare_outputs(request, inputs, !pictures.empty(), !clips.empty());
  const std::size_t at_once = request.analyzer.detector == "none" ? crops_at_once : 1;
  const std::size_t pieces = (pictures.size() + at_once - 1) / at_once;
  // The frames of clips come one after the other. One thread finds faces, the others read them.
  const Plan plan = clips.empty() ? plan_threads(pieces, request.threads)
                                  : Plan{1, std::max(1, request.threads - 1)};
  request.analyzer.threads = plan.threads_inside;
  choose_for_blur(request);
  attach_identity(request, !clips.empty());

  request.clips.analysis = clip_analysis(request.clips);
  request.clips.analysis.find_ahead = request.threads > 1;

  const FaceAnalyzer analyzer(request.analyzer);
  const FaceBlur blur(request.blur, analyzer.models());
  AnalyzeWriters writers(request.outputs, analyzer.models(), !pictures.empty(), !clips.empty());
  const auto start = std::chrono::steady_clock::now();
  const app::InterruptGuard guard;
  const Totals totals = analyze_pictures(request, pictures, at_once, plan, analyzer, blur, writers);
  const ClipTotals clip_totals = analyze_clips(request, clips, analyzer, blur, writers);
  for (const WalkedFolder& folder : expanded.folders) writers.write_left_out(folder);
  writers.finish();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (!request.outputs.quiet) {
    print_summary(totals, clip_totals, inputs.size(), elapsed.count(), !pictures.empty());
    say(left_out_line(expanded.left_out()));
  }
  if (request.outputs.timing && !clips.empty()) {
    say(timing_text(clip_totals.timing, clip_totals.decode));
  }
  const bool all_done = totals.pictures + clip_totals.clips == inputs.size();
  if (!all_done || clip_totals.interrupted) return app::exit_interrupted;
  const bool failed = totals.errors + clip_totals.errors > 0 || blur.torn();
  return failed ? app::exit_some_inputs_failed : app::exit_ok;
}

}  // namespace

Command add_analyze_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "analyze",
      "Find the faces of photos and clips and read their apparent age, gender, expression and "
      "ethnicity");
  auto request = std::make_shared<AnalyzeRequest>();
  add_analyze_options(*app, *request);
  return {app, [request] { return run_analyze(*request); }};
}

}  // namespace mien::cli
