#include "cli/shell/common_options.h"

#include <CLI/CLI.hpp>
#include <limits>
#include <map>

#include "app/terminal.h"

namespace mien::cli {

namespace {

void put_into(CLI::Option& option, const std::string& group) {
  if (!group.empty()) option.group(group);
}

}  // namespace

void add_detector_choice(CLI::App& app, FaceAnalyzerOptions& analyzer, const std::string& group) {
  put_into(*app.add_option(
                   "--detector", analyzer.detector,
                   "How faces are found: rfb-onet; auto, which chooses its passes by --min-face; "
                   "rfb, which is faster and finds less; or mtcnn, that of Savchenko 2021")
                ->check(CLI::IsMember({"rfb-onet", "auto", "rfb", "mtcnn"}))
                ->type_name("NAME")
                ->capture_default_str(),
           group);
}

void add_optional_detector(CLI::App& app, FaceAnalyzerOptions& analyzer, const std::string& group) {
  put_into(*app.add_option("--detector", analyzer.detector,
                           "How the face is found where the data give no box: rfb-onet; auto, by "
                           "--min-face; rfb, which is faster; mtcnn, that of Savchenko 2021; or "
                           "none, which takes pictures whole")
                ->check(CLI::IsMember({"rfb-onet", "auto", "rfb", "mtcnn", "none"}))
                ->type_name("NAME")
                ->capture_default_str(),
           group);
}

FaceAnalyzerOptions without_detector() {
  FaceAnalyzerOptions options;
  options.detector = "none";
  return options;
}

void add_min_face(CLI::App& app, FaceAnalyzerOptions& analyzer, const std::string& group) {
  put_into(*app.add_option("--min-face", analyzer.detection.min_face,
                           "Leave out faces that are smaller than this")
                ->check(CLI::Range(12, std::numeric_limits<int>::max()))
                ->type_name("PIXELS")
                ->capture_default_str(),
           group);
}

void add_detector_thresholds(CLI::App& app, FaceAnalyzerOptions& analyzer,
                             const std::string& group) {
  put_into(
      *app.add_option("--detector-thresholds", analyzer.detection.thresholds,
                      "Least scores of a face in the three stages of mtcnn: PNet, RNet and ONet "
                      "(Savchenko 2021: 0.6,0.7,0.9)")
           ->delimiter(',')
           ->check(CLI::Range(0.0, 1.0))
           ->type_name("P,R,O")
           ->capture_default_str(),
      group);
  app.parse_complete_callback([&app, &analyzer] {
    if (app.count("--detector-thresholds") == 0 || analyzer.detector == "mtcnn") return;
    throw CLI::ValidationError("--detector-thresholds",
                               "they are of mtcnn's stages: expected --detector mtcnn, found " +
                                   analyzer.detector + " (--min-score is for any detector)");
  });
}

void add_min_score(CLI::App& app, FaceAnalyzerOptions& analyzer, const std::string& group) {
  put_into(*app.add_option("--min-score", analyzer.detection.min_score,
                           "Least score of a face (rfb-onet: 0.6; rfb and mtcnn: 0.7)")
                ->check(CLI::Range(0.0, 1.0))
                ->type_name("SCORE"),
           group);
}

void add_max_yaw(CLI::App& app, FaceAnalyzerOptions& analyzer, const std::string& group) {
  put_into(*app.add_option("--max-yaw", analyzer.max_yaw,
                           "Leave out faces that are turned to the side by more; 90 keeps all")
                ->check(CLI::Range(0.0, 90.0))
                ->type_name("DEGREES")
                ->capture_default_str(),
           group);
}

void add_min_quality(CLI::App& app, FaceAnalyzerOptions& analyzer, const std::string& group) {
  put_into(*app.add_option("--min-quality", analyzer.min_quality,
                           "Leave out faces that are harder to compare than this (see quality in "
                           "docs/guides/identity.md; 2.7 leaves out the worst tenth); 0 keeps all")
                ->check(CLI::Range(0.0, 1000.0))
                ->type_name("QUALITY")
                ->capture_default_str(),
           group);
}

void add_age_top(CLI::App& app, std::optional<int>& age_top, const std::string& group) {
  put_into(
      *app.add_option("--age-top", age_top,
                      "Average this many of the most probable ages (L in equation 1 of Savchenko "
                      "2021)")
           ->check(CLI::Range(1, 1000))
           ->type_name("N"),
      group);
}

void add_gender_threshold(CLI::App& app, std::optional<float>& threshold,
                          const std::string& group) {
  put_into(*app.add_option("--gender-threshold", threshold,
                           "Male from this probability on (the app of Savchenko 2021 has 0.6)")
                ->check(CLI::Range(0.0, 1.0))
                ->type_name("SHARE"),
           group);
}

CLI::Option* add_attributes(CLI::App& app, std::vector<std::string>& attributes,
                            const std::string& help, const std::string& group) {
  CLI::Option* option =
      app.add_option("--attributes", attributes, help)
          ->delimiter(',')
          ->allow_extra_args(false)
          ->check(CLI::IsMember({"age", "gender", "emotion", "ethnicity", "affect", "identity"}))
          ->type_name("NAME,...");
  put_into(*option, group);
  return option;
}

void add_prior(CLI::App& app, Prior& prior, const std::string& group) {
  const std::map<std::string, Prior> names = {
      {"none", Prior::none}, {"natural", Prior::natural}, {"uniform", Prior::uniform}};
  put_into(*app.add_option("--prior", prior,
                           "How frequent classes are taken to be: natural, as the model stores it "
                           "(less of what is rare); uniform, all alike; none, as the model answers")
                ->transform(CLI::CheckedTransformer(names).description(""))
                ->type_name("natural|uniform|none")
                ->default_str("none"),
           group);
}

void add_max_corrupt(CLI::App& app, double& percent, const std::string& group) {
  put_into(*app.add_option(
                   "--max-corrupt", percent,
                   "Share of the pictures that may be unreadable before the run ends with an error")
                ->check(CLI::Range(0.0, 100.0))
                ->type_name("PERCENT")
                ->capture_default_str(),
           group);
}

void add_resamples(CLI::App& app, std::size_t& resamples, const std::string& group) {
  put_into(*app.add_option(
                   "--resamples", resamples,
                   "Bootstrap resamples for the confidence intervals; 0 leaves the intervals out")
                ->check(CLI::Range(0, 100000))
                ->type_name("N")
                ->capture_default_str(),
           group);
}

void add_null(CLI::App& app, bool& null) {
  app.add_flag("-0,--null", null,
               "The paths of the list - end in a zero byte, as those of find -print0 (which is "
               "noticed without it)");
}

void add_threads(CLI::App& app, int& threads) {
  threads = app::available_processors();
  app.add_option("--threads", threads, "Threads that the run uses; 0 takes all processors")
      ->transform([](const std::string& text) {
        return text == "0" ? std::to_string(app::available_processors()) : text;
      })
      ->check(CLI::Range(0, 1024))
      ->type_name("N")
      ->default_str("all processors");
}

}  // namespace mien::cli
