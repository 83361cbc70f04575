#include "paper/reports/utkface_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/counted.h"
#include "core/utf8.h"
#include "paper/reports/number_cells.h"
#include "report/csv.h"
#include "report/display_text.h"
#include "report/left_out_json.h"
#include "report/text_table.h"

namespace mien::paper {

namespace {

std::string unit_text(double value, eval::Unit unit) {
  if (!std::isfinite(value)) return "-";
  return unit == eval::Unit::share ? fmt::format("{:.1f} %", 100 * value)
                                   : fmt::format("{:.2f} years", value);
}

std::string interval_text(const eval::ScoreValue& score) {
  if (!std::isfinite(score.interval.low)) return "";
  const double scale = score.unit == eval::Unit::share ? 100 : 1;
  const int decimals = score.unit == eval::Unit::share ? 1 : 2;
  return fmt::format("{:.{}f} to {:.{}f}", scale * score.interval.low, decimals,
                     scale * score.interval.high, decimals);
}

std::string top_text(const AttributeScore& score) {
  if (!score.age_top) return "";
  return fmt::format("{}{}", *score.age_top, score.own_age_top ? " (its own)" : "");
}

/// Whether a score stands in the tables to read; the others are in the files.
bool is_first(const AttributeScore& score) {
  return score.score.name == "accuracy" || score.score.name == "mean absolute error" ||
         score.score.name == "in the interval";
}

std::string table_text(const AttributeTable& table) {
  std::string text = fmt::format(
      "{}{}{}: {}\n", printable(table.source->name()), table.split.empty() ? "" : ", ",
      printable(table.split),
      table.detected ? "the largest face of each picture, or its box" : "whole pictures");
  std::vector<TextRow> rows = {
      {"model", "attribute", "score", "", "95 % interval", "ages", "L", "pictures"}};
  for (const AttributeEvaluation& model : table.models) {
    for (const AttributeScore& score : model.scores) {
      if (!is_first(score)) continue;
      rows.push_back({shorten_middle(printable(model.model), 40), score.attribute, score.score.name,
                      unit_text(score.score.value, score.score.unit), interval_text(score.score),
                      score.ages, top_text(score), std::to_string(score.samples)});
    }
  }
  text += "\n" + text_table(rows);
  for (const AttributeEvaluation& model : table.models) {
    if (model.without_face + model.unreadable == 0) continue;
    text +=
        fmt::format("{}: not scored: {} without a face, {} unreadable\n", printable(model.model),
                    counted(model.without_face, "picture"), model.unreadable);
  }
  return text;
}

std::string paper_6_text() {
  std::vector<TextRow> rows = {{"network", "gender %", "age, years", "ages", "parameters"}};
  for (const PaperAttributes& row : paper_table_6()) {
    rows.push_back(
        {std::string(row.network), fmt::format("{:.2f}", row.gender),
         fmt::format("{:.2f}", row.age), std::string(row.ages),
         row.parameters_millions > 0 ? fmt::format("{:.1f} M", row.parameters_millions) : ""});
  }
  return "\nThe paper (Table 6, UTKFace in the wild, 23,060 photos with one face; of 21 to 60 "
         "years "
         "CORAL's list of 3,287 photos, aligned and cropped, answers clamped to these years):\n\n" +
         text_table(rows);
}

std::string frozen_text(const FrozenTable& table) {
  std::vector<TextRow> rows = {
      {"classifier", "accuracy", "95 % interval", "balanced", "train", "test"}};
  for (const FrozenScore& score : table.scores) {
    rows.push_back(
        {score.classifier, unit_text(score.scores[0].value, eval::Unit::share),
         interval_text(score.scores[0]), unit_text(score.scores[1].value, eval::Unit::share),
         score.train == 0 ? "-" : std::to_string(score.train), std::to_string(score.test)});
  }
  std::vector<TextRow> paper = {{"classifier", "VGGFace", "VGGFace-2", "FaceNet", "MobileNet-v1"}};
  for (const PaperEthnicity& row : paper_table_7()) {
    paper.push_back({std::string(row.classifier), fmt::format("{:.1f}", row.vggface),
                     fmt::format("{:.1f}", row.vggface2), fmt::format("{:.1f}", row.facenet),
                     fmt::format("{:.1f}", row.mobilenet)});
  }
  return fmt::format("\n{} by frozen features of {} (Table 7), {}:\n\n", table.attribute,
                     printable(table.model), printable(table.parts)) +
         text_table(rows) +
         "\nThe paper (Table 7, UTKFace, 20,149 training and 3,559 test pictures, accuracy "
         "%):\n\n" +
         text_table(paper);
}

Json score_json(const eval::ScoreValue& score) {
  return {{"name", score.name},
          {"unit", score.unit == eval::Unit::share ? "share" : "years"},
          {"value", number_json(score.value)},
          {"interval", interval_json(score.interval)}};
}

Json model_json(const AttributeEvaluation& model) {
  Json scores = Json::array();
  for (const AttributeScore& score : model.scores) {
    Json entry = {{"attribute", score.attribute},
                  {"ages", score.ages},
                  {"samples", score.samples},
                  {"age_top", score.age_top ? Json(*score.age_top) : Json()}};
    entry.update(score_json(score.score));
    scores.push_back(std::move(entry));
  }
  return {{"model", to_utf8(model.model)},
          {"records", model.records},
          {"no_face", model.without_face},
          {"unreadable", model.unreadable},
          {"scores", std::move(scores)}};
}

std::string score_cell(double value) {
  return std::isfinite(value) ? fmt::format("{:.6f}", value) : "";
}

std::string score_cells(const eval::ScoreValue& score) {
  return fmt::format("{},{},{},{},{}", score.name,
                     score.unit == eval::Unit::share ? "share" : "years", score_cell(score.value),
                     score_cell(score.interval.low), score_cell(score.interval.high));
}

}  // namespace

std::string utkface_text(const UtkfaceReport& report) {
  std::string text;
  for (std::size_t i = 0; i < report.tables.size(); ++i) {
    text += (i == 0 ? "" : "\n") + table_text(report.tables[i]);
    if (i == 0) text += paper_6_text();
  }
  text += fmt::format("\ngender: male from a probability of {:g} on\n", report.gender_threshold);
  if (report.frozen) text += frozen_text(*report.frozen);
  return text;
}

std::string utkface_json(const UtkfaceReport& report) {
  Json json = {{"seed", report.seed},
               {"gender_threshold", report.gender_threshold},
               {"data", Json::array()},
               {"frozen", Json()},
               {"paper", {{"table_6", Json::array()}, {"table_7", Json::array()}}}};
  for (const AttributeTable& table : report.tables) {
    Json models = Json::array();
    for (const AttributeEvaluation& model : table.models) models.push_back(model_json(model));
    json["data"].push_back({{"name", to_utf8(table.source->name())},
                            {"sha256", table.source->sha256()},
                            {"left_out", left_out_json(table.source->findings().left_out)},
                            {"split", table.split.empty() ? Json() : Json(to_utf8(table.split))},
                            {"detected", table.detected},
                            {"models", std::move(models)}});
  }
  if (report.frozen) {
    Json classifiers = Json::array();
    for (const FrozenScore& score : report.frozen->scores) {
      Json scores = Json::array();
      for (const eval::ScoreValue& value : score.scores) scores.push_back(score_json(value));
      classifiers.push_back({{"classifier", score.classifier},
                             {"train", score.train},
                             {"test", score.test},
                             {"scores", std::move(scores)}});
    }
    json["frozen"] = {{"features", to_utf8(report.frozen->model)},
                      {"attribute", report.frozen->attribute},
                      {"parts", to_utf8(report.frozen->parts)},
                      {"classifiers", std::move(classifiers)}};
  }
  for (const PaperAttributes& row : paper_table_6()) {
    json["paper"]["table_6"].push_back(
        {{"network", row.network}, {"gender", row.gender}, {"age", row.age}, {"ages", row.ages}});
  }
  for (const PaperEthnicity& row : paper_table_7()) {
    json["paper"]["table_7"].push_back({{"classifier", row.classifier},
                                        {"VGGFace", row.vggface},
                                        {"VGGFace-2", row.vggface2},
                                        {"FaceNet", row.facenet},
                                        {"MobileNet-v1", row.mobilenet}});
  }
  return json.dump(2) + "\n";
}

std::string utkface_csv(const UtkfaceReport& report) {
  std::string text =
      "data,model,classifier,attribute,ages,age_top,pictures,score,unit,value,low,"
      "high\n";
  for (const AttributeTable& table : report.tables) {
    for (const AttributeEvaluation& model : table.models) {
      for (const AttributeScore& score : model.scores) {
        text += fmt::format("{},{},,{},{},{},{},{}\n", csv_file_name(table.source->name()),
                            csv_text(model.model), score.attribute, csv_text(score.ages),
                            score.age_top ? std::to_string(*score.age_top) : "", score.samples,
                            score_cells(score.score));
      }
    }
  }
  if (!report.frozen) return text;
  for (const FrozenScore& frozen : report.frozen->scores) {
    for (const eval::ScoreValue& score : frozen.scores) {
      text += fmt::format("{},{},{},{},all,,{},{}\n",
                          csv_file_name(report.tables.front().source->name()),
                          csv_text(report.frozen->model), csv_text(frozen.classifier),
                          report.frozen->attribute, frozen.test, score_cells(score));
    }
  }
  return text;
}

}  // namespace mien::paper
