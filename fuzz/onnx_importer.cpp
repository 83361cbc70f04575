// Any bytes as an .onnx that someone published: its conversion, and its weights by name.

#include <cstddef>
#include <cstdint>
#include <span>

#include "mien/core/error.h"
#include "models/importers.h"
#include "weights/onnx_tensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  try {
    (void)mien::train::read_onnx_tensors(bytes, "input");
  } catch (const mien::Error&) {
    // The conversion may say more.
  }
  mien::models::SourceFiles files;
  files["input.onnx"].assign(bytes.begin(), bytes.end());
  try {
    (void)mien::models::import_model(
        {.importer = "onnx", .name = "input", .main_file = "input.onnx", .files = files});
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
