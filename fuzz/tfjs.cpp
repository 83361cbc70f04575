// Any text as a TensorFlow.js graph model. What follows the first zero byte is its weight file,
// w.bin.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "mien/core/error.h"
#include "models/graph/onnx_writer.h"
#include "models/tfjs/tfjs_importer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto end = std::find(bytes.begin(), bytes.end(), std::byte{0});
  const mien::models::Bytes text(bytes.begin(), end);
  mien::models::SourceFiles files;
  if (end != bytes.end()) files["w.bin"].assign(end + 1, bytes.end());
  try {
    const mien::models::Graph graph =
        mien::models::import_tfjs(mien::models::as_text(text), files, {}, "input");
    (void)mien::models::write_onnx(graph, "");
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
