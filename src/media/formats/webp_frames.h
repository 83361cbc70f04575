#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "media/byte_reader.h"
#include "mien/core/geometry.h"
#include "mien/core/image.h"

namespace mien::media {

/// The pictures of an animated WebP, each as it is shown: put together from what was there before.
class WebpFrames {
 public:
  /// @param data must outlive this; at most 12 bytes of memory a pixel are needed
  explicit WebpFrames(Bytes data);
  ~WebpFrames();
  WebpFrames(const WebpFrames&) = delete;
  WebpFrames& operator=(const WebpFrames&) = delete;

  /// Whether the data are such an animation.
  [[nodiscard]] bool valid() const;
  [[nodiscard]] Size size() const;
  [[nodiscard]] int count() const;

  struct Frame {
    Image picture;           ///< on white, where it is transparent
    std::int64_t start = 0;  ///< milliseconds from the start
  };
  /// The next picture; nothing at the end or at damage.
  [[nodiscard]] std::optional<Frame> next();

 private:
  struct Decoder;
  std::unique_ptr<Decoder> decoder_;
};

}  // namespace mien::media
