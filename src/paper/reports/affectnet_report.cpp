#include "paper/reports/affectnet_report.h"

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
#include "report/plots/plot_confusion.h"
#include "report/text_table.h"

namespace mien::paper {

namespace {

std::string paper_percent(double value) { return value > 0 ? fmt::format("{:.2f}", value) : "-"; }

std::string classes_text(const ExpressionScores& scores) {
  return fmt::format("{}{}", scores.labels.size(), scores.dropped ? " (contempt dropped)" : "");
}

std::string paper_table_2_text() {
  std::vector<TextRow> rows = {{"network", "training", "8 classes", "7 classes", "7 trained"}};
  for (const PaperExpressions& row : paper_table_2()) {
    rows.push_back({std::string(row.network), std::string(row.training), paper_percent(row.eight),
                    paper_percent(row.seven), paper_percent(row.seven_trained)});
  }
  return "\nThe paper (Table 2, AffectNet, 4,000 validation pictures of 8 classes, 3,500 of 7, "
         "accuracy %):\n\n" +
         text_table(rows);
}

Json values_json(const std::vector<eval::ScoreValue>& scores) {
  Json values = Json::array();
  for (const eval::ScoreValue& score : scores) {
    Json interval;
    if (std::isfinite(score.interval.low)) {
      interval = Json::array({score.interval.low, score.interval.high});
    }
    values.push_back({{"name", score.name},
                      {"value", number_json(score.value)},
                      {"interval", std::move(interval)}});
  }
  return values;
}

Json scores_json(const ExpressionScores& scores) {
  Json left_out = Json::object();
  for (const eval::NameCount& name : scores.left_out) left_out[to_utf8(name.name)] = name.count;
  Json values = values_json(scores.scores);
  Json confusion = Json::array();
  for (std::size_t i = 0; i < scores.confusion.classes(); ++i) {
    Json row = Json::array();
    for (std::size_t j = 0; j < scores.confusion.classes(); ++j) {
      row.push_back(scores.confusion.at(i, j));
    }
    confusion.push_back(std::move(row));
  }
  return {{"labels", scores.labels},     {"contempt_dropped", scores.dropped},
          {"samples", scores.samples},   {"left_out", std::move(left_out)},
          {"scores", std::move(values)}, {"confusion", std::move(confusion)}};
}

/// Valence and arousal of the models that tell them; empty if none does.
std::string affect_text(const AffectNetReport& report) {
  std::vector<TextRow> rows;
  for (const ExpressionEvaluation& model : report.models) {
    if (model.affect.empty()) continue;
    if (rows.empty()) {
      rows.push_back({"model"});
      for (const eval::ScoreValue& score : model.affect) rows.front().push_back(score.name);
      rows.front().push_back("pictures");
    }
    TextRow& row = rows.emplace_back(TextRow{shorten_middle(printable(model.model), 40)});
    for (const eval::ScoreValue& score : model.affect) {
      row.push_back(fmt::format("{:.3f}", score.value));
    }
    row.push_back(std::to_string(model.affect_samples));
  }
  return rows.empty() ? "" : "\n" + text_table(rows) + "\n";
}

}  // namespace

std::string expressions_text(const AffectNetReport& report) {
  std::string text = fmt::format("{}: {}, {} part\n", printable(report.source->name()),
                                 report.layout, report.part);
  if (report.left_out.count > 0) {
    text +=
        fmt::format("{} {} without a usable box left out, first {}\n", report.left_out.count,
                    report.left_out.count == 1 ? "row" : "rows", printable(report.left_out.first));
  }
  std::vector<TextRow> rows = {
      {"model", "classes", "accuracy %", "95 % interval", "mean recall %", "pictures"}};
  for (const ExpressionEvaluation& model : report.models) {
    for (const ExpressionScores& scores : model.scores) {
      const eval::ScoreValue& accuracy = scores.scores[0];
      rows.push_back({shorten_middle(printable(model.model), 40), classes_text(scores),
                      percent_text(accuracy.value, 2),
                      std::isfinite(accuracy.interval.low)
                          ? fmt::format("{} to {}", percent_text(accuracy.interval.low, 2),
                                        percent_text(accuracy.interval.high, 2))
                          : "",
                      percent_text(scores.scores[1].value, 2), std::to_string(scores.samples)});
    }
  }
  text += "\n" + text_table(rows);
  text += affect_text(report);
  for (const ExpressionEvaluation& model : report.models) {
    text += fmt::format(
        "{}: {} prior, {}, {} without one of the expressions, {} without a face, {} unreadable\n",
        printable(model.model), model.prior, counted(model.records, "record"), model.unlabelled,
        model.without_face, model.unreadable);
  }
  return text;
}

std::string affectnet_text(const AffectNetReport& report) {
  return expressions_text(report) + paper_table_2_text();
}

std::string expressions_json(const AffectNetReport& report) {
  Json json = {{"data",
                {{"name", to_utf8(report.source->name())},
                 {"layout", report.layout},
                 {"part", report.part},
                 {"unusable_boxes", report.left_out.count},
                 {"sha256", report.source->sha256()},
                 {"left_out", left_out_json(report.source->findings().left_out)}}},
               {"models", Json::array()}};
  for (const ExpressionEvaluation& model : report.models) {
    Json scores = Json::array();
    for (const ExpressionScores& entry : model.scores) scores.push_back(scores_json(entry));
    json["models"].push_back({{"model", to_utf8(model.model)},
                              {"prior", model.prior},
                              {"records", model.records},
                              {"unlabelled", model.unlabelled},
                              {"no_face", model.without_face},
                              {"unreadable", model.unreadable},
                              {"scores", std::move(scores)}});
    if (!model.affect.empty()) {
      json["models"].back()["affect"] = {{"samples", model.affect_samples},
                                         {"scores", values_json(model.affect)}};
    }
  }
  return json.dump(2) + "\n";
}

std::string affectnet_json(const AffectNetReport& report) {
  Json json = Json::parse(expressions_json(report));
  json["paper"] = Json::array();
  for (const PaperExpressions& row : paper_table_2()) {
    const auto value = [](double percent) { return percent > 0 ? Json(percent) : Json(); };
    json["paper"].push_back({{"network", row.network},
                             {"training", row.training},
                             {"8_classes", value(row.eight)},
                             {"7_classes", value(row.seven)},
                             {"7_trained", value(row.seven_trained)}});
  }
  return json.dump(2) + "\n";
}

std::string affectnet_csv(const AffectNetReport& report) {
  const auto cell = [](double value) {
    return std::isfinite(value) ? fmt::format("{:.6f}", value) : "";
  };
  std::string text = "model,classes,contempt_dropped,pictures,score,value,low,high\n";
  for (const ExpressionEvaluation& model : report.models) {
    for (const ExpressionScores& scores : model.scores) {
      for (const eval::ScoreValue& score : scores.scores) {
        text +=
            fmt::format("{},{},{},{},{},{},{},{}\n", csv_text(model.model), scores.labels.size(),
                        scores.dropped ? 1 : 0, scores.samples, score.name, cell(score.value),
                        cell(score.interval.low), cell(score.interval.high));
      }
    }
    for (const eval::ScoreValue& score : model.affect) {
      text += fmt::format("{},,,{},{},{},{},{}\n", csv_text(model.model), model.affect_samples,
                          score.name, cell(score.value), cell(score.interval.low),
                          cell(score.interval.high));
    }
  }
  return text;
}

void write_affectnet_plots(const std::filesystem::path& folder, const AffectNetReport& report) {
  for (std::size_t i = 0; i < report.models.size(); ++i) {
    for (const ExpressionScores& scores : report.models[i].scores) {
      write_file(folder / fmt::format("{}-{}-confusion.svg", i + 1, scores.labels.size()),
                 plot_confusion(scores.labels, scores.confusion.counts(),
                                {.title = report.models[i].model, .column_label = "answered"}));
    }
  }
}

}  // namespace mien::paper
