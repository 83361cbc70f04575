#include "cli/evaluate_options.h"

#include <fmt/format.h>

#include <map>

#include "cli/common_options.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace {

void add_data_options(CLI::App& app, EvaluateRequest& request) {
  const char* const group = "Data";
  app.add_option("--split", request.split, "Only the records with this value in the split column")
      ->type_name("VALUE")
      ->group(group);
  app.add_option("--split-column", request.split_column, "Which column that is")
      ->type_name("COLUMN")
      ->capture_default_str()
      ->group(group);
  app.add_option("--labels", request.labels,
                 "Where the labels of an attribute are, if not in a column of a usual name")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("ATTRIBUTE=COLUMN")
      ->group(group);
  app.add_option("--map", request.names, "What a name in the data stands for, besides synonyms")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME=LABEL")
      ->group(group);
  const std::map<std::string, dataset::VoteRule> rules = {
      {"majority", dataset::VoteRule::majority}, {"distribution", dataset::VoteRule::distribution}};
  app.add_option("--rule", request.evaluation.labels.rule,
                 "Votes: score pictures with a majority, or all by their most frequent class")
      ->transform(CLI::CheckedTransformer(rules).description(""))
      ->type_name("majority|distribution")
      ->default_str("majority")
      ->group(group);
  add_max_corrupt(app, request.max_corrupt, group);
}

void add_answer_options(CLI::App& app, EvaluateRequest& request) {
  const char* const group = "Answers";
  app.add_option("--drop", request.evaluation.drop,
                 "Classes to leave out: the probabilities of the others sum to 1 again")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("CLASS")
      ->group(group);
  app.add_flag("--flip", request.evaluation.predict.flip,
               "Mean of what is said of the picture and of its mirror image")
      ->group(group);
  add_age_top(app, request.evaluation.age_top, group);
  add_gender_threshold(app, request.evaluation.gender_threshold, group);
  add_prior(app, request.evaluation.prior, group);
  app.add_flag("--detect", request.detect,
               "Find the largest face where the data give no box; else such pictures are taken "
               "whole")
      ->group(group);
  add_detector_choice(app, request.analyzer, group);
  add_min_face(app, request.analyzer, group);
}

void add_score_options(CLI::App& app, EvaluateRequest& request) {
  const char* const group = "Scores";
  app.add_option("--group", request.groups,
                 "Score by the values of these columns; none for none (default: gender, "
                 "ethnicity, race, age_group and age, where they are)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("COLUMN")
      ->group(group);
  CLI::Option* fairness =
      app.add_flag("--fairness", request.fairness,
                   "Also list how far apart groups are by every score, the largest gap first")
          ->group(group);
  app.add_option("--fairness-csv", request.fairness_csv,
                 "That list as CSV, one row a group, into a file")
      ->type_name("FILE")
      ->needs(fairness)
      ->group(group);
  add_resamples(app, request.evaluation.bootstrap.resamples, group);
  app.add_option("--resample-by", request.evaluation.resample_by,
                 "Resample all pictures of one value together, such as those of a person")
      ->type_name("COLUMN")
      ->group(group);
  app.add_option("--seed", request.evaluation.bootstrap.seed, "Of the resamples")
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
}

void add_output_options(CLI::App& app, EvaluateRequest& request) {
  const char* const group = "Output";
  app.add_option("--json", request.json, "All scores; - is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--csv", request.csv,
                 "One row a picture: truth, answer, probabilities; - is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--svg", request.svg, "Plots of confusion, calibration and groups, into a folder")
      ->type_name("DIR")
      ->group(group);
  app.add_flag("-q,--quiet", request.quiet, "No tables or progress bar")->group(group);
}

}  // namespace

void add_pairs(const char* option, const std::vector<std::string>& texts, eval::NameMap& pairs) {
  for (const std::string& text : texts) {
    const std::size_t at = text.find('=');
    if (at == std::string::npos || at == 0 || at + 1 == text.size()) {
      throw Error(ErrorCode::usage,
                  fmt::format("{}: expected NAME=VALUE, found \"{}\"", option, text));
    }
    if (!pairs.emplace(text.substr(0, at), text.substr(at + 1)).second) {
      throw Error(ErrorCode::usage, fmt::format("{}: expected \"{}\" once, found it twice", option,
                                                text.substr(0, at)));
    }
  }
}

void add_evaluate_options(CLI::App& app, EvaluateRequest& request) {
  app.add_option("MODEL", request.model, "A catalogue id or the path of an .onnx");
  app.add_option("DATA", request.data,
                 "Labelled pictures: a folder for each class, a manifest .csv, or a .tar");
  add_data_options(app, request);
  add_answer_options(app, request);
  add_score_options(app, request);
  add_output_options(app, request);
  add_threads(app, request.threads);
  app.footer(
      "Examples:\n"
      "  mien evaluate faceres-deep utkface.tar --split valid --svg plots/\n"
      "  mien evaluate emotion-xception ferplus.tar --split valid --rule majority\n"
      "  mien evaluate emotions.onnx affectnet/ --drop contempt --map joyful=happiness\n"
      "  mien evaluate model.onnx set.csv --labels emotion=feeling --group gender,camera \\\n"
      "    --resample-by person --json scores.json --csv answers.csv\n"
      "  mien evaluate afew AFEW/           (by the paper's protocol; also vgaf, clips, lfw,\n"
      "                                      utkface and affectnet)\n"
      "\n"
      "Scored are the heads of the model for which the data have labels. docs/evaluation.md\n"
      "describes labels, scores and files; docs/datasets.md the sources.\n"
      "Exit code: 0 all good, 1 the data are bad or too many pictures are, 2 usage, 3 set-up or\n"
      "output, 130 interrupted (nothing is written then).");
}

eval::EvaluationOptions evaluation_options(const EvaluateRequest& request) {
  eval::EvaluationOptions options = request.evaluation;
  if (!request.split.empty()) {
    options.split = dataset::SplitColumn{request.split_column, request.split};
  }
  add_pairs("--labels", request.labels, options.labels.columns);
  add_pairs("--map", request.names, options.labels.names);
  if (request.groups.size() == 1 && request.groups.front() == "none") {
    options.groups.emplace();
  } else if (!request.groups.empty()) {
    options.groups = request.groups;
  }
  options.predict.threads = request.threads;
  options.predict.max_corrupt_share = request.max_corrupt / 100;
  return options;
}

}  // namespace mien::cli
