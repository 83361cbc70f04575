// Any bytes as a classifier file; what is accepted must answer.

#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "mien/core/error.h"
#include "mien/learn/pipeline.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const mien::Pipeline pipeline =
        mien::decode_pipeline(std::as_bytes(std::span(data, size)), "input");
    const std::size_t columns = pipeline.classifier().features();
    if (columns > 1'000'000) return 0;  // one row would not fit into the fuzzer's memory
    const mien::ClassPredictions predictions =
        pipeline.predict({1, columns, std::vector<float>(columns, 0.5F)});
    if (predictions.chosen.size() != 1 || predictions.chosen[0] >= pipeline.names().size())
      std::abort();
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
