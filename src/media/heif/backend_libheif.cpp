#include <libheif/heif.h>

#include <memory>
#include <vector>

#include "media/heif/backend.h"

namespace mien::media {

namespace {

template <typename T, void (*release)(T*)>
struct Release {
  void operator()(T* object) const { release(object); }
};
using Context = std::unique_ptr<heif_context, Release<heif_context, heif_context_free>>;
using Options = std::unique_ptr<heif_decoding_options,
                                Release<heif_decoding_options, heif_decoding_options_free>>;
struct HandleRelease {
  void operator()(const heif_image_handle* handle) const { heif_image_handle_release(handle); }
};
using Handle = std::unique_ptr<const heif_image_handle, HandleRelease>;
struct ImageRelease {
  void operator()(const heif_image* image) const { heif_image_release(image); }
};
using Picture = std::unique_ptr<const heif_image, ImageRelease>;

/// The EXIF block as it is stored: four bytes with the offset of its TIFF header come first.
std::vector<std::byte> stored_exif(const heif_image_handle* handle) {
  heif_item_id item = 0;
  if (heif_image_handle_get_list_of_metadata_block_IDs(handle, "Exif", &item, 1) != 1) return {};
  std::vector<std::byte> block(heif_image_handle_get_metadata_size(handle, item));
  if (block.empty() ||
      heif_image_handle_get_metadata(handle, item, block.data()).code != heif_error_Ok) {
    return {};
  }
  return block;
}

std::span<const std::byte> from_tiff_header(std::span<const std::byte> block) {
  if (block.size() < 4) return {};
  std::size_t offset = 4;
  for (std::size_t i = 0; i < 4; ++i) {
    offset += std::to_integer<std::size_t>(block[i]) << 8 * (3 - i);
  }
  return offset < block.size() ? block.subspan(offset) : std::span<const std::byte>();
}

class LibheifBackend final : public HeifBackend {
 public:
  // Makes what libheif makes once, before anyone decodes.
  LibheifBackend() { heif_init(nullptr); }

  [[nodiscard]] std::string decode(
      std::span<const std::byte> file,
      const std::function<void(const HeifPicture&)>& take) const override {
    const Context context(heif_context_alloc());
    // Tiles are decoded one after the other: how many threads there are is the caller's to say.
    heif_context_set_max_decoding_threads(context.get(), 0);
    heif_error error = heif_context_read_from_memory_without_copy(context.get(), file.data(),
                                                                  file.size(), nullptr);
    if (error.code != heif_error_Ok) return error.message;
    heif_image_handle* primary = nullptr;
    error = heif_context_get_primary_image_handle(context.get(), &primary);
    const Handle handle(primary);
    if (error.code != heif_error_Ok) return error.message;
    const Options options(heif_decoding_options_alloc());
    options->convert_hdr_to_8bit = 1;
    options->strict_decoding = 1;
    heif_image* decoded = nullptr;
    error = heif_decode_image(handle.get(), &decoded, heif_colorspace_RGB,
                              heif_chroma_interleaved_RGB, options.get());
    const Picture picture(decoded);
    if (error.code != heif_error_Ok) return error.message;
    if (heif_image_get_decoding_warnings(decoded, 0, &error, 1) > 0) return error.message;
    int stride = 0;
    const std::uint8_t* pixels =
        heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
    if (pixels == nullptr || stride < 0) return "no pixels";
    const std::vector<std::byte> exif = stored_exif(handle.get());
    take({pixels, heif_image_get_width(decoded, heif_channel_interleaved),
          heif_image_get_height(decoded, heif_channel_interleaved),
          static_cast<std::size_t>(stride), from_tiff_header(exif)});
    return {};
  }
};

}  // namespace

}  // namespace mien::media

extern "C" const mien::media::HeifBackend* mien_heif_backend_1() {
  static const mien::media::LibheifBackend backend;
  return &backend;
}
