#include "cli/models/quantize_text.h"

#include <fmt/format.h>

#include "core/printable.h"
#include "report/text_table.h"

namespace mien::cli {

namespace {

using quant::ScoreLoss;

/// A score in what it is counted in: percent, years, or as it is.
std::string value_text(const ScoreLoss& loss, double value) {
  switch (loss.unit) {
    case eval::Unit::share:
      return fmt::format("{:.2f} %", 100 * value);
    case eval::Unit::years:
      return fmt::format("{:.3f} years", value);
    case eval::Unit::number:
      break;
  }
  return fmt::format("{:.4f}", value);
}

/// A difference of scores.
std::string loss_text(const ScoreLoss& loss, double value) {
  if (loss.unit == eval::Unit::share) return fmt::format("{:.2f} points", 100 * value);
  return value_text(loss, value);
}

std::string place(const quant::MeasuredLosses& measured) {
  return measured.split.empty() ? measured.data : measured.data + ", " + measured.split;
}

}  // namespace

std::string losses_table(const std::vector<quant::MeasuredLosses>& measured) {
  std::vector<TextRow> rows = {
      {"score", "data", "pictures", "floats", "8 bits", "loss", "at most", "answers moved"}};
  for (const quant::MeasuredLosses& data : measured) {
    for (const ScoreLoss& loss : data.losses) {
      rows.push_back({loss.attribute + " " + loss.score, printable(place(data)),
                      std::to_string(loss.samples), value_text(loss, loss.before),
                      value_text(loss, loss.after), loss_text(loss, loss.loss),
                      loss_text(loss, loss.bar), value_text(loss, loss.moved)});
    }
  }
  return text_table(rows);
}

std::string worst_loss(const std::vector<quant::MeasuredLosses>& measured) {
  const ScoreLoss* worst = nullptr;
  std::string data;
  for (const quant::MeasuredLosses& part : measured) {
    for (const ScoreLoss& loss : part.losses) {
      if (loss.is_accepted()) continue;
      if (worst != nullptr && !(loss.loss / loss.bar > worst->loss / worst->bar)) continue;
      worst = &loss;
      data = place(part);
    }
  }
  if (worst == nullptr) return "";
  return fmt::format("expected {} {} on {} to get worse by {} at most, found {}", worst->attribute,
                     worst->score, printable(data), loss_text(*worst, worst->bar),
                     loss_text(*worst, worst->loss));
}

}  // namespace mien::cli
