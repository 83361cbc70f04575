#include "cli/evaluate/evaluate_clips.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/classify/describe_command.h"
#include "cli/classify/labelled_clips.h"
#include "cli/files/inputs.h"
#include "cli/files/run_files.h"
#include "core/console.h"
#include "core/output_file.h"
#include "core/printable.h"
#include "mien/core/error.h"
#include "paper/protocols/clip_protocol.h"

namespace mien::cli {

namespace {

struct ClipsRequest {
  std::filesystem::path data;
  std::vector<std::string> models = {"mobilenet-v1-emotion"};
  DescribeOptions settings = paper::clips_protocol().describe;
  std::string face = "largest";
  bool align = false;  ///< faces by five landmarks
  bool blend = false;  ///< frames without a face as whole pictures
  bool at_adaptive_rate = false;
  AdaptiveOptions adaptive;
  LabelledClipsOptions clips;  ///< of `evaluate clips` alone
  std::filesystem::path save;
  std::filesystem::path json;
  bool quiet = false;
};

/// @throws Error (ErrorCode::usage) if an option about faces stands beside --detector none
void check_detector(const ClipsRequest& request) {
  if (request.settings.analyzer.detector != "none" || (!request.align && !request.blend)) return;
  throw Error(ErrorCode::usage, fmt::format("{}: expected a detector, found --detector none",
                                            request.align ? "--align" : "--blend"));
}

paper::ProtocolSettings protocol_settings_of(const ClipsRequest& request) {
  paper::ProtocolSettings settings{request.settings, request.save, std::nullopt};
  settings.describe.detect = settings.describe.analyzer.detector != "none";
  settings.describe.describer.face =
      request.face == "best" ? FaceChoice::best : FaceChoice::largest;
  settings.describe.describer.group |= request.face == "all";
  settings.describe.describer.blend_frames = request.blend;
  if (request.align) {
    settings.describe.describer.crop = CropSpec{.alignment = Alignment::five_point};
  }
  if (request.at_adaptive_rate) settings.adaptive = request.adaptive;
  return settings;
}

void print_protocol_notes(const std::vector<std::string>& notes) {
  constexpr std::size_t most_listed = 20;
  for (std::size_t i = 0; i < std::min(notes.size(), most_listed); ++i) {
    say(printable(notes[i]) + "\n");
  }
}

void prepare_protocol_outputs(const ClipsRequest& request) {
  RunFiles files;
  files.reads(request.data);
  files.reads(request.clips.train);
  files.reads(request.clips.valid);
  files.reads_models(request.models);
  files.writes("--json", request.json);
  files.makes("--save", request.save);
  if (!request.save.empty()) {
    for (const std::string& model : request.models) {
      for (const std::filesystem::path& file : paper::saved_files(request.save, model)) {
        files.writes("--save", file);
      }
    }
  }
  files.prepare();
}

int run_protocol_on(const ClipsRequest& request, const paper::ClipProtocol& protocol,
                    const paper::ProtocolData& data) {
  paper::ProtocolSettings settings = protocol_settings_of(request);
  prepare_protocol_outputs(request);
  const app::InterruptGuard guard;
  const std::size_t clips = data.train.clips.size() + data.valid.clips.size();
  std::vector<paper::ProtocolRun> runs;
  {
    app::ProgressBar progress(clips * request.models.size(), "clips", !request.quiet);
    for (const std::string& model : request.models) {
      settings.describe.model = model;
      runs.push_back(paper::run_protocol(
          protocol, data, settings,
          [&](std::size_t done) { progress.update(runs.size() * clips + done); },
          [] { return app::InterruptGuard::interrupted(); }));
    }
  }
  if (!request.json.empty()) write_file(request.json, paper::protocol_json(protocol, data, runs));
  if (!request.quiet) {
    print_protocol_notes(runs.front().notes);
    if (request.json != "-") show(paper::protocol_text(protocol, data, runs));
  }
  return say_findings(data.findings(), request.quiet);
}

void add_adaptive_options(CLI::App& app, ClipsRequest& request) {
  const char* const group = "Adaptive frame rate";
  CLI::Option* adaptive =
      app.add_flag("--adaptive", request.at_adaptive_rate,
                   "Also decide from coarse to fine strides, as soon as the classifier is sure")
          ->group(group);
  app.add_option("--strides", request.adaptive.strides,
                 "Read every Nth frame, first with the largest of these numbers")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(1, 100000))
      ->type_name("N,...")
      ->default_str("18,6,1")
      ->needs(adaptive)
      ->group(group);
  app.add_option("--false-acceptance", request.adaptive.false_acceptance,
                 "Share of wrong decisions that the thresholds allow, before the correction")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("SHARE")
      ->capture_default_str()
      ->needs(adaptive)
      ->group(group);
  app.add_option("--seed", request.adaptive.seed,
                 "Start of the random numbers that choose the half of the training clips on which "
                 "thresholds "
                 "are found")
      ->type_name("N")
      ->capture_default_str()
      ->needs(adaptive)
      ->group(group);
}

void add_protocol_options(CLI::App* app, ClipsRequest& request) {
  app->add_option(
         "--model", request.models,
         "Models whose features describe the clips: names in mien models list, or paths of "
         ".onnx files")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("MODEL,...")
      ->capture_default_str();
  app->add_option("--save", request.save, "Write the descriptors into this folder, for mien fit")
      ->type_name("DIR");
  app->add_option("--json", request.json, "Write all scores as JSON; - is standard output")
      ->type_name("FILE");
  app->add_flag("-q,--quiet", request.quiet, "Print no tables or progress bar");
  add_adaptive_options(*app, request);
}

CLI::App* add_data_set(CLI::App& evaluate, ClipsRequest& request, const std::string& name,
                       const std::string& description) {
  CLI::App* app = evaluate.add_subcommand(name, description);
  app->add_option("DIR", request.data, "The data set's folder")->required();
  add_protocol_options(app, request);
  return app;
}

}  // namespace

