#include "phone/rfb_executor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "detect/rfb_boxes.h"
#include "face/preprocess.h"
#include "mien/core/error.h"

namespace mien::phone {

namespace {

std::size_t output_of(const executor::Plan& plan, const ModelMetadata& metadata,
                      const std::string& attribute) {
  const auto head = std::ranges::find(metadata.heads, attribute, &HeadSpec::attribute);
  const auto output = head == metadata.heads.end() ? plan.outputs.end()
                                                   : std::ranges::find(plan.outputs, head->output,
                                                                       &executor::PlanOutput::name);
  if (output == plan.outputs.end()) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected an output \"{}\", found none", plan.name, attribute));
  }
  return static_cast<std::size_t>(output - plan.outputs.begin());
}

/// [channel, row, column] of [row, column, channel].
std::vector<float> planes_of(const executor::Answer& answer) {
  const std::size_t places = answer.rows * answer.columns;
  std::vector<float> planes(answer.values.size());
  for (std::size_t i = 0; i < places; ++i) {
    for (std::size_t c = 0; c < answer.channels; ++c) {
      planes[c * places + i] = answer.values[i * answer.channels + c];
    }
  }
  return planes;
}

}  // namespace

RfbExecutor::RfbExecutor(const executor::Plan& plan, const detect::CnnKernels& kernels)
    : executor_(plan, kernels) {
  const ModelMetadata metadata = parse_metadata(plan.metadata, plan.name);
  input_ = metadata.input;
  input_.layout = TensorLayout::nhwc;
  if (input_.width != 0 || input_.colour == ColourOrder::grey || plan.channels != 3) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected a detector of coloured pictures of any size, found "
                            "another network",
                            plan.name));
  }
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const int step = detect::rfb_levels[i].step;
    outputs_[i] = {output_of(plan, metadata, fmt::format("scores_{}", step)),
                   output_of(plan, metadata, fmt::format("offsets_{}", step))};
  }
}

detect::RfbMaps RfbExecutor::run(const Image& picture) const {
  InputSpec input = input_;
  input.width = picture.width();
  input.height = picture.height();
  values_.resize(input_values(input));
  write_input(picture, input, values_);
  const std::vector<executor::Answer> answers = executor_.run(values_, picture.size());
  detect::RfbMaps maps;
  for (std::size_t i = 0; i < maps.size(); ++i) {
    const executor::Answer& scores = answers[outputs_[i].scores];
    const executor::Answer& offsets = answers[outputs_[i].offsets];
    const std::size_t boxes = detect::rfb_levels[i].count;
    if (scores.channels != 2 * boxes || offsets.channels != 4 * boxes ||
        scores.rows != offsets.rows || scores.columns != offsets.columns) {
      throw Error(ErrorCode::model,
                  fmt::format("rfb: expected maps of {} and {} channels, found {} and {}",
                              2 * boxes, 4 * boxes, scores.channels, offsets.channels));
    }
    maps[i] = {scores.rows, scores.columns, planes_of(scores), planes_of(offsets)};
  }
  return maps;
}

}  // namespace mien::phone
