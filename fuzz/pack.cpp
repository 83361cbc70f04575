// Any bytes as a pack of the phone page. What can be read is written, and its layers are made
// ready.

#include <cstddef>
#include <cstdint>
#include <span>

#include "executor/pack_file.h"
#include "executor/steps.h"
#include "mien/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const mien::executor::Plan plan =
        mien::executor::read_pack(std::as_bytes(std::span(data, size)), "input");
    (void)mien::executor::write_pack(plan);
    (void)mien::executor::make_steps(plan);
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
