#include "train/run/validation.h"

#include <fmt/format.h>

#include <algorithm>

#include "dataset/batch_loader.h"
#include "mien/core/error.h"
#include "train/losses/loss.h"
#include "train/run/network_input.h"
#include "train/run/training_data.h"

namespace mien::train {

namespace {

using dataset::TargetKind;

std::vector<int> head_nodes(const Recipe& recipe, const NetworkGraph& graph) {
  std::vector<int> nodes;
  for (const HeadRecipe& recipe_head : recipe.heads) {
    const auto found =
        std::find_if(graph.heads.begin(), graph.heads.end(),
                     [&](const GraphHead& head) { return head.name == recipe_head.attribute; });
    nodes.push_back(found->node);
  }
  return nodes;
}

// Expected ages by eq. 1: over the `top` most probable ones, by index.
torch::Tensor expected_ages(const torch::Tensor& logits, int top) {
  const auto [values, indices] =
      logits.softmax(1).topk(std::min<std::int64_t>(top, logits.size(1)), 1);
  return (values * indices).sum(1) / values.sum(1);
}

void score_classes(HeadScores& scores, const torch::Tensor& answers, const torch::Tensor& truth) {
  const torch::Tensor right = answers.eq(truth).to(torch::kDouble);
  scores.samples = truth.size(0);
  scores.accuracy = right.mean().item<double>();
  const std::int64_t classes = truth.max().item<std::int64_t>() + 1;
  const torch::Tensor counts = torch::bincount(truth, {}, classes).to(torch::kDouble);
  const torch::Tensor hits = torch::bincount(truth, right, classes);
  const torch::Tensor present = counts > 0;
  scores.balanced_accuracy =
      (hits.masked_select(present) / counts.masked_select(present)).mean().item<double>();
}

torch::Tensor mean_loss(const LossSum& part) { return part.sum / part.weight.clamp_min(1e-12); }

HeadScores score_head(const HeadRecipe& head, const torch::Tensor& targets,
                      const torch::Tensor& logits) {
  HeadScores scores{.attribute = head.attribute, .kind = head.kind};
  switch (head.kind) {
    case TargetKind::classes: {
      const torch::Tensor labelled = targets.amax(1).gt(0).nonzero().flatten();
      if (labelled.numel() == 0) return scores;
      const torch::Tensor truth = targets.index_select(0, labelled);
      const torch::Tensor answers = logits.index_select(0, labelled);
      score_classes(scores, answers.argmax(1), truth.argmax(1));
      scores.loss = mean_loss(class_loss(answers, truth)).item<double>();
      return scores;
    }
    case TargetKind::binary: {
      const torch::Tensor labelled = targets.flatten().ge(0).nonzero().flatten();
      if (labelled.numel() == 0) return scores;
      const torch::Tensor truth = targets.index_select(0, labelled);
      const torch::Tensor answers = logits.index_select(0, labelled);
      score_classes(scores, answers.gt(0).flatten().to(torch::kLong),
                    truth.flatten().to(torch::kLong));
      scores.loss = mean_loss(binary_loss(answers, truth)).item<double>();
      return scores;
    }
    case TargetKind::age: {
      const torch::Tensor exact = targets.sum(1).eq(1).nonzero().flatten();
      if (exact.numel() == 0) return scores;
      const torch::Tensor truth = targets.index_select(0, exact);
      const torch::Tensor answers = logits.index_select(0, exact);
      scores.samples = exact.numel();
      scores.mae =
          (expected_ages(answers, head.age_top) - truth.argmax(1)).abs().mean().item<double>();
      scores.loss = mean_loss(age_loss(answers, truth, 0)).item<double>();
      return scores;
    }
    case TargetKind::identity: {
      const torch::Tensor labelled = targets.ge(0).nonzero().flatten();
      if (labelled.numel() == 0) return scores;
      const torch::Tensor truth = targets.index_select(0, labelled);
      const torch::Tensor answers = logits.index_select(0, labelled);
      score_classes(scores, answers.argmax(1), truth);
      scores.loss = mean_loss(identity_loss(answers, truth)).item<double>();
      return scores;
    }
  }
  return scores;
}

}  // namespace

std::vector<torch::Tensor> predict(const Recipe& recipe, const TrainableNetwork& network,
                                   std::shared_ptr<const dataset::PictureSet> set, int input_size,
                                   bool flip) {
  const torch::NoGradGuard no_grad;
  dataset::LoaderOptions options = loader_options(recipe, input_size);
  options.shuffle = false;
  options.batch_size = static_cast<std::size_t>(recipe.validate.batch);
  const std::vector<int> nodes = head_nodes(recipe, network.graph());
  std::vector<torch::Tensor> logits;
  const auto pictures = static_cast<std::int64_t>(set->pictures.size());
  for (const int node : nodes) {
    logits.push_back(torch::zeros({pictures, network.graph().nodes[node].out_channels}));
  }
  const torch::Generator unused;
  dataset::BatchLoader loader(encoded(std::move(set)), options);
  loader.start_epoch(0);
  while (const auto batch = loader.next()) {
    const torch::Tensor picture = network_input(*batch, options.input);
    const torch::Tensor samples = sample_tensor(*batch);
    std::vector<torch::Tensor> answers = network.forward(picture, nodes, {}, unused);
    if (flip) {
      const auto mirrored = network.forward(picture.flip(3), nodes, {}, unused);
      for (std::size_t i = 0; i < answers.size(); ++i) answers[i] = (answers[i] + mirrored[i]) / 2;
    }
    for (std::size_t i = 0; i < answers.size(); ++i) logits[i].index_copy_(0, samples, answers[i]);
  }
  return logits;
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
    if (recipe.validate.metric == "balanced accuracy") return head.balanced_accuracy;
    return head.accuracy;
  }
  return 0;
}

}  // namespace mien::train
