#include "face/interpret.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "mien/core/error.h"
#include "mien/face/heads.h"
#include "mien/face/prior.h"
#include "nn/answer_shape.h"

namespace mien {

namespace {

/// The labels of a classified attribute in mien's order; empty if it is not one.
std::span<const std::string_view> known_labels(std::string_view attribute) {
  if (attribute == "emotion") return emotion_labels;
  if (attribute == "gender") return gender_labels;
  if (attribute == "ethnicity") return ethnicity_labels;
  return {};
}

bool suits(HeadKind kind, std::string_view attribute) {
  if (attribute == "age") return kind == HeadKind::age;
  if (attribute == "identity") return kind == HeadKind::identity;
  if (attribute == "affect") return kind == HeadKind::affect;
  return kind == HeadKind::classes || kind == HeadKind::binary;
}

/// The same answer with its probabilities in mien's order.
Classification in_order(Classification answer, std::span<const std::string_view> order) {
  std::ranges::sort(answer.probabilities, {}, [&](const LabelProbability& entry) {
    return std::ranges::find(order, entry.label) - order.begin();
  });
  return answer;
}

float length_of(std::span<const float> values) {
  double squares = 0;
  for (const float value : values) squares += double(value) * value;
  return static_cast<float>(std::sqrt(squares));
}

std::optional<Classification>& classified(Face& face, std::string_view attribute) {
  if (attribute == "emotion") return face.emotion;
  return attribute == "gender" ? face.gender : face.ethnicity;
}

}  // namespace

std::span<const float> own_values(const HeadSpec& head, std::span<const float> output) {
  const std::int64_t numbers = numbers_of(head);
  if (numbers < 0) return output;
  const auto count = static_cast<std::size_t>(numbers);
  const auto first = static_cast<std::size_t>(head.offset.value_or(0));
  if (first + count > output.size() || (!head.offset && count != output.size())) {
    throw Error(
        ErrorCode::model,
        fmt::format("head \"{}\": expected an output of {} numbers{}, found {}", head.attribute,
                    first + count, head.offset ? " or more" : "", output.size()));
  }
  return output.subspan(first, count);
}

void check_head(const HeadSpec& head) {
  const std::span<const std::string_view> labels = known_labels(head.attribute);
  if (labels.empty() && head.attribute != "age" && head.attribute != "identity" &&
      head.attribute != "affect") {
    throw Error(ErrorCode::model, fmt::format("head: expected an attribute of a face (age, gender, "
                                              "emotion, ethnicity, affect or identity), found "
                                              "\"{}\"",
                                              head.attribute));
  }
  if (!suits(head.kind, head.attribute)) {
    throw Error(
        ErrorCode::model,
        fmt::format("head \"{}\": expected a kind that suits it, found another", head.attribute));
  }
  for (const std::string& label : head.labels) {
    if (std::ranges::find(labels, label) == labels.end()) {
      throw Error(ErrorCode::model,
                  fmt::format(R"(head "{}": expected mien's names of the classes, found "{}")",
                              head.attribute, label));
    }
  }
}

std::vector<float> activated(std::span<const float> values, Activation activation) {
  if (activation == Activation::softmax) return softmax(values);
  std::vector<float> result(values.begin(), values.end());
  if (activation == Activation::sigmoid) {
    for (float& value : result) value = 1 / (1 + std::exp(-value));
  }
  if (activation == Activation::tanh) {
    for (float& value : result) value = std::tanh(value);
  }
  return result;
}

std::vector<float> answer_numbers(const HeadSpec& head, std::span<const float> output) {
  constexpr float century = 100;
  const Face face = interpret({}, head, output);
  if (head.kind == HeadKind::identity) return face.identity;
  if (head.kind == HeadKind::age) return {*face.age / century};
  if (head.kind == HeadKind::affect) return {face.affect->valence, face.affect->arousal};
  const Classification& answer = head.attribute == "emotion"  ? *face.emotion
                                 : head.attribute == "gender" ? *face.gender
                                                              : *face.ethnicity;
  std::vector<float> numbers;
  for (const LabelProbability& entry : answer.probabilities) numbers.push_back(entry.probability);
  if (head.kind == HeadKind::binary) numbers.resize(1);
  return numbers;
}

Face interpret(Face face, const HeadSpec& head, std::span<const float> output) {
  const std::span<const float> values = own_values(head, output);
  if (head.kind == HeadKind::identity) {
    face.identity = l2_normalised(values);
    if (head.length_is_quality) face.quality = length_of(values);
    return face;
  }
  if (values.empty()) {
    throw Error(ErrorCode::model,
                fmt::format("head \"{}\": expected numbers, found none", head.attribute));
  }
  const std::vector<float> probabilities =
      with_prior(activated(values, head.activation), head.prior);
  if (head.kind == HeadKind::age) {
    face.age = expected_age(probabilities, {.first = head.age_first, .top = head.age_top});
    face.age_interval = age_interval(probabilities, head.age_first, *face.age, head.interval_scale);
    return face;
  }
  if (head.kind == HeadKind::affect) {
    face.affect = Affect{.valence = std::clamp(probabilities[0], -1.0F, 1.0F),
                         .arousal = std::clamp(probabilities[1], -1.0F, 1.0F)};
    return face;
  }
  Classification answer = head.kind == HeadKind::binary
                              ? choose_binary(head.labels, probabilities.front(), head.threshold)
                              : choose_class(head.labels, probabilities);
  answer.sure_from = head.sure_from;
  classified(face, head.attribute) = in_order(std::move(answer), known_labels(head.attribute));
  return face;
}

}  // namespace mien
