#include "executor/executor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "detect/aligned.h"
#include "executor/buffers.h"
#include "executor/layers.h"
#include "executor/map_view.h"
#include "executor/steps.h"
#include "mien/core/error.h"

namespace mien::executor {

namespace {

constexpr int most_side = 1 << 14;

}  // namespace

struct Executor::Impl {
  std::string name;
  int channels = 3;
  const detect::CnnKernels* kernels = nullptr;
  std::vector<Step> steps;
  std::vector<PlanOutput> outputs;
  std::vector<std::size_t> buffer_of;  ///< by value
  std::vector<detect::Floats> buffers;
  LayerBuffers scratch;

  /// The maps of all values; their data are set when they are there.
  [[nodiscard]] std::vector<MapView> shapes(Size size) const {
    return map_shapes<float, Step>(name, steps, {size.height, size.width, channels});
  }

  void compute(std::size_t i, std::vector<MapView>& maps) {
    const Step& step = steps[i];
    if (step.joins_next) return;
    MapView& out = maps[i + 1];
    detect::Floats& buffer = buffers[buffer_of[i + 1]];
    if (buffer.size() < out.size()) buffer.resize(out.size());
    float* to = buffer.data();
    const MapView& in = maps[static_cast<std::size_t>(step.inputs.front())];
    switch (step.kind) {
      case LayerKind::convolution:
        if (i > 0 && steps[i - 1].joins_next) {
          const Step& before = steps[i - 1];
          convolve_separably(*kernels, before, step,
                             maps[static_cast<std::size_t>(before.inputs.front())], out, to,
                             scratch);
        } else {
          convolve(*kernels, step, in, out, to, scratch);
        }
        break;
      case LayerKind::depthwise:
        convolve_depthwise(*kernels, step, in, out, to, scratch);
        break;
      case LayerKind::mean:
        mean_of(step, in, to);
        break;
      case LayerKind::add:
        add(step, in, maps[static_cast<std::size_t>(step.inputs[1])], to);
        break;
      case LayerKind::concat:
        concat(step, maps, out, to);
        break;
    }
    out.data = to;
  }

  [[nodiscard]] int channels_of(int value) const {
    return value == 0 ? channels : steps[static_cast<std::size_t>(value) - 1].channels;
  }

  void concat(const Step& step, const std::vector<MapView>& maps, const MapView& out,
              float* to) const {
    for (int i = 0; i < out.rows * out.columns; ++i) {
      float* end = to + step.depth;
      for (const int input : step.inputs) {
        const MapView& map = maps[static_cast<std::size_t>(input)];
        to = std::copy_n(map.data + static_cast<std::ptrdiff_t>(i) * map.depth, channels_of(input),
                         to);
      }
      std::fill(to, end, 0.0F);
      float* values = end - step.depth;
      for (std::size_t c = 0; c < step.slope.size(); ++c) {
        const float value = values[c] > 0 ? values[c] : values[c] * step.slope[c];
        values[c] = std::min(value, step.most);
      }
      to = end;
    }
  }
};

Executor::Executor(const Plan& plan, const detect::CnnKernels& kernels)
    : impl_(std::make_unique<Impl>()) {
  impl_->name = plan.name;
  impl_->channels = plan.channels;
  impl_->kernels = &kernels;
  impl_->steps = make_steps(plan);
  impl_->outputs = plan.outputs;
  impl_->buffer_of = assign_buffers<Step>(impl_->steps, impl_->outputs);
  impl_->buffers.resize(impl_->steps.size());
}

Executor::Executor(Executor&&) noexcept = default;
Executor& Executor::operator=(Executor&&) noexcept = default;
Executor::~Executor() = default;

std::vector<Answer> Executor::run(std::span<const float> input, Size size) {
  Impl& impl = *impl_;
  const bool possible =
      size.width >= 1 && size.height >= 1 && size.width <= most_side && size.height <= most_side;
  const std::size_t expected = static_cast<std::size_t>(std::max(size.width, 0)) *
                               static_cast<std::size_t>(std::max(size.height, 0)) *
                               static_cast<std::size_t>(impl.channels);
  if (!possible || input.size() != expected) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected a picture of 1x1 to {}x{} pixels with {} numbers, found "
                            "{}x{} with {}",
                            impl.name, most_side, most_side, expected, size.width, size.height,
                            input.size()));
  }
  std::vector<MapView> maps = impl.shapes(size);
  maps.front().data = input.data();
  for (std::size_t i = 0; i < impl.steps.size(); ++i) impl.compute(i, maps);

  std::vector<Answer> answers;
  for (const PlanOutput& output : impl.outputs) {
    const MapView& map = maps[static_cast<std::size_t>(output.value)];
    Answer answer{static_cast<std::size_t>(map.rows),
                  static_cast<std::size_t>(map.columns),
                  static_cast<std::size_t>(impl.channels_of(output.value)),
                  {}};
    answer.values.reserve(answer.rows * answer.columns * answer.channels);
    for (std::size_t i = 0; i < answer.rows * answer.columns; ++i) {
      const float* pixel = map.data + i * static_cast<std::size_t>(map.depth);
      answer.values.insert(answer.values.end(), pixel,
                           pixel + static_cast<std::ptrdiff_t>(answer.channels));
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

double Executor::multiplications(Size size) const {
  const std::vector<MapView> maps = impl_->shapes(size);
  double total = 0;
  for (std::size_t i = 0; i < impl_->steps.size(); ++i) {
    const Step& step = impl_->steps[i];
    const MapView& out = maps[i + 1];
    const double places = static_cast<double>(out.rows) * out.columns;
    const double kernel = static_cast<double>(step.rows) * step.columns * step.channels;
    if (step.kind == LayerKind::depthwise) total += places * kernel;
    if (step.kind == LayerKind::convolution) {
      total += places * kernel * impl_->channels_of(step.inputs.front());
    }
  }
  return total;
}

}  // namespace mien::executor
