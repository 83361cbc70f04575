#include "cli/classify/describe_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/files/inputs.h"
#include "cli/files/run_files.h"
#include "cli/shell/common_options.h"
#include "core/console.h"
#include "core/counted.h"
#include "core/printable.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace {

struct DescribeRequest {
  std::vector<std::string> inputs;
  std::filesystem::path output;
  ClipListOptions list;
  DescribeOptions settings;
  std::string face = "largest";
  bool no_l2 = false;
  bool quiet = false;
};

DescribeOptions settings_of(const DescribeRequest& request) {
  DescribeOptions settings = request.settings;
  settings.detect = settings.analyzer.detector != "none";
  settings.describer.descriptor.l2 = !request.no_l2;
  const std::map<std::string, FaceChoice> choices = {
      {"largest", FaceChoice::largest}, {"best", FaceChoice::best}, {"tracked", FaceChoice::track}};
  settings.describer.group = request.face == "all";
  if (!settings.describer.group) settings.describer.face = choices.at(request.face);
  return settings;
}

void print_clip_notes(const DescribedClips& described) {
  constexpr std::size_t most_listed = 20;
  std::string text;
  std::size_t listed = 0;
  for (const DescribedClip& clip : described.clips) {
    if (clip.note.empty() || ++listed > most_listed) continue;
    text += fmt::format("{}: {}\n", printable(clip.name), printable(clip.note));
  }
  say(text);
}

int run_describe(const DescribeRequest& request) {
  if (request.output.extension() != ".npy") {
    throw Error(ErrorCode::usage, fmt::format("--output: expected the name of a .npy file, found "
                                              "\"{}\"",
                                              request.output.string()));
  }
  const descriptors::ClipList list = descriptors::list_clips(request.inputs, request.list);
  RunFiles files;
  for (const std::string& input : request.inputs) files.reads(input);
  files.reads_models({&request.settings.model, 1});
  files.writes("--output", request.output);
  files.writes("--output", std::filesystem::path(request.output) += ".csv");
  files.prepare();
  const app::InterruptGuard guard;
  DescribedClips described;
  {
    app::ProgressBar progress(list.clips.size(), "clips", !request.quiet);
    described =
        descriptors::describe_clips(list, settings_of(request),
                                    {[&](std::size_t done, std::size_t) { progress.update(done); },
                                     [] { return app::InterruptGuard::interrupted(); }});
  }
  const auto unread = std::ranges::count_if(
      described.clips, [](const DescribedClip& clip) { return clip.frames == 0; });
  if (static_cast<std::size_t>(unread) == list.clips.size()) {
    throw Error(ErrorCode::input,
                list.clips.empty() ? list.findings.problems.front() : described.clips.front().note);
  }
  write_descriptors(request.output, described);
  if (!request.quiet) {
    print_clip_notes(described);
    const auto faceless = std::ranges::count_if(described.clips, [](const DescribedClip& clip) {
      return clip.frames > 0 && clip.frames_with_face == 0;
    });
    say(fmt::format("{}, {} each ({}): {} without a face, {} unreadable\n",
                    counted(list.clips.size(), "clip"),
                    counted(described.descriptors.columns, "number"), printable(described.features),
                    faceless, unread));
  }
  const int code = say_findings(list.findings, request.quiet);
  return unread > 0 ? app::exit_some_inputs_failed : code;
}

}  // namespace

void add_describe_settings(CLI::App& app, DescribeOptions& settings) {
  add_optional_detector(app, settings.analyzer, "Faces");
  add_min_face(app, settings.analyzer, "Faces");
  app.add_option("--read-every", settings.frames.every, "Read only every Nth frame of video files")
      ->check(CLI::Range(1, 100000))
      ->type_name("N")
      ->capture_default_str()
      ->group("Faces");
  add_threads(app, settings.threads);
}

Command add_describe_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "describe", "Turn clips into descriptors: statistics of their faces' features over frames");
  auto request = std::make_shared<DescribeRequest>();
  app->add_option("INPUT", request->inputs,
                  "Video files, folders of pictures, folders of these, or manifests (.csv, .tar)")
      ->required();
  app->add_option("-o,--output", request->output,
                  "Write the descriptors here, and their index into FILE.npy.csv")
      ->type_name("FILE.npy")
      ->required();
  app->add_option("--model", request->settings.model,
                  "Model whose features describe faces: its name in mien models list, or the path "
                  "of an .onnx")
      ->type_name("MODEL")
      ->capture_default_str();
  CLI::Option* const layer =
      app->add_option("--layer", request->settings.layer,
                      "Tensor of the features (default: the identity feature, else what the last "
                      "fully connected layer takes)")
          ->type_name("TENSOR");
  CLI::Option* const attributes =
      add_attributes(*app, request->settings.attributes,
                     "Describe what the model says of age, gender, emotion, ethnicity, affect or "
                     "identity, instead of its features")
          ->excludes(layer);
  add_prior(*app, request->settings.prior);
  app->get_option("--prior")->needs(attributes);
  app->add_option("--face", request->face,
                  "Which face of a frame: the largest, the best by the detector's score, that of "
                  "the person seen most, or all: the descriptor of a group")
      ->check(CLI::IsMember({"largest", "best", "tracked", "all"}))
      ->type_name("largest|best|tracked|all")
      ->capture_default_str()
      ->group("Faces");
  const std::map<std::string, DescriptorOrder> orders = {{"paper", DescriptorOrder::paper},
                                                         {"code", DescriptorOrder::code}};
  app->add_option(
         "--order", request->settings.describer.descriptor.order,
         "Order of the statistics: mean, max, min, std (paper: Savchenko 2021), or mean, std, min, "
         "max (code: its program)")
      ->transform(CLI::CheckedTransformer(orders).description(""))
      ->type_name("paper|code")
      ->default_str("paper");
  app->add_flag("--no-l2", request->no_l2, "Do not divide descriptors by their length");
  app->add_option("--clip-column", request->list.sequence,
                  "Column of a manifest that names the clip of a frame")
      ->type_name("COLUMN")
      ->capture_default_str()
      ->group("Manifests");
  app->add_option("--order-by", request->list.order,
                  "Column of a manifest with the number of a frame in its clip")
      ->type_name("COLUMN")
      ->capture_default_str()
      ->group("Manifests");
  app->add_option("--label-column", request->list.label,
                  "Column of a manifest with the label of a clip")
      ->type_name("COLUMN")
      ->capture_default_str()
      ->group("Manifests");
  add_describe_settings(*app, request->settings);
  app->add_flag("-q,--quiet", request->quiet, "Print no summary or progress bar");
  app->footer(
      "Examples:\n"
      "  mien describe clips/ -o clips.npy                 (clips/happy/one.mp4 is labelled "
      "happy)\n"
      "  mien describe ckplus-part.tar --detector none --model mobilenet-v1-emotion -o ckplus.npy\n"
      "  mien describe party.mp4 --face all --min-face 64 --no-l2 -o party.npy\n"
      "  mien describe clips/ --model mobilenet-v1-emotion --attributes emotion -o moods.npy\n"
      "\n"
      "FILE.npy has a row a clip, all zeros where no face was found; FILE.npy.csv says which clip "
      "a\n"
      "row is, its label and how many frames it has. docs/guides/classifiers.md says more.\n"
      "Exit code: 0 all good, 1 a clip could not be read, 2 usage, 3 set-up or output, 130\n"
      "interrupted (nothing is written then).");
  return {app, [request] { return run_describe(*request); }};
}

}  // namespace mien::cli
