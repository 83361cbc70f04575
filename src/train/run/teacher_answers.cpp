#include "train/run/teacher_answers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "dataset/batch_loader.h"
#include "face/interpret.h"
#include "face/preprocess.h"
#include "mien/core/error.h"
#include "mien/face/heads.h"
#include "pipeline/model_loading.h"

namespace mien::train {

namespace {

constexpr std::size_t teacher_batch = 32;

struct TeacherHead {
  std::size_t output = 0;  // of the network
  HeadSpec spec;
};

void check_teacher(const Network& network, std::size_t output, const std::string& model) {
  if (network.metadata().input.width == 0) {
    throw Error(
        ErrorCode::model,
        fmt::format("teacher {}: expected pictures of a fixed size, found any size", model));
  }
  if (network.outputs()[output].shape.back() < 1) {
    throw Error(
        ErrorCode::model,
        fmt::format("teacher {}: expected answers of a length that the file declares, found "
                    "any length",
                    model));
  }
}

TeacherHead head_of(const Network& network, const TeacherRecipe& teacher) {
  const std::vector<HeadSpec>& heads = network.metadata().heads;
  std::vector<std::string> usable;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    if (heads[i].kind != HeadKind::identity && heads[i].kind != HeadKind::classes &&
        heads[i].kind != HeadKind::affect) {
      continue;
    }
    if (heads[i].attribute == teacher.attribute) {
      check_teacher(network, i, teacher.model);
      return {i, heads[i]};
    }
    usable.push_back(heads[i].attribute);
  }
  throw Error(
      ErrorCode::usage,
      fmt::format("teacher {}: expected a head with classes, affect or features, one of {}, found "
                  "\"{}\"",
                  teacher.model, fmt::join(usable, ", "), teacher.attribute));
}

// Where each label of the student stands among the teacher's; -1 for those it does not know.
std::vector<int> order_of(const HeadRecipe& student, const HeadSpec& teacher,
                          const std::string& model) {
  std::vector<int> order;
  for (const std::string& label : student.labels) {
    const auto match = std::find(teacher.labels.begin(), teacher.labels.end(), label);
    order.push_back(
        match == teacher.labels.end() ? -1 : static_cast<int>(match - teacher.labels.begin()));
  }
  if (std::all_of(order.begin(), order.end(), [](int place) { return place < 0; })) {
    throw Error(ErrorCode::usage,
                fmt::format("teacher {}: expected labels among {}, found {}", model,
                            fmt::join(student.labels, ", "), fmt::join(teacher.labels, ", ")));
  }
  return order;
}

dataset::LoaderOptions loader_options(const Recipe& recipe, const TeacherRecipe& teacher,
                                      const ModelMetadata& metadata) {
  dataset::LoaderOptions options;
  options.input = metadata.input;
  options.crop = recipe.crop;
  options.shuffle = false;
  options.batch_size = teacher_batch;
  options.threads = static_cast<std::size_t>(recipe.loader_threads);
  options.max_corrupt_share = recipe.max_corrupt_share;
  if (teacher.grey) options.augment.colour.grey = 1;
  if (teacher.side > 0) {
    options.augment.degrade.shrink = 1;
    options.augment.degrade.side = {static_cast<double>(teacher.side),
                                    static_cast<double>(teacher.side)};
  }
  return options;
}

// The loader gives channels last.
std::vector<float> in_layout(const dataset::Batch& batch, const InputSpec& input) {
  if (input.layout == TensorLayout::nhwc) return batch.pixels;
  const auto plane = static_cast<std::size_t>(input.width) * static_cast<std::size_t>(input.height);
  const std::size_t channels = input_values(input) / plane;
  std::vector<float> planes(batch.pixels.size());
  for (std::size_t i = 0; i < batch.samples.size() * plane; ++i) {
    for (std::size_t channel = 0; channel < channels; ++channel) {
      planes[(i / plane * channels + channel) * plane + i % plane] =
          batch.pixels[i * channels + channel];
    }
  }
  return planes;
}

std::vector<std::int64_t> input_shape(const InputSpec& input, std::int64_t count) {
  const std::int64_t channels = input.colour == ColourOrder::grey ? 1 : 3;
  if (input.layout == TensorLayout::nhwc) return {count, input.height, input.width, channels};
  return {count, channels, input.height, input.width};
}

// One row of answers in the student's order.
void write_classes(std::span<const float> scores, const TeacherHead& head,
                   const std::vector<int>& order, float* row) {
  std::vector<float> probabilities(scores.begin(), scores.end());
  if (head.spec.activation == Activation::softmax) probabilities = softmax(scores);
  float sum = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    row[i] = order[i] < 0 ? 0 : probabilities[static_cast<std::size_t>(order[i])];
    sum += row[i];
  }
  for (std::size_t i = 0; i < order.size() && sum > 0; ++i) row[i] /= sum;
}

}  // namespace

