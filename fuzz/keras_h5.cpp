// Any bytes as an .h5 of Keras. What libhdf5 makes of them is part of it.
#include "weights/hdf5/keras_h5.h"

#include <cstddef>
#include <cstdint>
#include <span>

#include "mien/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    (void)mien::train::read_keras_h5(std::as_bytes(std::span(data, size)), "input");
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
