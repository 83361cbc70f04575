// Any bytes as an .onnx that mien's own executor runs: its plan, its layers in 32 and in 16 bits,
// and a pass over a small picture.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detect/cnn_kernels.h"
#include "executor/bfloat16/bf16_steps.h"
#include "executor/executor.h"
#include "executor/make_plan.h"
#include "mien/core/error.h"

namespace {

template <typename Work>
void try_to(const Work& work) {
  try {
    work();
  } catch (const mien::Error&) {
    return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try_to([&] {
    const mien::executor::Plan plan =
        mien::executor::make_plan(std::as_bytes(std::span(data, size)), "input");
    try_to([&] { (void)mien::executor::make_bf16_steps(plan); });
    if (plan.channels < 1 || plan.channels > 64) return;
    constexpr int side = 12;
    const std::vector<float> input(static_cast<std::size_t>(side * side * plan.channels), 0.5F);
    mien::executor::Executor executor(plan, *mien::detect::supported_kernels().back());
    (void)executor.run(input, {side, side});
  });
  return 0;
}
