// Any bytes as a gallery file; what is accepted must be sound, and be the same when written again.

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

#include "mien/core/error.h"
#include "mien/identity/gallery_file.h"
#include "mien/identity/search.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const mien::StoredGallery stored =
        mien::decode_gallery(std::as_bytes(std::span(data, size)), "input");
    const mien::Gallery& gallery = stored.gallery;
    if (stored.torn_bytes > size) std::abort();
    if (2 * gallery.size() * gallery.dimension() > size) std::abort();
    if (gallery.size() == 0) return 0;
    const auto matches =
        mien::GallerySearch(gallery).nearest(gallery.feature(gallery.size() - 1), 1);
    // Nothing is nearer to a face than the face itself, but for rounding.
    if (!(matches.at(0).at(0).distance < 0.01F)) std::abort();
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
