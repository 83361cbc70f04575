#include <fmt/format.h>

#include "cli/evaluate/evaluate_files.h"
#include "report/csv.h"
#include "report/values.h"

namespace mien::cli {

namespace {

std::string head_columns(const eval::HeadEvaluation& head) {
  if (!head.affects.empty()) return ",valence_label,arousal_label,valence,arousal";
  std::string text = fmt::format(",{0}_label,{0}", head.attribute);
  if (!head.ages.empty()) text += ",age_low,age_high";
  for (const std::string& label : head.answers.labels) {
    text += fmt::format(",{}_{}", head.attribute, label);
  }
  return text;
}

/// The ages that a target allows: "34", "20-29", "70+".
std::string ages_text(const dataset::Target& target) {
  const dataset::AgeInterval ages = eval::true_ages(target);
  if (ages.first == ages.last) return std::to_string(ages.first);
  if (ages.last == dataset::oldest_age) return fmt::format("{}+", ages.first);
  return fmt::format("{}-{}", ages.first, ages.last);
}

std::string label_text(const dataset::TargetHead& head, const dataset::Target& target) {
  if (head.kind == dataset::TargetKind::affect) {
    if (target.empty()) return ",";
    return fixed(target[0], probability_decimals) + "," + fixed(target[1], probability_decimals);
  }
  if (target.empty()) return "";
  if (head.kind == dataset::TargetKind::age) return ages_text(target);
  return head.labels[*eval::true_class(target)];
}

std::string answer_fields(const eval::HeadEvaluation& head, std::size_t picture, bool answered) {
  if (!head.affects.empty()) {
    const Affect& affect = head.affects[picture];
    return answered ? fmt::format(",{},{}", fixed(affect.valence, probability_decimals),
                                  fixed(affect.arousal, probability_decimals))
                    : std::string(",,");
  }
  if (!head.ages.empty()) {
    const AgeInterval& range = head.age_intervals[picture];
    return answered ? fmt::format(",{},{},{}", fixed(head.ages[picture], 2),
                                  fixed(range.low, age_decimals), fixed(range.high, age_decimals))
                    : std::string(",,,");
  }
  const std::size_t count = head.answers.labels.size();
  if (!answered) {
    std::string empty(1 + count, ',');
    return empty;
  }
  std::string text = "," + head.answers.labels[head.answers.chosen[picture]];
  for (std::size_t i = 0; i < count; ++i) {
    text += "," + fixed(head.answers.probabilities[picture * count + i], probability_decimals);
  }
  return text;
}

}  // namespace

std::string evaluation_csv(const eval::Evaluation& evaluation) {
  std::string text = "path";
  for (const eval::HeadEvaluation& head : evaluation.heads) text += head_columns(head);
  text += ",error\n";
  for (std::size_t i = 0; i < evaluation.set.pictures.size(); ++i) {
    const dataset::LabelledPicture& picture = evaluation.set.pictures[i];
    const eval::PictureOutcome& outcome = evaluation.outcomes[i];
    text += csv_file_name(evaluation.set.sources[picture.source]->records().path(picture.record));
    for (std::size_t h = 0; h < evaluation.heads.size(); ++h) {
      text += "," + label_text(evaluation.set.heads[h], picture.targets[h]) +
              answer_fields(evaluation.heads[h], i,
                            outcome.state == eval::PictureOutcome::State::answered);
    }
    text += "," + csv_text(outcome.message) + "\n";
  }
  return text;
}

}  // namespace mien::cli
