#include <fmt/format.h>

#include "cli/evaluate/evaluate_files.h"
#include "core/output_file.h"
#include "report/plots/plot_bars.h"
#include "report/plots/plot_confusion.h"
#include "report/plots/plot_curves.h"

namespace mien::cli {

namespace fs = std::filesystem;

namespace {

/// A column as a part of a file name.
std::string file_part(const std::string& column) {
  std::string part = column;
  for (char& c : part) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '-';
    if (!plain) c = '_';
  }
  return part;
}

std::string groups_plot(const eval::HeadEvaluation& head, const eval::GroupScores& scores) {
  const bool share = scores.unit == eval::Unit::share;
  const double scale = share ? 100 : 1;
  std::vector<Bar> bars;
  for (const eval::GroupScore& group : scores.groups) {
    Bar bar{.name = fmt::format("{} ({})", group.name, group.samples),
            .value = scale * group.value,
            .low = std::nullopt,
            .high = std::nullopt};
    // With few pictures all resamples may lie on one side of the score.
    if (group.interval.low <= group.value && group.value <= group.interval.high) {
      bar.low = scale * group.interval.low;
      bar.high = scale * group.interval.high;
    }
    bars.push_back(bar);
  }
  return plot_bars(
      bars, {.title = fmt::format("{} by {}", head.attribute, scores.column),
             .value_label = scores.unit == eval::Unit::number
                                ? scores.score
                                : fmt::format("{} ({})", scores.score, share ? "%" : "years"),
             .decimals = share ? 1 : 2});
}

std::string calibration_plot(const eval::HeadEvaluation& head) {
  Curve answers{.name = "answers", .x = {}, .y = {}};
  for (const eval::CalibrationBin& bin : head.calibration) {
    if (bin.samples == 0) continue;
    answers.x.push_back(bin.confidence);
    answers.y.push_back(bin.accuracy);
  }
  const std::vector<Curve> curves = {answers, {"perfect", {0, 1}, {0, 1}}};
  return plot_curves(curves, {.title = head.attribute + ": calibration",
                              .x_label = "confidence",
                              .y_label = "accuracy",
                              .y_low = 0,
                              .y_high = 1});
}

}  // namespace

void write_plots(const fs::path& folder, const eval::Evaluation& evaluation) {
  for (const eval::HeadEvaluation& head : evaluation.heads) {
    if (head.confusion) {
      write_file(folder / (head.attribute + "-confusion.svg"),
                 plot_confusion(head.answers.labels, head.confusion->counts(),
                                {.title = head.attribute, .column_label = "answered"}));
      write_file(folder / (head.attribute + "-calibration.svg"), calibration_plot(head));
    }
    for (const eval::GroupScores& scores : head.groups) {
      write_file(folder / fmt::format("{}-by-{}.svg", head.attribute, file_part(scores.column)),
                 groups_plot(head, scores));
    }
  }
}

}  // namespace mien::cli
