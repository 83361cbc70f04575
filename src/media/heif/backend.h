#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

// What libmien asks of its HEIF module. libheif brings the codecs of HEVC and AV1, encoders too,
// and only a run that meets such a picture shall load them. Therefore it lives in a module of its
// own, and this header is all that the two have in common. Nothing here throws but std::bad_alloc
// and what `take` throws.

namespace mien::media {

/// The main picture of a file, turned, mirrored and cut as the container says, RGB, 8 bit: for as
/// long as `take` runs.
struct HeifPicture {
  const std::uint8_t* pixels = nullptr;
  int width = 0;
  int height = 0;
  std::size_t stride = 0;
  std::span<const std::byte> exif;  ///< from its TIFF header on; empty if there is none
};

class HeifBackend {
 public:
  virtual ~HeifBackend() = default;
  /// Decodes the main picture and hands it to `take`.
  /// @return why it cannot be decoded, and empty if it can
  [[nodiscard]] virtual std::string decode(
      std::span<const std::byte> file,
      const std::function<void(const HeifPicture&)>& take) const = 0;
};

/// The name of the function `const HeifBackend*()` that the module exports. The number goes up with
/// each change of this header, so that a module of another build is refused.
inline constexpr const char* heif_backend_symbol = "mien_heif_backend_1";

/// The backend; loads the module at the first call.
/// @throws Error (ErrorCode::setup) if it cannot be loaded
[[nodiscard]] const HeifBackend& heif_backend();

}  // namespace mien::media

extern "C" const mien::media::HeifBackend* mien_heif_backend_1();
