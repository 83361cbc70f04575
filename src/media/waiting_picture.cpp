#include "media/waiting_picture.h"

#include <utility>

#include "media/probe.h"

namespace mien::media {

WaitingPicture::WaitingPicture(std::filesystem::path path, const DecodeOptions& options)
    : path_(std::move(path)), options_(options), file_(read_file(path_)) {
  const Probe probe = probe_image(file_.bytes(), path_.string(), options_.max_pixels);
  pixels_ = std::int64_t{probe.size.width} * probe.size.height;
}

Image WaitingPicture::decode() const {
  return decode_image(file_.bytes(), path_.string(), options_);
}

}  // namespace mien::media
