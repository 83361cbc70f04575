#include "train/run/batch_loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "train/run/head_outputs.h"
#include "train/run/training_data.h"

namespace mien::train {

namespace {

using dataset::TargetKind;

torch::Tensor weights_of(const HeadRecipe& head, const dataset::PictureSet& set,
                         std::size_t index) {
  if (head.kind != TargetKind::classes || head.class_weights == 0) return {};
  const std::vector<double> weights = dataset::class_weights(dataset::class_counts(set, index));
  torch::Tensor result = torch::empty({std::ssize(weights)}, torch::kFloat);
  std::transform(weights.begin(), weights.end(), result.data_ptr<float>(), [&](double weight) {
    return static_cast<float>(
        std::min(std::pow(weight, head.class_weights), head.class_weight_limit));
  });
  return result;
}

// The logarithms of each source's class frequencies to the power of the recipe; a source without
// labels of the head adds nothing. A class that a source has not keeps a small frequency, so that
// its score stays finite.
torch::Tensor log_priors_of(const HeadRecipe& head, const dataset::PictureSet& set,
                            std::size_t index) {
  if (head.kind != TargetKind::classes || head.logit_adjustment == 0) return {};
  constexpr double least_share = 1e-4;
  const auto classes = std::ssize(head.labels);
  std::size_t sources = 0;
  for (const dataset::LabelledPicture& picture : set.pictures) {
    sources = std::max(sources, picture.source + 1);
  }
  torch::Tensor counts =
      torch::zeros({static_cast<std::int64_t>(sources), classes}, torch::kDouble);
  auto* values = counts.data_ptr<double>();
  for (const dataset::LabelledPicture& picture : set.pictures) {
    const dataset::Target& target = picture.targets[index];
    double* row = values + static_cast<std::ptrdiff_t>(picture.source) * classes;
    for (std::size_t i = 0; i < target.size(); ++i) row[i] += target[i];
  }
  const torch::Tensor shares = counts / counts.sum(1, true).clamp_min(1e-12);
  const torch::Tensor logs = shares.clamp_min(least_share).log() * head.logit_adjustment;
  return logs.masked_fill(counts.sum(1, true).eq(0), 0).to(torch::kFloat);
}

torch::Tensor sources_of(const dataset::PictureSet& set) {
  torch::Tensor result = torch::empty({std::ssize(set.pictures)}, torch::kLong);
  std::transform(set.pictures.begin(), set.pictures.end(), result.data_ptr<std::int64_t>(),
                 [](const auto& picture) { return static_cast<std::int64_t>(picture.source); });
  return result;
}

}  // namespace

BatchLoss::BatchLoss(const Recipe& recipe, const dataset::PictureSet& train,
                     std::vector<TeacherAnswers> teaching)
    : recipe_(recipe), sources_(sources_of(train)), teaching_(std::move(teaching)) {
  for (std::size_t i = 0; i < recipe.heads.size(); ++i) {
    const HeadRecipe& head = recipe.heads[i];
    heads_.push_back(
        {head, target_tensor(train, i), weights_of(head, train, i), log_priors_of(head, train, i)});
    factors_.push_back(head.weight);
  }
  for (const TeacherAnswers& teacher : teaching_) factors_.push_back(teacher.weight);
}

std::vector<int> BatchLoss::output_nodes(const NetworkGraph& graph) const {
  std::vector<int> nodes = loss_nodes(recipe_, graph);
  for (const TeacherAnswers& teacher : teaching_) {
    nodes.push_back(teacher.head >= 0 ? nodes[teacher.head] : node_of(graph, teacher.output));
  }
  return nodes;
}

std::vector<LossSum> BatchLoss::parts(const std::vector<torch::Tensor>& outputs,
                                      const TrainableNetwork& network, const torch::Tensor& samples,
                                      const ProcessGroup* group) const {
  std::vector<LossSum> parts;
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    const Head& head = heads_[i];
    const torch::Tensor targets = head.targets.index_select(0, samples);
    const auto smoothing = static_cast<float>(head.recipe.label_smoothing);
    switch (head.recipe.kind) {
      case TargetKind::classes:
        parts.push_back(class_loss(outputs[i], targets,
                                   {.class_weights = head.class_weights,
                                    .log_prior = log_prior_of(head, samples),
                                    .label_smoothing = smoothing,
                                    .mean = head.recipe.class_weight_mean}));
        break;
      case TargetKind::binary:
        parts.push_back(binary_loss(outputs[i], targets));
        break;
      case TargetKind::age:
        parts.push_back(
            age_loss(outputs[i], targets, static_cast<float>(head.recipe.expected_age_weight)));
        break;
      case TargetKind::identity:
        parts.push_back(head.recipe.arcface
                            ? arcface_loss(outputs[i], centres_of(head.recipe, network), targets,
                                           *head.recipe.arcface)
                            : identity_loss(outputs[i], targets, smoothing));
        break;
      case TargetKind::affect:
        parts.push_back(
            affect_loss(affect_of(head.recipe, outputs[i]), targets, head.recipe.affect, group));
        break;
    }
  }
  for (std::size_t i = 0; i < teaching_.size(); ++i) {
    const TeacherAnswers& teacher = teaching_[i];
    torch::Tensor answers = teacher.answers.index_select(0, samples);
    const torch::Tensor& output = outputs[heads_.size() + i];
    if (teacher.head < 0) {
      parts.push_back(feature_loss(output, answers));
      continue;
    }
    const Head& head = heads_[teacher.head];
    if (head.recipe.kind == TargetKind::affect) {
      if (teacher.unlabelled_only) {
        const torch::Tensor labelled = head.targets.index_select(0, samples).isnan().logical_not();
        answers = answers.masked_fill(labelled, std::numeric_limits<float>::quiet_NaN());
      }
      parts.push_back(
          affect_loss(affect_of(head.recipe, output), answers, head.recipe.affect, group));
      continue;
    }
    if (teacher.unlabelled_only) {
      const torch::Tensor labelled = head.targets.index_select(0, samples).amax(1, true) > 0;
      answers = answers.masked_fill(labelled, 0);
    }
    parts.push_back(
        class_loss(output, answers,
                   {.class_weights = head.class_weights, .mean = head.recipe.class_weight_mean}));
  }
  return parts;
}

