#include "paper/reports/classifier_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "eval/heads/class_head.h"
#include "paper/reports/number_cells.h"
#include "report/text_table.h"

namespace mien::paper {

namespace {

std::string percent_or_dash(double share) {
  return std::isfinite(share) ? fmt::format("{:.1f} %", 100 * share) : "-";
}

}  // namespace

ClassifierScores score_answers(const std::vector<std::string>& names,
                               std::span<const std::uint32_t> truth,
                               const ClassPredictions& answers, std::span<const std::size_t> groups,
                               const eval::BootstrapOptions& options) {
  if (truth.empty()) return {0, names, {}, eval::Confusion(0)};
  eval::ClassSamples samples;
  samples.classes = names.size();
  for (std::size_t r = 0; r < truth.size(); ++r) {
    samples.pictures.push_back(r);
    samples.truth.push_back(truth[r]);
    samples.answers.push_back(answers.chosen[r]);
    samples.confidences.push_back(static_cast<float>(answers.row(r)[answers.chosen[r]]));
    samples.right.push_back(truth[r] == answers.chosen[r] ? 1 : 0);
  }
  const std::vector<std::uint32_t> once(truth.size(), 1);
  return {truth.size(), names, eval::score(eval::scorer_of(samples), groups, options),
          eval::confusion_of(samples, once)};
}

ClassPredictions with_classes(const ClassPredictions& answers,
                              const std::vector<std::string>& classes,
                              const std::vector<std::string>& names) {
  std::vector<std::size_t> number_of;
  number_of.reserve(classes.size());
  for (const std::string& name : classes) {
    number_of.push_back(static_cast<std::size_t>(std::ranges::find(names, name) - names.begin()));
  }
  ClassPredictions all{names.size(), {}, std::vector<double>(answers.chosen.size() * names.size())};
  for (std::size_t r = 0; r < answers.chosen.size(); ++r) {
    all.chosen.push_back(static_cast<std::uint32_t>(number_of[answers.chosen[r]]));
    for (std::size_t c = 0; c < classes.size(); ++c) {
      all.probabilities[r * names.size() + number_of[c]] = answers.row(r)[c];
    }
  }
  return all;
}

std::string accuracy_text(const ClassifierScores& scores) {
  if (scores.scores.empty()) return "-";
  const eval::ScoreValue& accuracy = scores.scores.front();
  return fmt::format("{:.2f} ({:.1f} to {:.1f})", 100 * accuracy.value, 100 * accuracy.interval.low,
                     100 * accuracy.interval.high);
}

std::string scores_text(const ClassifierScores& scores) {
  std::vector<TextRow> rows = {{"score", "", "95 % interval"}};
  for (const eval::ScoreValue& score : scores.scores) {
    rows.push_back(
        {score.name, percent_or_dash(score.value),
         std::isfinite(score.interval.low)
             ? fmt::format("{:.1f} to {:.1f}", 100 * score.interval.low, 100 * score.interval.high)
             : ""});
  }
  std::string text = text_table(rows) + "\n";
  rows = {{"is \\ said"}};
  for (const std::string& name : scores.names) rows.front().push_back(name);
  rows.front().emplace_back("recall");
  const std::vector<eval::ClassScores> classes = eval::class_scores(scores.confusion);
  for (std::size_t c = 0; c < scores.names.size(); ++c) {
    TextRow row = {scores.names[c]};
    for (std::size_t d = 0; d < scores.names.size(); ++d) {
      row.push_back(std::to_string(scores.confusion.at(c, d)));
    }
    row.push_back(percent_or_dash(classes[c].recall));
    rows.push_back(std::move(row));
  }
  return text + text_table(rows);
}

nlohmann::ordered_json scores_json(const ClassifierScores& scores) {
  nlohmann::ordered_json json = {{"samples", scores.samples}, {"classes", scores.names}};
  for (const eval::ScoreValue& score : scores.scores) {
    json["scores"].push_back({{"name", score.name},
                              {"value", number_json(score.value)},
                              {"low", number_json(score.interval.low)},
                              {"high", number_json(score.interval.high)}});
  }
  for (std::size_t c = 0; c < scores.names.size(); ++c) {
    nlohmann::ordered_json row = nlohmann::ordered_json::array();
    for (std::size_t d = 0; d < scores.names.size(); ++d) row.push_back(scores.confusion.at(c, d));
    json["confusion"].push_back(row);
  }
  return json;
}

}  // namespace mien::paper
