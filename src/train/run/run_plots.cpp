#include "train/run/run_plots.h"

#include <fmt/format.h>

#include <map>

#include "core/output_file.h"
#include "report/plots/plot_confusion.h"
#include "report/plots/plot_curves.h"
#include "train/run/training_data.h"
#include "train/run/validation.h"

namespace mien::train {

namespace {

using dataset::TargetKind;

// The curves of all values whose name fits.
template <typename Fits>
std::vector<Curve> curves_of(const std::vector<EpochRow>& rows, const Fits& fits) {
  std::map<std::string, Curve> curves;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const auto& [name, value] : rows[i].values) {
      if (!fits(name)) continue;
      Curve& curve = curves.try_emplace(name, Curve{name, {}, {}}).first->second;
      curve.x.push_back(static_cast<double>(i + 1));
      curve.y.push_back(value);
    }
  }
  std::vector<Curve> result;
  result.reserve(curves.size());
  for (auto& [name, curve] : curves) result.push_back(std::move(curve));
  return result;
}

struct Answers {
  torch::Tensor truth;
  torch::Tensor answer;
};

Answers answers_of(TargetKind kind, const torch::Tensor& targets, const torch::Tensor& logits) {
  const bool binary = kind == TargetKind::binary;
  const torch::Tensor labelled = scored_pictures(kind, targets, logits);
  const torch::Tensor truth = targets.index_select(0, labelled);
  const torch::Tensor answer = logits.index_select(0, labelled);
  if (!binary) return {truth.argmax(1), answer.argmax(1)};
  // The first of two labels is the one that the output is the probability of.
  return {truth.flatten().lt(0.5).to(torch::kLong), answer.flatten().le(0).to(torch::kLong)};
}

}  // namespace

void plot_run(const std::filesystem::path& folder, const std::vector<EpochRow>& rows) {
  const auto losses =
      curves_of(rows, [](const std::string& name) { return name.ends_with("loss"); });
  const auto scores = curves_of(rows, [](const std::string& name) {
    return name.ends_with("accuracy") || name.ends_with("CCC");
  });
  write_file(folder / "curves-loss.svg",
             plot_curves(losses, {.title = "Loss", .x_label = "epoch", .y_label = "loss"}));
  write_file(folder / "curves-scores.svg", plot_curves(scores, {.title = "Scores",
                                                                .x_label = "epoch",
                                                                .y_label = "share of pictures, CCC",
                                                                .y_high = 1}));
}

void plot_confusions(const std::filesystem::path& folder, const dataset::PictureSet& validation,
                     const std::vector<torch::Tensor>& logits) {
  for (std::size_t i = 0; i < validation.heads.size(); ++i) {
    const dataset::TargetHead& head = validation.heads[i];
    if (head.kind != TargetKind::classes && head.kind != TargetKind::binary) continue;
    const Answers answers = answers_of(head.kind, target_tensor(validation, i), logits[i]);
    const std::size_t classes = head.labels.size();
    std::vector<std::uint64_t> counts(classes * classes);
    for (std::int64_t sample = 0; sample < answers.truth.size(0); ++sample) {
      const auto row = static_cast<std::size_t>(answers.truth[sample].item<std::int64_t>());
      const auto column = static_cast<std::size_t>(answers.answer[sample].item<std::int64_t>());
      ++counts[row * classes + column];
    }
    write_file(
        folder / fmt::format("confusion-{}.svg", head.attribute),
        plot_confusion(head.labels, counts, {.title = head.attribute + ", validation pictures"}));
  }
}

}  // namespace mien::train
