#include "dataset/picture_cache.h"

#include <algorithm>
#include <utility>

namespace mien::dataset {

namespace {

bool is_grey(const Image& picture) {
  for (int y = 0; y < picture.height(); ++y) {
    const std::uint8_t* pixel = picture.row(y);
    for (int x = 0; x < picture.width(); ++x, pixel += 3) {
      if (pixel[0] != pixel[1] || pixel[0] != pixel[2]) return false;
    }
  }
  return true;
}

Image from_grey(const std::uint8_t* value, Size size) {
  Image picture(size.width, size.height);
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* pixel = picture.mutable_row(y);
    for (int x = 0; x < size.width; ++x, ++value, pixel += 3) {
      pixel[0] = pixel[1] = pixel[2] = *value;
    }
  }
  return picture;
}

}  // namespace

PictureCache::PictureCache(std::size_t pictures, std::size_t most_bytes)
    : most_bytes_(most_bytes), entries_(most_bytes == 0 ? 0 : pictures) {}

std::optional<FacePicture> PictureCache::find(std::size_t index) const {
  if (most_bytes_ == 0) return std::nullopt;
  const Entry* entry = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    entry = entries_.at(index).get();
  }
  if (entry == nullptr) return std::nullopt;
  if (entry->grey) return FacePicture{from_grey(entry->values.data(), entry->size), entry->region};
  return FacePicture{Image::view(entry->values.data(), entry->size.width, entry->size.height,
                                 std::ptrdiff_t{3} * entry->size.width),
                     entry->region};
}

void PictureCache::keep(std::size_t index, const FacePicture& face) {
  const Image& picture = face.picture;
  if (most_bytes_ == 0) return;
  const bool grey = is_grey(picture);
  const std::size_t channels = grey ? 1 : 3;
  const std::size_t bytes = channels * static_cast<std::size_t>(picture.width()) *
                            static_cast<std::size_t>(picture.height());
  {
    const std::scoped_lock lock(mutex_);
    if (entries_.at(index) != nullptr || bytes > most_bytes_ - bytes_) return;
    bytes_ += bytes;  // taken before the copy, so that two threads do not both count on the room
  }
  auto entry = std::make_unique<Entry>();
  entry->size = picture.size();
  entry->region = face.region;
  entry->grey = grey;
  entry->values.reserve(bytes);
  for (int y = 0; y < picture.height(); ++y) {
    const std::uint8_t* row = picture.row(y);
    const std::ptrdiff_t row_bytes = std::ptrdiff_t{3} * picture.width();
    if (!grey) entry->values.insert(entry->values.end(), row, row + row_bytes);
    for (std::ptrdiff_t i = 0; grey && i < row_bytes; i += 3) entry->values.push_back(row[i]);
  }
  const std::scoped_lock lock(mutex_);
  if (entries_[index] == nullptr) {
    entries_[index] = std::move(entry);
  } else {
    bytes_ -= bytes;  // another thread decoded the same picture at the same time
  }
}

std::size_t PictureCache::bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

}  // namespace mien::dataset
