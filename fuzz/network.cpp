// Any bytes as an .onnx: loaded, run on two pictures, and its answers read as attributes and as
// features. What ONNX Runtime makes of them is part of it.
#include "mien/nn/network.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "face/face_reader.h"
#include "face/feature_reader.h"
#include "mien/core/error.h"

namespace mien {
namespace {

/// A larger input is nothing new and takes long.
bool is_small(const Network& network) {
  constexpr int longest_side = 256;
  constexpr std::int64_t most_pictures = 16;
  const InputSpec& input = network.metadata().input;
  return std::max(input.width, input.height) <= longest_side &&
         network.input().shape.front() <= most_pictures;
}

template <typename Read>
void try_to(std::span<const std::byte> bytes, const Read& read) {
  try {
    Network network = Network::from_memory(bytes, "input", {.time_limit = std::chrono::seconds(2)});
    if (is_small(network)) read(std::move(network));
  } catch (const Error&) {
    return;
  }
}

}  // namespace
}  // namespace mien

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
  static const mien::Image picture(20, 10);
  const std::vector<mien::FaceInPicture> faces(2, {&picture, {.box = {1, 1, 8, 8}}});
  mien::try_to(bytes, [&](mien::Network network) {
    (void)mien::FaceReader(std::move(network), {}).read(faces);
  });
  mien::try_to(bytes, [&](mien::Network network) {
    const mien::CropSpec crop = network.metadata().crop;
    (void)mien::FeatureReader(std::move(network)).read(faces, crop);
  });
  return 0;
}
