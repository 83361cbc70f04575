#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "executor/plan.h"

namespace mien::executor {

/// Which buffer the answer of each step goes into, so that one is used again when nothing needs
/// what is in it. A step that is computed with the one behind it has none.
/// @param steps with `inputs` and `joins_next`
/// @return by value: 0 is the picture, i + 1 the answer of step i
template <typename Step>
std::vector<std::size_t> assign_buffers(std::span<const Step> steps,
                                        std::span<const PlanOutput> outputs) {
  constexpr auto none = static_cast<std::size_t>(-1);
  std::vector<std::size_t> last(steps.size() + 1, 0);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    last[i + 1] = i;
    for (const int input : steps[i].inputs) {
      // What a joined step reads is read by the step behind it.
      last[static_cast<std::size_t>(input)] = i + (steps[i].joins_next ? 1 : 0);
    }
  }
  for (const PlanOutput& output : outputs) {
    last[static_cast<std::size_t>(output.value)] = steps.size();
  }
  std::vector<std::size_t> buffers(steps.size() + 1, none);
  std::vector<std::size_t> free;
  std::size_t count = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!steps[i].joins_next) {
      if (free.empty()) free.push_back(count++);
      buffers[i + 1] = free.back();
      free.pop_back();
    }
    for (std::size_t value = 1; value <= i + 1; ++value) {
      if (last[value] != i || buffers[value] == none) continue;
      free.push_back(buffers[value]);
      last[value] = none;
    }
  }
  return buffers;
}

}  // namespace mien::executor
