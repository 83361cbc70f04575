// Any bytes are either a picture within the limit or an Error of code input.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "mien/core/error.h"
#include "mien/media/image_io.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t max_pixels = 1 << 14;
  try {
    const mien::Image image =
        mien::decode_image(std::as_bytes(std::span(data, size)), "input", {max_pixels});
    // Reads every pixel, so that the memory sanitizers see them.
    std::int64_t sum = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int i = 0; i < 3 * image.width(); ++i) sum += image.row(y)[i];
    }
    const std::int64_t pixels = std::int64_t{image.width()} * image.height();
    if (pixels < 1 || pixels > max_pixels || sum > std::int64_t{255} * 3 * max_pixels) std::abort();
  } catch (const mien::Error& error) {
    if (error.code() != mien::ErrorCode::input) std::abort();
  }
  return 0;
}
