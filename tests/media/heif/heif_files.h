#pragma once

#include <libheif/heif.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "media/pictures.h"

namespace mien {

struct HeifRequest {
  heif_compression_format codec = heif_compression_AV1;
  int bits = 8;
  bool alpha = false;
  heif_orientation orientation = heif_orientation_normal;  ///< of the container
  std::vector<std::byte> exif = {};                        ///< from its TIFF header on
};

inline void require_heif(const heif_error& error) {
  if (error.code != heif_error_Ok) throw std::runtime_error(error.message);
}

/// Encodes a picture in OpenCV's colours; nothing if this libheif has no such encoder.
inline std::optional<std::vector<std::byte>> encode_heif(const cv::Mat& bgr,
                                                         const HeifRequest& request = {}) {
  heif_context* const context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  if (heif_context_get_encoder_for_format(context, request.codec, &encoder).code != heif_error_Ok) {
    heif_context_free(context);
    return std::nullopt;
  }
  heif_image* image = nullptr;
  const bool wide = request.bits > 8;
  const int channels = request.alpha ? 4 : 3;
  const heif_chroma chroma = wide            ? (request.alpha ? heif_chroma_interleaved_RRGGBBAA_LE
                                                              : heif_chroma_interleaved_RRGGBB_LE)
                             : request.alpha ? heif_chroma_interleaved_RGBA
                                             : heif_chroma_interleaved_RGB;
  require_heif(heif_image_create(bgr.cols, bgr.rows, heif_colorspace_RGB, chroma, &image));
  require_heif(
      heif_image_add_plane(image, heif_channel_interleaved, bgr.cols, bgr.rows, request.bits));
  int stride = 0;
  std::uint8_t* const pixels = heif_image_get_plane(image, heif_channel_interleaved, &stride);
  for (int y = 0; y < bgr.rows; ++y) {
    for (int x = 0; x < bgr.cols; ++x) {
      for (int c = 0; c < channels; ++c) {
        const int value = c == 3 ? (x * 255) / bgr.cols : bgr.at<cv::Vec3b>(y, x)[2 - c];
        const int place = channels * x + c;
        if (!wide) {
          pixels[y * stride + place] = static_cast<std::uint8_t>(value);
        } else {
          const int scaled = value << (request.bits - 8);
          pixels[y * stride + 2 * place] = static_cast<std::uint8_t>(scaled & 0xFF);
          pixels[y * stride + 2 * place + 1] = static_cast<std::uint8_t>(scaled >> 8);
        }
      }
    }
  }
  require_heif(heif_encoder_set_lossy_quality(encoder, 95));
  // The usual settings take seconds; not every version knows these.
  if (request.codec == heif_compression_AV1) {
    heif_encoder_set_parameter_integer(encoder, "speed", 9);
  } else {
    heif_encoder_set_parameter_string(encoder, "preset", "ultrafast");
  }
  heif_encoding_options* const options = heif_encoding_options_alloc();
  options->image_orientation = request.orientation;
  heif_image_handle* handle = nullptr;
  require_heif(heif_context_encode_image(context, image, encoder, options, &handle));
  if (!request.exif.empty()) {
    require_heif(heif_context_add_exif_metadata(context, handle, request.exif.data(),
                                                static_cast<int>(request.exif.size())));
  }
  std::vector<std::byte> file;
  heif_writer writer{};
  writer.writer_api_version = 1;
  writer.write = [](heif_context*, const void* data, std::size_t size, void* into) {
    const auto* bytes = static_cast<const std::byte*>(data);
    static_cast<std::vector<std::byte>*>(into)->assign(bytes, bytes + size);
    return heif_error{heif_error_Ok, heif_suberror_Unspecified, ""};
  };
  require_heif(heif_context_write(context, &writer, &file));
  heif_image_handle_release(handle);
  heif_encoding_options_free(options);
  heif_image_release(image);
  heif_encoder_release(encoder);
  heif_context_free(context);
  return file;
}

}  // namespace mien
