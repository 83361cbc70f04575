#include "executor/bfloat16/bf16_executor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "executor/bfloat16/bf16.h"
#include "executor/bfloat16/bf16_layers.h"
#include "executor/buffers.h"
#include "executor/map_view.h"
#include "mien/core/error.h"

namespace mien::executor {

struct Bf16Executor::Impl {
  std::string name;
  int channels = 3;
  std::array<std::array<Bf16, 256>, 3> number_of{};  ///< of a channel's values
  const Bf16Kernels* kernels = nullptr;
  std::vector<Bf16Step> steps;
  std::vector<PlanOutput> outputs;
  std::vector<std::size_t> buffer_of;  ///< by value

  /// The picture as the network sees it.
  [[nodiscard]] Bf16Map numbers_of(const Image& picture, std::vector<Bf16>& buffer) const {
    Bf16Map map{picture.height(), picture.width(), Image::channels};
    buffer.resize(map.size());
    map.data = buffer.data();
    Bf16* to = buffer.data();
    for (int y = 0; y < map.rows; ++y) {
      const std::uint8_t* from = picture.row(y);
      for (int x = 0; x < map.columns; ++x, from += 3, to += 3) {
        for (std::size_t c = 0; c < 3; ++c) to[c] = number_of[c][from[c]];
      }
    }
    return map;
  }

  /// Room for the answer of a step.
  [[nodiscard]] Bf16Target target_for(std::size_t i, const Bf16Map& map,
                                      Bf16Workspace& workspace) const {
    const std::size_t size = map.size();
    Bf16Target target{map.rows, map.columns};
    if (steps[i].to_numbers) {
      std::vector<float>& numbers = workspace.numbers[i];
      if (numbers.size() < size) numbers.resize(size);
      target.numbers = numbers.data();
    } else {
      std::vector<Bf16>& map_buffer = workspace.maps[buffer_of[i + 1]];
      if (map_buffer.size() < size) map_buffer.resize(size);
      target.half = map_buffer.data();
    }
    return target;
  }

  void compute(std::size_t i, std::vector<Bf16Map>& maps, Bf16Workspace& workspace) const {
    const Bf16Step& step = steps[i];
    Bf16Map& map = maps[i + 1];
    if (step.joins_next) return;
    const Bf16Target out = target_for(i, map, workspace);
    const Bf16Map& in = maps[static_cast<std::size_t>(step.inputs.front())];
    switch (step.kind) {
      case LayerKind::convolution:
        if (i > 0 && steps[i - 1].joins_next) {
          const Bf16Step& before = steps[i - 1];
          convolve_separably(*kernels, before, step,
                             maps[static_cast<std::size_t>(before.inputs.front())], out,
                             workspace.layers);
        } else {
          convolve(*kernels, step, in, out, workspace.layers);
        }
        break;
      case LayerKind::depthwise:
        convolve_depthwise(*kernels, step, in, out, workspace.layers);
        break;
      case LayerKind::add:
        add(step, in, maps[static_cast<std::size_t>(step.inputs[1])], out);
        break;
      case LayerKind::concat:
        concat(step, maps, out);
        break;
      case LayerKind::mean:
        break;  // `make_bf16_steps` refuses it
    }
    map.data = out.half;
  }

  void concat(const Bf16Step& step, const std::vector<Bf16Map>& maps, const Bf16Target& out) const {
    Bf16* to = out.half;
    for (int i = 0; i < out.rows * out.columns; ++i) {
      Bf16* const end = to + step.depth;
      for (const int input : step.inputs) {
        const Bf16Map& map = maps[static_cast<std::size_t>(input)];
        const int count = steps[static_cast<std::size_t>(input) - 1].channels;
        to = std::copy_n(map.data + static_cast<std::ptrdiff_t>(i) * map.depth, count, to);
      }
      std::fill(to, end, Bf16{0});
      to = end;
    }
  }

  [[nodiscard]] Answer answer_of(const PlanOutput& output, const Bf16Map& map,
                                 const Bf16Workspace& workspace) const {
    const auto i = static_cast<std::size_t>(output.value) - 1;
    const auto channels = static_cast<std::size_t>(steps[i].channels);
    Answer answer{
        static_cast<std::size_t>(map.rows), static_cast<std::size_t>(map.columns), channels, {}};
    const std::size_t places = answer.rows * answer.columns;
    answer.values.reserve(places * channels);
    const float* pixel = workspace.numbers[i].data();
    for (std::size_t p = 0; p < places; ++p, pixel += map.depth) {
      answer.values.insert(answer.values.end(), pixel, pixel + channels);
    }
    return answer;
  }
};

Bf16Executor::Bf16Executor(const Plan& plan, const InputSpec& input, const Bf16Kernels& kernels)
    : impl_(std::make_unique<Impl>()) {
  impl_->name = plan.name;
  impl_->channels = plan.channels;
  for (std::size_t c = 0; c < impl_->number_of.size(); ++c) {
    for (std::size_t value = 0; value < impl_->number_of[c].size(); ++value) {
      impl_->number_of[c][value] =
          to_bf16((static_cast<float>(value) - input.mean[c]) * input.scale[c]);
    }
  }
  impl_->kernels = &kernels;
  impl_->steps = make_bf16_steps(plan);
  impl_->outputs = plan.outputs;
  impl_->buffer_of = assign_buffers<Bf16Step>(impl_->steps, impl_->outputs);
}

Bf16Executor::Bf16Executor(Bf16Executor&&) noexcept = default;
Bf16Executor& Bf16Executor::operator=(Bf16Executor&&) noexcept = default;
Bf16Executor::~Bf16Executor() = default;

std::vector<Answer> Bf16Executor::run(const Image& picture, Bf16Workspace& workspace) const {
  const Impl& impl = *impl_;
  workspace.maps.resize(std::max(workspace.maps.size(), impl.steps.size()));
  workspace.numbers.resize(std::max(workspace.numbers.size(), impl.steps.size()));
  if (picture.empty() || impl.channels != Image::channels) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected a picture of {} channels, found {}", impl.name,
                            impl.channels, picture.empty() ? "an empty one" : "3"));
  }
  std::vector<Bf16Map> maps = map_shapes<Bf16, Bf16Step>(
      impl.name, impl.steps, impl.numbers_of(picture, workspace.picture));
  for (std::size_t i = 0; i < impl.steps.size(); ++i) impl.compute(i, maps, workspace);
  std::vector<Answer> answers;
  for (const PlanOutput& output : impl.outputs) {
    answers.push_back(
        impl.answer_of(output, maps[static_cast<std::size_t>(output.value)], workspace));
  }
  return answers;
}

}  // namespace mien::executor
