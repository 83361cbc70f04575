#include "train/run/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "dataset/batch_loader.h"
#include "mien/core/error.h"
#include "train/losses/loss.h"
#include "train/run/head_outputs.h"
#include "train/run/network_input.h"
#include "train/run/training_data.h"

namespace mien::train {

namespace {

using dataset::TargetKind;

// Expected ages by eq. 1: over the `top` most probable ones, by index.
torch::Tensor expected_ages(const torch::Tensor& logits, int top) {
  const auto [values, indices] =
      logits.softmax(1).topk(std::min<std::int64_t>(top, logits.size(1)), 1);
  return (values * indices).sum(1) / values.sum(1);
}

void score_classes(HeadScores& scores, const torch::Tensor& answers, const torch::Tensor& truth) {
  const torch::Tensor right = answers.eq(truth).to(torch::kDouble);
  scores.accuracy = right.mean().item<double>();
  const std::int64_t classes = truth.max().item<std::int64_t>() + 1;
  const torch::Tensor counts = torch::bincount(truth, {}, classes).to(torch::kDouble);
  const torch::Tensor hits = torch::bincount(truth, right, classes);
  const torch::Tensor present = counts > 0;
  scores.balanced_accuracy =
      (hits.masked_select(present) / counts.masked_select(present)).mean().item<double>();
}

torch::Tensor mean_loss(const LossSum& part) { return part.sum / part.weight.clamp_min(1e-12); }

torch::Tensor labelled_pictures(TargetKind kind, const torch::Tensor& targets) {
  switch (kind) {
    case TargetKind::classes:
      return targets.amax(1).gt(0);
    case TargetKind::age:
      return targets.sum(1).eq(1);
    case TargetKind::affect:
      return targets.isnan().any(1).logical_not();
    case TargetKind::binary:
    case TargetKind::identity:
      break;
  }
  return targets.flatten().ge(0);
}

eval::Agreement agreement_of(const torch::Tensor& truth, const torch::Tensor& answers,
                             std::int64_t column) {
  const auto values = [&](const torch::Tensor& rows) {
    const torch::Tensor elements = rows.select(1, column).to(torch::kDouble).contiguous();
    return std::vector<double>(elements.data_ptr<double>(),
                               elements.data_ptr<double>() + elements.numel());
  };
  return eval::agreement(values(truth), values(answers));
}

HeadScores score_head(const HeadRecipe& head, const torch::Tensor& targets,
                      const torch::Tensor& logits) {
  HeadScores scores;
  scores.attribute = head.attribute;
  scores.kind = head.kind;
  const torch::Tensor chosen = scored_pictures(head.kind, targets, logits);
  scores.samples = chosen.numel();
  if (scores.samples == 0) return scores;
  const torch::Tensor truth = targets.index_select(0, chosen);
  const torch::Tensor answers = logits.index_select(0, chosen);
  switch (head.kind) {
    case TargetKind::classes:
      score_classes(scores, answers.argmax(1), truth.argmax(1));
      scores.loss = mean_loss(class_loss(answers, truth)).item<double>();
      return scores;
    case TargetKind::binary:
      score_classes(scores, answers.gt(0).flatten().to(torch::kLong),
                    truth.flatten().to(torch::kLong));
      scores.loss = mean_loss(binary_loss(answers, truth)).item<double>();
      return scores;
    case TargetKind::age:
      scores.mae =
          (expected_ages(answers, head.age_top) - truth.argmax(1)).abs().mean().item<double>();
      scores.loss = mean_loss(age_loss(answers, truth, 0)).item<double>();
      return scores;
    case TargetKind::identity:
      score_classes(scores, answers.argmax(1), truth);
      scores.loss = mean_loss(identity_loss(answers, truth)).item<double>();
      return scores;
    case TargetKind::affect: {
      const torch::Tensor read = affect_of(head, answers).clamp(-1, 1);
      scores.valence = agreement_of(truth, read, 0);
      scores.arousal = agreement_of(truth, read, 1);
      scores.loss = mean_loss(affect_loss(read, truth, head.affect)).item<double>();
      return scores;
    }
  }
  return scores;
}

}  // namespace

torch::Tensor scored_pictures(TargetKind kind, const torch::Tensor& targets,
                              const torch::Tensor& logits) {
  const torch::Tensor read = logits.select(1, 0).isnan().logical_not();
  return labelled_pictures(kind, targets).logical_and(read).nonzero().flatten();
}

Predictions predict(const Recipe& recipe, const TrainableNetwork& network,
                    const std::shared_ptr<const dataset::PictureSet>& set, int input_size,
                    bool flip) {
  const torch::NoGradGuard no_grad;
  dataset::LoaderOptions options = loader_options(recipe, input_size);
  options.shuffle = false;
  options.batch_size = static_cast<std::size_t>(recipe.validate.batch);
  const std::vector<int> nodes = loss_nodes(recipe, network.graph());
  std::vector<torch::Tensor> logits;
  const auto pictures = static_cast<std::int64_t>(set->pictures.size());
  for (const HeadRecipe& head : recipe.heads) {
    const int node = node_of(network.graph(), head.attribute);
    logits.push_back(torch::full({pictures, network.graph().nodes[node].out_channels},
                                 std::numeric_limits<float>::quiet_NaN()));
  }
  const torch::Generator unused;
  const auto head_logits = [&](const torch::Tensor& picture) {
    std::vector<torch::Tensor> outputs = network.forward(picture, nodes, {}, unused);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      outputs[i] = logits_of(recipe.heads[i], network, outputs[i]);
    }
    return outputs;
  };
  dataset::BatchLoader loader(encoded(set), options);
  loader.start_epoch(0);
  while (const auto batch = loader.next()) {
    const torch::Tensor picture = network_input(*batch, options.input);
    const torch::Tensor samples = sample_tensor(*batch);
    std::vector<torch::Tensor> answers = head_logits(picture);
    if (flip) {
      const auto mirrored = head_logits(picture.flip(3));
      for (std::size_t i = 0; i < answers.size(); ++i) answers[i] = (answers[i] + mirrored[i]) / 2;
    }
    for (std::size_t i = 0; i < answers.size(); ++i) logits[i].index_copy_(0, samples, answers[i]);
  }
  return {std::move(logits), loader.corrupt()};
}

std::vector<HeadScores> score(const Recipe& recipe, const dataset::PictureSet& set,
                              const std::vector<torch::Tensor>& logits) {
  std::vector<HeadScores> result;
  for (std::size_t i = 0; i < recipe.heads.size(); ++i) {
    result.push_back(score_head(recipe.heads[i], target_tensor(set, i), logits[i]));
  }
  return result;
}

double selection_score(const Recipe& recipe, const std::vector<HeadScores>& scores) {
  for (const HeadScores& head : scores) {
    if (!recipe.validate.attribute.empty() && head.attribute != recipe.validate.attribute) continue;
    if (head.samples == 0) {
      throw Error(ErrorCode::input,
                  fmt::format("validation: expected pictures with an exact {} to choose weights "
                              "by, found none",
                              head.attribute));
    }
    if (recipe.validate.metric == "MAE") return -head.mae;
    if (recipe.validate.metric == "CCC") return (head.valence.ccc + head.arousal.ccc) / 2;
    if (recipe.validate.metric == "balanced accuracy") return head.balanced_accuracy;
    return head.accuracy;
  }
  return 0;
}

}  // namespace mien::train
