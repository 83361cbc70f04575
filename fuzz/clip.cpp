// Any bytes as a clip: its stream is chosen, and its first frames are decoded by FFmpeg or by the
// readers of animated pictures.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "file_in_memory.h"
#include "mien/core/error.h"
#include "mien/media/frame_source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int most_frames = 8;
  constexpr std::int64_t most_pixels = 1 << 20;
  const FileInMemory file(std::span(data, size));
  try {
    const std::unique_ptr<mien::FrameSource> frames =
        mien::open_frames(file.path(), {.max_pixels = most_pixels});
    for (int count = 0; count < most_frames && frames->next(); ++count) {
    }
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