std::vector<TeacherAnswers> ask_teachers(const Recipe& recipe,
                                         const dataset::EncodedPictures& pictures,
                                         const TeachingProgress& progress) {
  std::vector<TeacherAnswers> result;
  const std::size_t total = recipe.teachers.size() * pictures.size;
  std::size_t done = 0;
  for (const TeacherRecipe& teacher : recipe.teachers) {
    const Network network = load_network(teacher.model, {.threads = recipe.loader_threads});
    const TeacherHead head = head_of(network, teacher);
    TeacherAnswers teaching{.output = fmt::format("teacher-{}", result.size() + 1),
                            .weight = teacher.weight,
                            .unlabelled_only = teacher.unlabelled_only};
    std::vector<int> order;
    std::int64_t width = network.outputs()[head.output].shape.back();
    const bool affect = head.spec.kind == HeadKind::affect;
    if (head.spec.kind != HeadKind::identity) {
      const auto student = std::find_if(
          recipe.heads.begin(), recipe.heads.end(),
          [&](const HeadRecipe& candidate) { return candidate.attribute == teacher.attribute; });
      if (student == recipe.heads.end() ||
          student->kind != (affect ? dataset::TargetKind::affect : dataset::TargetKind::classes)) {
        throw Error(
            ErrorCode::usage,
            fmt::format("teacher {}: expected a head {} called \"{}\" in the recipe, "
                        "found none",
                        teacher.model, affect ? "of affect" : "with classes", teacher.attribute));
      }
      teaching.head = static_cast<int>(student - recipe.heads.begin());
      if (!affect) order = order_of(*student, head.spec, teacher.model);
      width = affect ? 2 : std::ssize(order);
    }
    // Pictures that the teacher cannot read teach nothing.
    const double nothing = affect ? std::numeric_limits<double>::quiet_NaN() : 0;
    teaching.answers =
        torch::full({static_cast<std::int64_t>(pictures.size), width}, nothing, torch::kFloat);
    dataset::BatchLoader loader(pictures, loader_options(recipe, teacher, network.metadata()));
    loader.start_epoch(0);
    while (const auto batch = loader.next()) {
      const auto shape = input_shape(network.metadata().input, std::ssize(batch->samples));
      const std::vector<float> pixels = in_layout(*batch, network.metadata().input);
      const Tensor output = network.run({shape, pixels})[head.output];
      const std::size_t values = output.data.size() / batch->samples.size();
      for (std::size_t i = 0; i < batch->samples.size(); ++i) {
        const std::span<const float> row(output.data.data() + i * values, values);
        float* target = teaching.answers.data_ptr<float>() +
                        static_cast<std::int64_t>(batch->samples[i]) * width;
        if (affect) {
          const Affect answer = *interpret({}, head.spec, row).affect;
          target[0] = answer.valence;
          target[1] = answer.arousal;
        } else if (teaching.head >= 0) {
          write_classes(own_values(head.spec, row), head, order, target);
        } else {
          std::copy(row.begin(), row.end(), target);
        }
      }
      done += batch->samples.size();
      if (progress) progress(done, total);
    }
    result.push_back(std::move(teaching));
  }
  return result;
}

}  // namespace mien::train
