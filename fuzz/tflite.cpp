// Any bytes as a network of TensorFlow Lite.

#include <cstddef>
#include <cstdint>
#include <span>

#include "mien/core/error.h"
#include "models/importers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  mien::models::SourceFiles files;
  files["input.tflite"].assign(bytes.begin(), bytes.end());
  try {
    (void)mien::models::import_model(
        {.importer = "tflite", .name = "input", .main_file = "input.tflite", .files = files});
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
