#include "executor/rfb_outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "detect/rfb_boxes.h"
#include "mien/core/error.h"

namespace mien::executor {

namespace {

std::size_t output_of(const Plan& plan, const ModelMetadata& metadata,
                      const std::string& attribute) {
  const auto head = std::ranges::find(metadata.heads, attribute, &HeadSpec::attribute);
  const auto output = head == metadata.heads.end()
                          ? plan.outputs.end()
                          : std::ranges::find(plan.outputs, head->output, &PlanOutput::name);
  if (output == plan.outputs.end()) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected an output \"{}\", found none", plan.name, attribute));
  }
  return static_cast<std::size_t>(output - plan.outputs.begin());
}

/// [channel, row, column] of [row, column, channel].
std::vector<float> planes_of(const Answer& answer) {
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

RfbOutputs::RfbOutputs(const Plan& plan, const ModelMetadata& metadata) {
  const InputSpec& input = metadata.input;
  if (input.width != 0 || input.colour != ColourOrder::rgb || plan.channels != Image::channels) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected a detector of RGB pictures of any size, found another "
                            "network",
                            plan.name));
  }
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const int step = detect::rfb_levels[i].step;
    places_[i] = {output_of(plan, metadata, fmt::format("scores_{}", step)),
                  output_of(plan, metadata, fmt::format("offsets_{}", step))};
  }
}

detect::RfbMaps RfbOutputs::maps(std::span<const Answer> answers) const {
  detect::RfbMaps maps;
  for (std::size_t i = 0; i < maps.size(); ++i) {
    const Answer& scores = answers[places_[i].scores];
    const Answer& offsets = answers[places_[i].offsets];
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

}  // namespace mien::executor