torch::Tensor BatchLoss::log_prior_of(const Head& head, const torch::Tensor& samples) const {
  if (!head.log_priors.defined()) return {};
  return head.log_priors.index_select(0, sources_.index_select(0, samples));
}

double BatchLoss::share_right(const std::vector<torch::Tensor>& outputs,
                              const TrainableNetwork& network, const torch::Tensor& samples) const {
  const torch::NoGradGuard no_grad;
  const Head& head = heads_.front();
  const torch::Tensor targets = head.targets.index_select(0, samples);
  const torch::Tensor logits = logits_of(head.recipe, network, outputs.front());
  torch::Tensor right;
  torch::Tensor labelled;
  switch (head.recipe.kind) {
    case TargetKind::classes:
      right = logits.argmax(1).eq(targets.argmax(1));
      labelled = targets.amax(1) > 0;
      break;
    case TargetKind::binary:
      right = logits.gt(0).eq(targets.gt(0.5)).flatten();
      labelled = targets.ge(0).flatten();
      break;
    case TargetKind::age:
      right = targets.gather(1, logits.argmax(1, true)).flatten() > 0;
      labelled = targets.amax(1) > 0;
      break;
    case TargetKind::identity:
      right = logits.argmax(1).eq(targets);
      labelled = targets >= 0;
      break;
    case TargetKind::affect:
      right = logits.sign().eq(targets.sign()).all(1);
      labelled = targets.isnan().any(1).logical_not();
      break;
  }
  return (right.logical_and(labelled).sum() / labelled.sum().clamp_min(1)).item<double>();
}

std::vector<std::size_t> BatchLoss::classes_of_first_head() const {
  const Head& head = heads_.front();
  torch::Tensor classes;
  if (head.recipe.kind == TargetKind::identity) {
    const std::int64_t unlabelled = head.targets.max().item<std::int64_t>() + 1;
    classes =
        torch::where(head.targets < 0, torch::full_like(head.targets, unlabelled), head.targets);
  } else if (head.recipe.kind == TargetKind::binary) {
    classes = head.targets.flatten().round().to(torch::kLong);
    classes = torch::where(classes < 0, torch::full_like(classes, 2), classes);
  } else if (head.recipe.kind == TargetKind::affect) {
    classes = head.targets.isnan().all(1).to(torch::kLong);
  } else {
    const torch::Tensor unlabelled = head.targets.amax(1) <= 0;
    classes = head.targets.argmax(1).masked_fill(unlabelled, head.targets.size(1));
  }
  const auto* values = classes.data_ptr<std::int64_t>();
  return {values, values + classes.numel()};
}

torch::Tensor total_loss(const std::vector<LossSum>& parts, const std::vector<double>& factors) {
  torch::Tensor total = torch::zeros({}, torch::kFloat);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    // Nothing of the batch is labelled for this part: its sum is 0, too.
    const torch::Tensor weight = parts[i].weight.clamp_min(1e-12);
    total = total + parts[i].sum / weight * factors[i];
  }
  return total;
}

}  // namespace mien::train
