#include "cli/evaluate_clips.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "cli/clip_protocol.h"
#include "cli/describe_command.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "core/output_file.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace {

struct ClipsRequest {
  std::filesystem::path data;
  std::vector<std::string> models = {"mobilenet-v1-emotion"};
  DescribeSettings settings;
  std::string face = "largest";
  bool no_detect = false;
  std::filesystem::path save;
  std::filesystem::path json;
  bool quiet = false;
};

void make_folder(const std::filesystem::path& folder) {
  if (folder.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (std::filesystem::is_directory(folder)) return;
  throw Error(ErrorCode::output, fmt::format("{}: expected a folder to write descriptors into: {}",
                                             folder.string(), error.message()));
}

int run(const ClipsRequest& request, const ClipProtocol& protocol, const eval::ClipSet& set) {
  DescribeSettings settings = request.settings;
  settings.detect = !request.no_detect;
  settings.describer.descriptor.l2 = false;
  settings.describer.face = request.face == "best" ? FaceChoice::best : FaceChoice::largest;
  make_folder(request.save);
  const InterruptGuard guard;
  const std::size_t clips = set.train.size() + set.valid.size();
  std::vector<ProtocolRun> runs;
  {
    ProgressBar progress(clips * request.models.size(), "clips", !request.quiet);
    for (const std::string& model : request.models) {
      settings.model = model;
      runs.push_back(run_protocol(
          protocol, set, settings, request.save,
          [&](std::size_t done) { progress.update(runs.size() * clips + done); },
          [] { return InterruptGuard::interrupted(); }));
    }
  }
  if (!request.json.empty()) write_file(request.json, protocol_json(protocol, set, runs));
  if (request.quiet) return exit_ok;
  constexpr std::size_t most_listed = 20;
  const std::vector<std::string>& notes = runs.front().notes;
  for (std::size_t i = 0; i < std::min(notes.size(), most_listed); ++i) {
    std::fputs((notes[i] + "\n").c_str(), stderr);
  }
  if (request.json != "-") write_file("-", protocol_text(protocol, set, runs));
  return exit_ok;
}

CLI::App* add(CLI::App& evaluate, ClipsRequest& request, const std::string& name,
              const std::string& description) {
  CLI::App* app = evaluate.add_subcommand(name, description);
  app->add_option("DIR", request.data, "The data set's folder")->required();
  app->add_option("--features", request.models,
                  "Models whose features describe the clips: catalogue ids or .onnx files, such as "
                  "an EfficientNet of your own")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("MODEL,...")
      ->capture_default_str();
  app->add_flag("--no-detect", request.no_detect, "The frames are faces already")->group("Faces");
  app->add_option("--save", request.save, "Write the descriptors into this folder, for mien fit")
      ->type_name("DIR");
  app->add_option("--json", request.json, "All scores; - is standard output")->type_name("FILE");
  app->add_flag("-q,--quiet", request.quiet, "No tables or progress bar");
  return app;
}

}  // namespace

Command add_evaluate_afew(CLI::App& evaluate) {
  auto request = std::make_shared<ClipsRequest>();
  CLI::App* app = add(evaluate, *request, "afew", "The paper's experiment on AFEW (Table 4)");
  app->add_option("--face", request->face,
                  "The largest face of a frame (paper), or the best by the detector's score (code)")
      ->check(CLI::IsMember({"largest", "best"}))
      ->type_name("largest|best")
      ->capture_default_str()
      ->group("Faces");
  add_describe_settings(*app, request->settings);
  app->footer(
      "DIR holds Train_AFEW/CLASS/CLIP.avi and Val_AFEW/CLASS/CLIP.avi, CLASS one of Angry, "
      "Disgust,\n"
      "Fear, Happy, Neutral, Sad, Surprise. A CLIP may also be a folder of its frames.\n"
      "Example: mien evaluate afew AFEW/ --features mobilenet-v1-emotion,efficientnet.onnx");
  return {app,
          [request] { return run(*request, afew_protocol(), eval::read_afew(request->data)); }};
}

Command add_evaluate_vgaf(CLI::App& evaluate) {
  auto request = std::make_shared<ClipsRequest>();
  CLI::App* app = add(evaluate, *request, "vgaf", "The paper's experiment on VGAF (Table 5)");
  request->settings.analyzer.detection.min_face = 64;
  request->settings.describer.group = true;
  add_describe_settings(*app, request->settings);
  app->footer(
      "DIR holds Train/CLIP.mp4, Val/CLIP.mp4, Train_labels.txt and Val_labels.txt with a line\n"
      "\"CLIP LABEL\" for each clip: 1 or Positive, 2 or Neutral, 3 or Negative. A CLIP may also "
      "be a\n"
      "folder of its frames.\n"
      "Example: mien evaluate vgaf VGAF/ --save descriptors/");
  return {app,
          [request] { return run(*request, vgaf_protocol(), eval::read_vgaf(request->data)); }};
}

}  // namespace mien::cli
