#include "train/run/step_report.h"

#include <algorithm>

namespace mien::train {

namespace {

double pictures_per_second(const RunProgress& progress) {
  return static_cast<double>(progress.pictures) / std::max(progress.seconds, 1e-9);
}

void add_agreement(EpochRow& row, const std::string& name, const eval::Agreement& agreement) {
  row.values[name + " CCC"] = agreement.ccc;
  row.values[name + " PCC"] = agreement.pcc;
  row.values[name + " RMSE"] = agreement.rmse;
  row.values[name + " SAGR"] = agreement.sagr;
}

void add_head_scores(EpochRow& row, const HeadScores& head) {
  row.values[head.attribute + " loss"] = head.loss;
  if (head.kind == dataset::TargetKind::age) {
    row.values[head.attribute + " MAE"] = head.mae;
  } else if (head.kind == dataset::TargetKind::affect) {
    row.values[head.attribute + " CCC"] = (head.valence.ccc + head.arousal.ccc) / 2;
    add_agreement(row, "valence", head.valence);
    add_agreement(row, "arousal", head.arousal);
  } else {
    row.values[head.attribute + " accuracy"] = head.accuracy;
    row.values[head.attribute + " balanced accuracy"] = head.balanced_accuracy;
  }
}

}  // namespace

StepReport step_report(const StageRecipe& stage, const RunProgress& progress,
                       std::int64_t batches) {
  const auto done = static_cast<double>(progress.batch);
  const auto left = static_cast<double>(batches * (stage.epochs - progress.epoch) - progress.batch);
  return {.stage = stage.name,
          .epoch = progress.epoch + 1,
          .epochs = stage.epochs,
          .batch = progress.batch,
          .batches = batches,
          .loss = progress.loss_sum / done,
          .accuracy = progress.right_sum / done,
          .pictures_per_second = pictures_per_second(progress),
          .seconds_left = left * progress.seconds / done};
}

EpochRow epoch_row(const StageRecipe& stage, const RunProgress& progress,
                   const std::vector<HeadScores>& scores) {
  const auto batches = static_cast<double>(std::max<std::int64_t>(progress.batch, 1));
  EpochRow row{.stage = stage.name,
               .epoch = progress.epoch + 1,
               .seconds = progress.seconds,
               .pictures_per_second = pictures_per_second(progress),
               .values = {{"train loss", progress.loss_sum / batches},
                          {"train accuracy", progress.right_sum / batches}}};
  for (const HeadScores& head : scores) add_head_scores(row, head);
  return row;
}

}  // namespace mien::train
