#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "executor/plan.h"
#include "mien/core/error.h"

namespace mien::executor {

/// A map of [row, column, channel] in memory.
template <typename Number>
struct Map {
  int rows = 0;
  int columns = 0;
  int depth = 0;  ///< channels in memory, with the zeros that pad them
  const Number* data = nullptr;

  [[nodiscard]] const Number* row(int y) const {
    return data + static_cast<std::ptrdiff_t>(y) * columns * depth;
  }
  [[nodiscard]] std::size_t size() const {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) *
           static_cast<std::size_t>(depth);
  }
};

/// Rows or columns of an answer; less than 1 if the map is too small.
[[nodiscard]] int answer_side(int side, int pads, int kernel, int stride, int dilation);

/// The maps of all values, the picture first, without their data.
/// @param name of the plan, for messages
/// @param steps `Step` or another kind with the same names
/// @throws Error (ErrorCode::model) if the picture is too small or too large for a step
template <typename Number, typename Step>
std::vector<Map<Number>> map_shapes(const std::string& name, std::span<const Step> steps,
                                    const Map<Number>& picture) {
  constexpr std::size_t most_values = std::size_t{1} << 27;
  std::vector<Map<Number>> maps{picture};
  for (const Step& step : steps) {
    const Map<Number>& in = maps[static_cast<std::size_t>(step.inputs.front())];
    Map<Number> map{in.rows, in.columns, step.depth};
    if (step.kind == LayerKind::mean) map.rows = map.columns = 1;
    if (step.kind == LayerKind::convolution || step.kind == LayerKind::depthwise) {
      map.rows =
          answer_side(in.rows, step.pads[0] + step.pads[2], step.rows, step.stride, step.dilation);
      map.columns = answer_side(in.columns, step.pads[1] + step.pads[3], step.columns, step.stride,
                                step.dilation);
    }
    const bool alike = std::ranges::all_of(step.inputs, [&](int input) {
      const Map<Number>& other = maps[static_cast<std::size_t>(input)];
      return other.rows == in.rows && other.columns == in.columns;
    });
    if (map.rows < 1 || map.columns < 1 || !alike || map.size() > most_values) {
      throw Error(ErrorCode::model,
                  fmt::format("{}: layer {}: expected a picture of a size that suits the network, "
                              "found {}x{}",
                              name, maps.size(), picture.columns, picture.rows));
    }
    maps.push_back(map);
  }
  return maps;
}

}  // namespace mien::executor
