#include "paper/reports/lfw_report.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/counted.h"
#include "core/output_file.h"
#include "core/utf8.h"
#include "paper/reports/number_cells.h"
#include "report/csv.h"
#include "report/display_text.h"
#include "report/left_out_json.h"
#include "report/plots/plot_bars.h"
#include "report/plots/plot_curves.h"
#include "report/text_table.h"

namespace mien::paper {

namespace {

std::string with_deviation(double mean, double deviation) {
  return fmt::format("{} +- {}", percent_text(mean, 2), percent_text(deviation, 2));
}

std::string percent_interval(const eval::Interval& interval) {
  if (!std::isfinite(interval.low)) return "";
  return fmt::format("{} to {}", percent_text(interval.low, 1), percent_text(interval.high, 1));
}

std::string identification_text(const IdentityEvaluation& evaluation,
                                const IdentityOptions& options) {
  const eval::IdentificationScores& first = evaluation.scores.front().identification;
  std::vector<TextRow> rows = {
      {"features", "crop", "numbers", "rank-1 %", "95 % interval", "without a face"}};
  for (const IdentityScores& scores : evaluation.scores) {
    rows.push_back({shorten_middle(printable(scores.model), 40) + (scores.identity ? "" : " *"),
                    std::string(name_of(scores.crop)), std::to_string(scores.dimension),
                    with_deviation(scores.identification.mean, scores.identification.deviation),
                    percent_interval(scores.identification.interval),
                    std::to_string(scores.without_face)});
  }
  return fmt::format(
             "\nIdentification (Table 1): one known photo for each of {} with two photos or more, "
             "{} "
             "tested,\n{}, seed {}; mean and deviation over the repetitions\n\n",
             counted(first.people, "person", "people"), first.tested,
             counted(first.shares.size(), "repetition"), options.identification.seed) +
         text_table(rows);
}

std::string paper_table_1_text() {
  std::vector<TextRow> rows = {{"network", "centre", "mtcnn"}};
  for (const PaperIdentification& row : paper_table_1()) {
    rows.push_back({std::string(row.network),
                    fmt::format("{:.2f} +- {:.2f}", row.centre, row.centre_deviation),
                    fmt::format("{:.2f} +- {:.2f}", row.mtcnn, row.mtcnn_deviation)});
  }
  return "\nThe paper (Table 1, 596 people of LFW, 10 repetitions, rank-1 %):\n\n" +
         text_table(rows);
}

std::string verification_text(const IdentityEvaluation& evaluation,
                              const IdentityOptions& options) {
  std::vector<TextRow> rows = {{"features", "crop", "accuracy %", "95 % interval", "distance",
                                "AUC", "accepted at 1 %", "by person", "at 0.1 %", "by person"}};
  for (const IdentityScores& scores : evaluation.scores) {
    const eval::VerificationScores& verification = scores.verification;
    double threshold = 0;
    for (const double of_fold : verification.thresholds) {
      threshold += of_fold / static_cast<double>(verification.thresholds.size());
    }
    rows.push_back({shorten_middle(printable(scores.model), 40) + (scores.identity ? "" : " *"),
                    std::string(name_of(scores.crop)),
                    with_deviation(verification.mean, verification.deviation),
                    percent_interval(verification.mean_interval), fmt::format("{:.3f}", threshold),
                    fmt::format("{:.4f}", verification.auc),
                    percent_text(verification.accepted_at_1_percent, 1),
                    percent_text(verification.by_person_at_1_percent, 1),
                    percent_text(verification.accepted_at_1_permille, 1),
                    percent_text(verification.by_person_at_1_permille, 1)});
  }
  const std::string from = evaluation.drawn ? fmt::format("drawn by seed {}", options.pairs.seed)
                                            : "from " + printable(options.pairs_name);
  return fmt::format(
             "\nVerification: {} of one person and as many of two in each of {}, {};\n"
             "threshold (distance) of each fold from the others; by person: each person and each "
             "pair "
             "of people counts alike\n\n",
             counted(evaluation.pairs.per_fold, "pair"), counted(evaluation.pairs.folds, "fold"),
             from) +
         text_table(rows);
}

Json identification_json(const eval::IdentificationScores& scores) {
  return {{"people", scores.people},       {"photos", scores.photos},
          {"left_out", scores.left_out},   {"tested", scores.tested},
          {"rank_1", scores.shares},       {"mean", scores.mean},
          {"deviation", scores.deviation}, {"interval", interval_json(scores.interval)}};
}

Json verification_json(const eval::VerificationScores& scores) {
  Json roc = {{"threshold", Json::array()},
              {"false_accepts", Json::array()},
              {"true_accepts", Json::array()}};
  for (const eval::RocPoint& point : scores.roc) {
    roc["threshold"].push_back(point.threshold);
    roc["false_accepts"].push_back(point.false_accepts);
    roc["true_accepts"].push_back(point.true_accepts);
  }
  return {{"pairs", scores.pairs},
          {"same", scores.same},
          {"fold_accuracies", scores.fold_accuracies},
          {"thresholds", scores.thresholds},
          {"mean", scores.mean},
          {"deviation", scores.deviation},
          {"interval", interval_json(scores.mean_interval)},
          {"auc", number_json(scores.auc)},
          {"auc_interval", interval_json(scores.auc_interval)},
          {"accepted_at_0.01", number_json(scores.accepted_at_1_percent)},
          {"accepted_at_0.01_interval", interval_json(scores.accepted_at_1_percent_interval)},
          {"accepted_at_0.001", number_json(scores.accepted_at_1_permille)},
          {"accepted_at_0.001_interval", interval_json(scores.accepted_at_1_permille_interval)},
          {"by_person_at_0.01", number_json(scores.by_person_at_1_percent)},
          {"by_person_at_0.01_interval", interval_json(scores.by_person_at_1_percent_interval)},
          {"by_person_at_0.001", number_json(scores.by_person_at_1_permille)},
          {"by_person_at_0.001_interval", interval_json(scores.by_person_at_1_permille_interval)},
          {"roc", std::move(roc)}};
}

std::string curve_name(const IdentityScores& scores) {
  return fmt::format("{}, {}", scores.model, name_of(scores.crop));
}

}  // namespace

std::string lfw_text(const std::string& data, const IdentityEvaluation& evaluation,
                     const IdentityOptions& options) {
  std::string text =
      fmt::format("{}: {} of {}", printable(data), counted(evaluation.photos, "photo"),
                  counted(evaluation.people, "person", "people"));
  if (!evaluation.unreadable.empty()) {
    text += fmt::format(", {} unreadable", evaluation.unreadable.size());
  }
  if (!options.people.empty()) {
    text +=
        fmt::format("; identification among {} of the list, {} of it have no photo",
                    counted(options.people.size() - evaluation.absent.size(), "person", "people"),
                    evaluation.absent.size());
  }
  text += "\n" + identification_text(evaluation, options) + paper_table_1_text() +
          verification_text(evaluation, options);
  for (const IdentityScores& scores : evaluation.scores) {
    if (scores.identity) continue;
    return text + "\n* not made to tell people apart: its penultimate layer\n";
  }
  return text;
}

std::string lfw_json(const dataset::PictureSource& source, const IdentityEvaluation& evaluation,
                     const IdentityOptions& options) {
  Json json = {{"data",
                {{"name", to_utf8(source.name())},
                 {"sha256", source.sha256()},
                 {"photos", evaluation.photos},
                 {"people", evaluation.people},
                 {"listed", options.people.size()},
                 {"listed_without_photo", evaluation.absent.size()},
                 {"unreadable", evaluation.unreadable.size()},
                 {"left_out", left_out_json(source.findings().left_out)}}},
               {"seed", options.pairs.seed},
               {"pairs",
                {{"from", evaluation.drawn ? Json("drawn") : Json(to_utf8(options.pairs_name))},
                 {"folds", evaluation.pairs.folds},
                 {"same_per_fold", evaluation.pairs.per_fold}}},
               {"runs", Json::array()},
               {"paper", Json::array()}};
  for (const IdentityScores& scores : evaluation.scores) {
    json["runs"].push_back({{"features", to_utf8(scores.model)},
                            {"layer", to_utf8(scores.layer)},
                            {"identity", scores.identity},
                            {"dimension", scores.dimension},
                            {"crop", name_of(scores.crop)},
                            {"without_face", scores.without_face},
                            {"identification", identification_json(scores.identification)},
                            {"verification", verification_json(scores.verification)}});
  }
  for (const PaperIdentification& row : paper_table_1()) {
    json["paper"].push_back({{"network", row.network},
                             {"centre", row.centre},
                             {"centre_deviation", row.centre_deviation},
                             {"mtcnn", row.mtcnn},
                             {"mtcnn_deviation", row.mtcnn_deviation}});
  }
  return json.dump(2) + "\n";
}

std::string lfw_csv(const IdentityEvaluation& evaluation) {
  const auto cells = [](double value, const eval::Interval& interval) {
    const auto cell = [](double v) { return std::isfinite(v) ? fmt::format("{:.6f}", v) : ""; };
    return fmt::format("{},{},{}", cell(value), cell(interval.low), cell(interval.high));
  };
  std::string text =
      "features,crop,identity,dimension,photos,without_face,people,tested,rank_1,rank_1_low,"
      "rank_1_high,rank_1_deviation,pairs,accuracy,accuracy_low,accuracy_high,accuracy_deviation,"
      "auc,auc_low,auc_high,accepted_at_0.01,accepted_at_0.01_low,accepted_at_0.01_high,"
      "accepted_at_0.001,accepted_at_0.001_low,accepted_at_0.001_high,"
      "by_person_at_0.01,by_person_at_0.01_low,by_person_at_0.01_high,"
      "by_person_at_0.001,by_person_at_0.001_low,by_person_at_0.001_high\n";
  for (const IdentityScores& scores : evaluation.scores) {
    const eval::IdentificationScores& rank = scores.identification;
    const eval::VerificationScores& pairs = scores.verification;
    text += fmt::format(
        "{},{},{},{},{},{},{},{},{},{:.6f},{},{},{:.6f},{},{},{},{},{}\n", csv_text(scores.model),
        name_of(scores.crop), scores.identity ? 1 : 0, scores.dimension, evaluation.photos,
        scores.without_face, rank.people, rank.tested, cells(rank.mean, rank.interval),
        rank.deviation, pairs.pairs, cells(pairs.mean, pairs.mean_interval), pairs.deviation,
        cells(pairs.auc, pairs.auc_interval),
        cells(pairs.accepted_at_1_percent, pairs.accepted_at_1_percent_interval),
        cells(pairs.accepted_at_1_permille, pairs.accepted_at_1_permille_interval),
        cells(pairs.by_person_at_1_percent, pairs.by_person_at_1_percent_interval),
        cells(pairs.by_person_at_1_permille, pairs.by_person_at_1_permille_interval));
  }
  return text;
}

void write_lfw_plots(const std::filesystem::path& folder, const IdentityEvaluation& evaluation) {
  std::vector<Curve> curves;
  std::vector<Bar> bars;
  for (const IdentityScores& scores : evaluation.scores) {
    Curve curve{.name = curve_name(scores), .x = {}, .y = {}};
    for (const eval::RocPoint& point : scores.verification.roc) {
      curve.x.push_back(100 * point.false_accepts);
      curve.y.push_back(100 * point.true_accepts);
    }
    curves.push_back(std::move(curve));
    const eval::IdentificationScores& rank = scores.identification;
    Bar bar{curve_name(scores), 100 * rank.mean, std::nullopt, std::nullopt};
    if (rank.interval.low <= rank.mean && rank.mean <= rank.interval.high) {
      bar.low = 100 * rank.interval.low;
      bar.high = 100 * rank.interval.high;
    }
    bars.push_back(bar);
  }
  write_file(folder / "roc.svg", plot_curves(curves, {.title = "verification",
                                                      .x_label = "pairs of two people accepted (%)",
                                                      .y_label = "pairs of one person accepted (%)",
                                                      .y_low = 0,
                                                      .y_high = 100}));
  write_file(folder / "rank-1.svg",
             plot_bars(bars, {.title = "identification, one known photo a person",
                              .value_label = "rank-1 accuracy (%)"}));
}

}  // namespace mien::paper
