#include "cli/evaluate/evaluate_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/counted.h"
#include "report/display_text.h"
#include "report/text_table.h"

namespace mien::cli {

namespace {

/// The number of a score without its unit; a dash if there is none.
std::string score_number(double value, eval::Unit unit) {
  if (!std::isfinite(value)) return "-";
  if (unit == eval::Unit::share) return fmt::format("{:.1f}", 100 * value);
  return fmt::format("{:.{}f}", value, unit == eval::Unit::years ? 2 : 3);
}

std::string with_unit(double value, eval::Unit unit) {
  if (!std::isfinite(value)) return "-";
  if (unit == eval::Unit::number) return score_number(value, unit);
  return score_number(value, unit) + (unit == eval::Unit::share ? " %" : " years");
}

std::string interval(const eval::Interval& interval, eval::Unit unit) {
  if (!std::isfinite(interval.low)) return "";
  return score_number(interval.low, unit) + " to " + score_number(interval.high, unit);
}

std::string listed(const std::vector<eval::NameCount>& names) {
  constexpr std::size_t most = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", count_text(names[i].count),
                        shorten_middle(printable(names[i].name), 40));
  }
  if (names.size() > most) text += fmt::format(" and {} other names", names.size() - most);
  return text;
}

std::string scores_table(const eval::HeadEvaluation& head) {
  std::vector<TextRow> rows = {{"score", "", "95 % interval"}};
  for (const eval::ScoreValue& score : head.scores) {
    rows.push_back(
        {score.name, with_unit(score.value, score.unit), interval(score.interval, score.unit)});
  }
  return text_table(rows);
}

std::string classes_table(const eval::HeadEvaluation& head) {
  std::vector<TextRow> rows = {{"class", "precision", "recall", "F1", "pictures"}};
  const std::vector<eval::ClassScores> scores = class_scores(*head.confusion);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto share = [](double value) { return score_number(value, eval::Unit::share); };
    rows.push_back({head.answers.labels[i], share(scores[i].precision), share(scores[i].recall),
                    share(scores[i].f1), count_text(scores[i].support)});
  }
  return text_table(rows);
}

std::string confusion_table(const eval::HeadEvaluation& head) {
  std::vector<TextRow> rows(1, {"labelled \\ answered"});
  for (std::size_t i = 0; i < head.answers.labels.size(); ++i) {
    rows.front().push_back(head.answers.labels[i]);
    TextRow row = {head.answers.labels[i]};
    for (std::size_t j = 0; j < head.answers.labels.size(); ++j) {
      row.push_back(count_text(head.confusion->at(i, j)));
    }
    rows.push_back(row);
  }
  return text_table(rows);
}

std::string groups_table(const eval::GroupScores& scores) {
  std::vector<TextRow> rows = {
      {printable(scores.column), scores.score, "95 % interval", "pictures"}};
  for (const eval::GroupScore& group : scores.groups) {
    rows.push_back({shorten_middle(printable(group.name), 40), with_unit(group.value, scores.unit),
                    interval(group.interval, scores.unit), count_text(group.samples)});
  }
  const std::string_view unit = scores.unit == eval::Unit::share   ? " points"
                                : scores.unit == eval::Unit::years ? " years"
                                                                   : "";
  return text_table(rows) +
         fmt::format("  gap: {}{}\n", score_number(scores.gap, scores.unit), unit);
}

std::string head_scores_text(const eval::HeadEvaluation& head) {
  std::string text = fmt::format(
      "\n{}: {} {}, labels from {}\n", printable(head.attribute), count_text(head.samples),
      head.samples == 1 ? "picture" : "pictures", printable(head.column));
  if (head.prior == "natural")
    text += "  prior: natural, the class frequencies that the model stores\n";
  if (head.prior == "uniform") text += "  prior: uniform, all classes equally frequent\n";
  if (head.prior == "own") text += "  prior: own, as in the training data\n";
  if (!head.left_out.empty()) {
    text += fmt::format("  left out, no class of the answers: {}\n", listed(head.left_out));
  }
  if (!head.unknown.empty()) {
    text += fmt::format("  left out, no label (--map): {}\n", listed(head.unknown));
  }
  text += "\n" + scores_table(head);
  if (head.confusion) text += "\n" + classes_table(head) + "\n" + confusion_table(head);
  for (const eval::GroupScores& scores : head.groups) text += "\n" + groups_table(scores);
  return text;
}

}  // namespace

std::size_t count_outcomes(const eval::Evaluation& evaluation, eval::PictureOutcome::State state) {
  return static_cast<std::size_t>(
      std::ranges::count(evaluation.outcomes, state, &eval::PictureOutcome::state));
}

std::string evaluation_text(const eval::Evaluation& evaluation, const EvaluatedNames& names) {
  using State = eval::PictureOutcome::State;
  std::string text = fmt::format("{} on {}", printable(names.model), printable(names.data));
  if (!names.split.empty()) text += fmt::format(", {}", printable(names.split));
  text += fmt::format(": {} {}, {} without a label", count_text(evaluation.records),
                      evaluation.records == 1 ? "record" : "records",
                      count_text(evaluation.set.unlabelled));
  if (const std::size_t count = count_outcomes(evaluation, State::no_face)) {
    text += fmt::format(", {} without a face", count_text(count));
  }
  if (const std::size_t count = count_outcomes(evaluation, State::unreadable)) {
    text += fmt::format(", {} unreadable", count_text(count));
  }
  text += "\n";
  for (const eval::HeadEvaluation& head : evaluation.heads) text += head_scores_text(head);
  return text;
}

}  // namespace mien::cli