Command add_evaluate_afew(CLI::App& evaluate) {
  auto request = std::make_shared<ClipsRequest>();
  CLI::App* app = add_data_set(evaluate, *request, "afew",
                               "Score clips of AFEW by the protocol of Savchenko 2021 (Table 4)");
  app->add_option("--face", request->face,
                  "Which face of a frame is read: the largest (Savchenko 2021), or the best by the "
                  "detector's score (its program)")
      ->check(CLI::IsMember({"largest", "best"}))
      ->type_name("largest|best")
      ->capture_default_str()
      ->group("Faces");
  app->add_flag(
         "--blend", request->blend,
         "As the MobileNet of Savchenko 2021 was measured: frames without a face count as whole "
         "pictures by their share; a random forest of seed 1 alone")
      ->excludes("--adaptive")
      ->group("Faces");
  add_describe_settings(*app, request->settings);
  app->footer(
      "DIR holds Train_AFEW/CLASS/CLIP.avi and Val_AFEW/CLASS/CLIP.avi, CLASS one of Angry, "
      "Disgust,\n"
      "Fear, Happy, Neutral, Sad, Surprise. A CLIP may also be a folder of its frames.\n"
      "Example: mien evaluate afew AFEW/ --model mobilenet-v1-emotion,efficientnet.onnx\n"
      "         mien evaluate afew AFEW/ --adaptive");
  return {app, [request] {
            check_detector(*request);
            return run_protocol_on(
                *request, request->blend ? paper::afew_blend_protocol() : paper::afew_protocol(),
                paper::protocol_data(paper::read_afew(request->data)));
          }};
}

Command add_evaluate_vgaf(CLI::App& evaluate) {
  auto request = std::make_shared<ClipsRequest>();
  CLI::App* app = add_data_set(evaluate, *request, "vgaf",
                               "Score clips of VGAF by the protocol of Savchenko 2021 (Table 5)");
  request->settings = paper::vgaf_protocol().describe;
  app->add_flag("--align", request->align,
                "Cut faces by five landmarks, as the published numbers were made, instead of by "
                "the model's own rule")
      ->group("Faces");
  add_describe_settings(*app, request->settings);
  app->footer(
      "DIR holds Train/CLIP.mp4, Val/CLIP.mp4, Train_labels.txt and Val_labels.txt with a line\n"
      "\"CLIP LABEL\" for each clip: 1 or Positive, 2 or Neutral, 3 or Negative. A CLIP may also "
      "be a\n"
      "folder of its frames.\n"
      "Example: mien evaluate vgaf VGAF/ --save descriptors/");
  return {app, [request] {
            check_detector(*request);
            return run_protocol_on(*request, paper::vgaf_protocol(),
                                   paper::protocol_data(paper::read_vgaf(request->data)));
          }};
}

Command add_evaluate_clips(CLI::App& evaluate) {
  auto request = std::make_shared<ClipsRequest>();
  CLI::App* app = evaluate.add_subcommand(
      "clips", "Score labelled clips of your own with the classifiers of the protocol afew");
  LabelledClipsOptions& clips = request->clips;
  app->add_option("DATA", clips.train,
                  "Clips to fit on, or with a column that divides them all: what mien describe "
                  "takes")
      ->required();
  app->add_option("VALID", clips.valid, "Clips to score (default: those that the column says)");
  app->add_option("--split-column", clips.split, "Column with train, and valid or val")
      ->type_name("COLUMN")
      ->capture_default_str()
      ->group("Manifests");
  app->add_option("--clip-column", clips.list.sequence,
                  "Column of a manifest that names the clip of a frame")
      ->type_name("COLUMN")
      ->capture_default_str()
      ->group("Manifests");
  app->add_option("--order-by", clips.list.order,
                  "Column of a manifest with the number of a frame in its clip")
      ->type_name("COLUMN")
      ->capture_default_str()
      ->group("Manifests");
  app->add_option("--label-column", clips.list.label,
                  "Column of a manifest with the label of a clip")
      ->type_name("COLUMN")
      ->capture_default_str()
      ->group("Manifests");
  add_protocol_options(app, *request);
  app->add_option("--layer", request->settings.layer,
                  "Tensor of the model to take as features (default: as mien describe chooses it)")
      ->type_name("TENSOR");
  app->add_option("--face", request->face,
                  "Which face of a frame: the largest, the best by the detector's score, or all")
      ->check(CLI::IsMember({"largest", "best", "all"}))
      ->type_name("largest|best|all")
      ->capture_default_str()
      ->group("Faces");
  add_describe_settings(*app, request->settings);
  app->footer(
      "Examples:\n"
      "  mien evaluate clips clips/train clips/val --adaptive\n"
      "  mien evaluate clips set.tar --detector none --adaptive --strides 4,2,1 --json "
      "scores.json\n"
      "\n"
      "In a folder of clips the folder that holds a clip is its label. docs/guides/classifiers.md "
      "says "
      "more.");
  return {app, [request] {
            return run_protocol_on(*request, paper::clips_protocol(),
                                   read_labelled_clips(request->clips));
          }};
}

}  // namespace mien::cli
