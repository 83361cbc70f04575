#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/evaluate/evaluate_files.h"
#include "core/utf8.h"
#include "paper/reports/fairness_text.h"
#include "paper/reports/number_cells.h"
#include "report/left_out_json.h"

namespace mien::cli {

namespace {

using paper::interval_json;
using paper::Json;
using paper::number_json;

Json counts(const std::vector<eval::NameCount>& names) {
  Json result = Json::object();
  for (const auto& [name, count] : names) result[to_utf8(name)] = count;
  return result;
}

Json scores_json(const eval::HeadEvaluation& head) {
  Json result = Json::array();
  for (const eval::ScoreValue& score : head.scores) {
    result.push_back({{"name", score.name},
                      {"unit", name_of(score.unit)},
                      {"value", number_json(score.value)},
                      {"interval", interval_json(score.interval)}});
  }
  return result;
}

Json classes_of(const eval::HeadEvaluation& head) {
  Json result = Json::array();
  const std::vector<eval::ClassScores> scores = class_scores(*head.confusion);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    result.push_back({{"label", head.answers.labels[i]},
                      {"samples", scores[i].support},
                      {"precision", number_json(scores[i].precision)},
                      {"recall", number_json(scores[i].recall)},
                      {"f1", number_json(scores[i].f1)}});
  }
  return result;
}

Json confusion_of(const eval::Confusion& confusion) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < confusion.classes(); ++i) {
    Json row = Json::array();
    for (std::size_t j = 0; j < confusion.classes(); ++j) row.push_back(confusion.at(i, j));
    rows.push_back(std::move(row));
  }
  return rows;
}

Json calibration_of(const eval::HeadEvaluation& head) {
  Json bins = Json::array();
  for (const eval::CalibrationBin& bin : head.calibration) {
    const bool empty = bin.samples == 0;
    bins.push_back({{"samples", static_cast<std::uint64_t>(bin.samples)},
                    {"confidence", empty ? Json() : Json(bin.confidence)},
                    {"accuracy", empty ? Json() : Json(bin.accuracy)}});
  }
  return bins;
}

Json groups_of(const eval::HeadEvaluation& head) {
  Json result = Json::array();
  for (const eval::GroupScores& scores : head.groups) {
    Json values = Json::array();
    for (const eval::GroupScore& group : scores.groups) {
      values.push_back({{"name", to_utf8(group.name)},
                        {"samples", group.samples},
                        {"value", number_json(group.value)},
                        {"interval", interval_json(group.interval)}});
    }
    result.push_back({{"column", to_utf8(scores.column)},
                      {"score", scores.score},
                      {"unit", name_of(scores.unit)},
                      {"gap", number_json(scores.gap)},
                      {"values", std::move(values)}});
  }
  return result;
}

Json head_json(const eval::HeadEvaluation& head) {
  Json result = {{"attribute", head.attribute},
                 {"labels_from", to_utf8(head.column)},
                 {"samples", head.samples},
                 {"left_out", counts(head.left_out)},
                 {"unknown_names", counts(head.unknown)},
                 {"scores", scores_json(head)}};
  if (head.confusion) {
    result["prior"] = head.prior;
    result["classes"] = classes_of(head);
    result["confusion"] = confusion_of(*head.confusion);
    result["calibration"] = calibration_of(head);
  }
  result["groups"] = groups_of(head);
  return result;
}

}  // namespace

std::string evaluation_json(const eval::Evaluation& evaluation, const EvaluatedNames& names,
                            const ModelMetadata& metadata, const dataset::PictureSource& source,
                            const std::vector<eval::FairnessGap>* fairness) {
  using State = eval::PictureOutcome::State;
  Json heads = Json::array();
  for (const eval::HeadEvaluation& head : evaluation.heads) heads.push_back(head_json(head));
  Json result = {{"model", {{"name", to_utf8(names.model)}, {"id", metadata.id}}},
                 {"data",
                  {{"name", to_utf8(names.data)},
                   {"sha256", source.sha256()},
                   {"split", names.split.empty() ? Json() : Json(to_utf8(names.split))},
                   {"records", evaluation.records},
                   {"unlabelled", evaluation.set.unlabelled},
                   {"no_face", count_outcomes(evaluation, State::no_face)},
                   {"unreadable", count_outcomes(evaluation, State::unreadable)},
                   {"left_out", left_out_json(source.findings().left_out)}}},
                 {"heads", std::move(heads)}};
  if (fairness) result["fairness"] = paper::fairness_json(*fairness);
  return result.dump(2) + "\n";
}

}  // namespace mien::cli
