#include "cli/evaluate/evaluate_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>

#include "cli/shell/common_options.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace {

void add_data_options(CLI::App& app, EvaluateRequest& request) {
  const char* const group = "Data";
  app.add_option(
         "--split", request.split,
         "Score only the pictures with this value in the column of --split-column, such as valid")
      ->type_name("VALUE")
      ->group(group);
  app.add_option("--split-column", request.split_column, "Column that divides the data into parts")
      ->type_name("COLUMN")
      ->capture_default_str()
      ->group(group);
  app.add_option("--label-column", request.labels,
                 "Column with the labels of an attribute, if it has no usual name")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("ATTRIBUTE=COLUMN")
      ->group(group);
  app.add_option("--map", request.names,
                 "Label that a name in the data stands for, such as joyful=happiness")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME=LABEL")
      ->group(group);
  const std::map<std::string, dataset::VoteRule> rules = {
      {"majority", dataset::VoteRule::majority}, {"distribution", dataset::VoteRule::distribution}};
  app.add_option("--rule", request.evaluation.labels.rule,
                 "Of votes score pictures with a majority, or all by their most frequent class")
      ->transform(CLI::CheckedTransformer(rules).description(""))
      ->type_name("majority|distribution")
      ->default_str("majority")
      ->group(group);
  add_max_corrupt(app, request.max_corrupt, group);
}

void add_answer_options(CLI::App& app, EvaluateRequest& request) {
  const char* const group = "Answers";
  app.add_option("--drop", request.evaluation.drop,
                 "Leave out a class: the probabilities of the others sum to 1 again")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("CLASS")
      ->group(group);
  app.add_flag("--flip", request.evaluation.predict.flip,
               "Average the answers for a picture and for its mirror image")
      ->group(group);
  add_age_top(app, request.evaluation.age_top, group);
  add_gender_threshold(app, request.evaluation.gender_threshold, group);
  add_prior(app, request.evaluation.prior, group);
  request.analyzer.detector = "none";
  add_optional_detector(app, request.analyzer, group);
  add_min_face(app, request.analyzer, group);
}

void add_score_options(CLI::App& app, EvaluateRequest& request) {
  const char* const group = "Scores";
  app.add_option("--group-by", request.groups,
                 "Also score the pictures of each value of these columns; none for no groups "
                 "(default: gender, "
                 "ethnicity, race, age_group and age, where they are)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("COLUMN")
      ->group(group);
  CLI::Option* fairness =
      app.add_flag("--fairness", request.fairness,
                   "Also list how far apart the groups are by every score, the largest gap first")
          ->group(group);
  app.add_option("--fairness-csv", request.fairness_csv,
                 "Write the list of --fairness as CSV, a row for each group")
      ->type_name("FILE")
      ->needs(fairness)
      ->group(group);
  add_resamples(app, request.evaluation.bootstrap.resamples, group);
  app.add_option("--resample-by", request.evaluation.resample_by,
                 "Resample all pictures of one value together, such as those of a person")
      ->type_name("COLUMN")
      ->group(group);
  app.add_option("--seed", request.evaluation.bootstrap.seed,
                 "Start of the random numbers of the resamples")
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
}

void add_score_outputs(CLI::App& app, EvaluateRequest& request) {
  const char* const group = "Output";
  app.add_option("--json", request.json, "Write all scores as JSON; - is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--csv", request.csv,
                 "Write a row for each picture: truth, answer, probabilities; - is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--plots", request.svg,
                 "Write plots of confusion, calibration and groups into a folder")
      ->type_name("DIR")
      ->group(group);
  app.add_flag("-q,--quiet", request.quiet, "Print no tables or progress bar")->group(group);
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
  app.add_option("MODEL", request.model,
                 "Model to score: its name in mien models list, or the path of an .onnx");
  app.add_option("DATA", request.data,
                 "Labelled pictures: a folder for each class, a manifest .csv, or a .tar");
  add_data_options(app, request);
  add_answer_options(app, request);
  add_score_options(app, request);
  add_score_outputs(app, request);
  add_threads(app, request.threads);
  app.footer(
      "Examples:\n"
      "  mien evaluate faceres-deep utkface.tar --split valid --plots plots/\n"
      "  mien evaluate emotion-xception ferplus.tar --split valid --rule majority\n"
      "  mien evaluate emotions.onnx affectnet/ --drop contempt --map joyful=happiness\n"
      "  mien evaluate model.onnx set.csv --label-column emotion=feeling --group-by gender,camera "
      "\\\n"
      "    --resample-by person --json scores.json --csv answers.csv\n"
      "  mien evaluate afew AFEW/           (by the protocol of Savchenko 2021)\n"
      "\n"
      "A protocol is named first: mien evaluate ./lfw set/ takes a model in the file lfw.\n"
      "Scored are the heads of the model for which the data have labels. "
      "docs/guides/evaluation.md\n"
      "describes labels, scores and files; docs/guides/datasets.md the sources.\n"
      "Exit code: 0 all good, 1 the data are bad or too many pictures are, 2 usage, 3 set-up or\n"
      "output, 130 interrupted (nothing is written then).");
}

eval::EvaluationOptions evaluation_options(const EvaluateRequest& request) {
  eval::EvaluationOptions options = request.evaluation;
  if (!request.split.empty()) {
    options.split = dataset::SplitColumn{request.split_column, request.split};
  }
  add_pairs("--label-column", request.labels, options.labels.columns);
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
