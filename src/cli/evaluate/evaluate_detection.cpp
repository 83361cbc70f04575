#include "cli/evaluate/evaluate_detection.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/interrupt.h"
#include "app/progress.h"
#include "cli/evaluate/evaluate_outputs.h"
#include "cli/files/inputs.h"
#include "cli/shell/common_options.h"
#include "core/counted.h"
#include "core/utf8.h"
#include "paper/protocols/detection_protocol.h"
#include "pipeline/model_loading.h"
#include "report/display_text.h"
#include "report/left_out_json.h"
#include "report/text_table.h"

namespace mien::cli {

namespace {

using Json = nlohmann::ordered_json;

/// The curve of precision over recall begins here.
constexpr float least_score = 0.05F;

struct DetectionRequest {
  std::string data;
  std::vector<std::string> detectors = {"rfb-onet", "rfb", "mtcnn"};
  FaceAnalyzerOptions analyzer;
  paper::DetectionProtocolOptions protocol;
  std::size_t resamples = 1000;
  std::uint64_t seed = 0;
  EvaluateOutputs outputs;
};

double own_score(const std::string& detector) {
  return detector == "rfb-onet" || detector == "auto" ? 0.6 : 0.7;
}

std::vector<paper::NamedDetector> detectors_of(const DetectionRequest& request) {
  std::vector<paper::NamedDetector> detectors;
  for (const std::string& name : request.detectors) {
    FaceAnalyzerOptions analyzer = request.analyzer;
    analyzer.detector = name;
    const double threshold = analyzer.detection.min_score.value_or(own_score(name));
    const std::shared_ptr<const Detector> timed = load_detector(analyzer);
    analyzer.detection.min_score = least_score;
    detectors.push_back({name, threshold, load_detector(analyzer), timed});
  }
  return detectors;
}

std::string text_of(const paper::MeasuredValue& value, double factor, int decimals) {
  if (!std::isfinite(value.value)) return "-";
  std::string text = fmt::format("{:.{}f}", factor * value.value, decimals);
  if (std::isfinite(value.interval.low)) {
    text += fmt::format(" ({:.{}f}-{:.{}f})", factor * value.interval.low, decimals,
                        factor * value.interval.high, decimals);
  }
  return text;
}

std::string detection_text(const DetectionRequest& request,
                           const paper::DetectionEvaluation& evaluation) {
  const paper::DetectionScores& first = evaluation.scores.front();
  std::string text =
      fmt::format("{}: {}", printable(request.data), counted(first.pictures, "picture"));
  TextRow head = {"detector", "score"};
  if (evaluation.has_boxes) {
    text += fmt::format(", {}, {} of them at least {:g} pixels high", counted(first.faces, "face"),
                        first.large_faces, request.protocol.large);
    for (const auto& [name, unused] : first.precision) head.push_back("AP " + name);
    head.insert(head.end(), {"recall of large %", "false a picture"});
  } else {
    head.insert(head.end(), {"pictures with a face in the middle %", "others a picture"});
  }
  head.insert(head.end(), {"boxes", "ms"});
  std::vector<TextRow> rows = {head};
  for (const paper::DetectionScores& scores : evaluation.scores) {
    TextRow row = {scores.detector, fmt::format("{:.2f}", scores.threshold)};
    if (evaluation.has_boxes) {
      for (const auto& [name, value] : scores.precision) row.push_back(text_of(value, 100, 1));
      row.push_back(text_of(scores.recall, 100, 1));
      row.push_back(text_of(scores.false_per_picture, 1, 2));
    } else {
      row.push_back(text_of(scores.centre_found, 100, 2));
      row.push_back(text_of(scores.others_per_picture, 1, 3));
    }
    row.push_back(std::to_string(scores.boxes));
    row.push_back(fmt::format("{:.1f}", scores.milliseconds));
    rows.push_back(row);
  }
  return text + "; 95 % intervals over pictures\n\n" + text_table(rows);
}

Json value_json(const paper::MeasuredValue& value) {
  const auto number = [](double v) { return std::isfinite(v) ? Json(v) : Json(); };
  return {{"value", number(value.value)},
          {"interval", std::isfinite(value.interval.low)
                           ? Json::array({value.interval.low, value.interval.high})
                           : Json()}};
}

std::string detection_json(const dataset::PictureSource& source, const DetectionRequest& request,
                           const paper::DetectionEvaluation& evaluation) {
  Json json = {{"data",
                {{"name", to_utf8(source.name())},
                 {"sha256", source.sha256()},
                 {"left_out", left_out_json(source.findings().left_out)}}},
               {"min_face", request.analyzer.detection.min_face},
               {"detectors", Json::array()}};
  for (const paper::DetectionScores& scores : evaluation.scores) {
    Json entry = {{"detector", scores.detector},
                  {"threshold", scores.threshold},
                  {"pictures", scores.pictures},
                  {"boxes", scores.boxes},
                  {"milliseconds", scores.milliseconds}};
    if (evaluation.has_boxes) {
      entry["faces"] = scores.faces;
      entry["large_faces"] = scores.large_faces;
      for (const auto& [name, value] : scores.precision) {
        entry["average_precision"][name] = value_json(value);
      }
      entry["recall_of_large"] = value_json(scores.recall);
      entry["false_per_picture"] = value_json(scores.false_per_picture);
    } else {
      entry["centre_found"] = value_json(scores.centre_found);
      entry["others_per_picture"] = value_json(scores.others_per_picture);
    }
    json["detectors"].push_back(std::move(entry));
  }
  return json.dump(2) + "\n";
}

std::string detection_csv(const paper::DetectionEvaluation& evaluation) {
  const auto cell = [](double v) { return std::isfinite(v) ? fmt::format("{:.6f}", v) : ""; };
  std::string text = "detector,threshold,measure,value,low,high\n";
  for (const paper::DetectionScores& scores : evaluation.scores) {
    const auto add = [&](const std::string& measure, const paper::MeasuredValue& value) {
      text += fmt::format("{},{},{},{},{},{}\n", scores.detector, scores.threshold, measure,
                          cell(value.value), cell(value.interval.low), cell(value.interval.high));
    };
    if (evaluation.has_boxes) {
      for (const auto& [name, value] : scores.precision) add("average_precision_" + name, value);
      add("recall_of_large", scores.recall);
      add("false_per_picture", scores.false_per_picture);
    } else {
      add("centre_found", scores.centre_found);
      add("others_per_picture", scores.others_per_picture);
    }
    add("milliseconds", {scores.milliseconds, {}});
  }
  return text;
}

int run_detection(const DetectionRequest& request) {
  const auto source = dataset::open_source(request.data);
  const std::vector<paper::NamedDetector> detectors = detectors_of(request);
  BegunOutputs outputs(request.outputs);
  paper::DetectionProtocolOptions options = request.protocol;
  options.bootstrap = {.resamples = request.resamples, .seed = request.seed};
  const app::InterruptGuard guard;
  std::optional<app::ProgressBar> progress;
  options.progress = [&](std::size_t done, std::size_t total) {
    if (!progress) progress.emplace(total, "pictures", !request.outputs.quiet);
    progress->update(done);
  };
  options.stop = [] { return app::InterruptGuard::interrupted(); };
  const paper::DetectionEvaluation evaluation =
      paper::evaluate_detection(*source, detectors, options);
  progress.reset();
  if (outputs.wants_json()) outputs.write_json(detection_json(*source, request, evaluation));
  if (outputs.wants_csv()) outputs.write_csv(detection_csv(evaluation));
  if (!request.outputs.quiet) outputs.print(detection_text(request, evaluation));
  return say_findings(source->findings(), request.outputs.quiet);
}

void add_detection_options(CLI::App& app, DetectionRequest& request) {
  app.add_option("DATA", request.data,
                 "Pictures: a folder, a manifest .csv or a .tar; with a column \"boxes\" or with a "
                 "face in the middle of each")
      ->required();
  app.add_option("--detector", request.detectors, "Detectors to compare")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"rfb-onet", "auto", "rfb", "mtcnn"}))
      ->type_name("NAME,...")
      ->capture_default_str();
  add_min_face(app, request.analyzer, {});
  add_min_score(app, request.analyzer, {});
  app.add_option(
         "--max-long-side", request.analyzer.detection.max_long_side,
         "Longest side of the picture in which a detector looks for small faces; 0 is its own")
      ->check(CLI::Range(0, 1 << 20))
      ->type_name("PIXELS")
      ->capture_default_str();
  app.add_option("--border", request.analyzer.detection.border,
                 "How far mtcnn repeats edge pixels beyond the picture, a share of its long side")
      ->check(CLI::Range(0.0, 0.5))
      ->type_name("SHARE")
      ->capture_default_str();
  app.add_option("--large", request.protocol.large, "Least height of the faces whose recall counts")
      ->check(CLI::PositiveNumber)
      ->type_name("PIXELS")
      ->capture_default_str();
  app.add_option("--seed", request.seed, "Start of the random numbers of the resamples")
      ->type_name("N")
      ->capture_default_str();
  add_resamples(app, request.resamples);
}

}  // namespace

Command add_evaluate_detection(CLI::App& evaluate) {
  auto request = std::make_shared<DetectionRequest>();
  CLI::App* app =
      evaluate.add_subcommand("detection", "How many faces are found, and how many boxes are none");
  add_detection_options(*app, *request);
  app->add_option("--json", request->outputs.json, "All scores; - is standard output")
      ->type_name("FILE");
  app->add_option("--csv", request->outputs.csv,
                  "One row a score of a detector; - is standard output")
      ->type_name("FILE");
  app->add_flag("-q,--quiet", request->outputs.quiet, "No table or progress bar");
  app->footer(
      "Examples:\n"
      "  mien evaluate detection wider.tar\n"
      "  mien evaluate detection fairface.tar --detector rfb-onet,mtcnn --min-score 0.5\n"
      "\n"
      "\"boxes\" holds \"x y width height valid\" of each face, separated by \";\" (valid 0: does\n"
      "not count). The protocol is WIDER FACE's: intersection over union 0.5, average precision\n"
      "(docs/guides/detection.md). One thread.");
  return {app, [request] { return run_detection(*request); }};
}

}  // namespace mien::cli
