#include "serve/gallery_keeper.h"

#include <utility>

#include "mien/identity/gallery_file.h"

namespace mien::serve {

GalleryKeeper::GalleryKeeper(std::filesystem::path file, const ModelMetadata& model)
    : file_(std::move(file)), model_(model.id) {
  if (std::filesystem::exists(file_)) reload();
}

std::shared_ptr<const GalleryState> GalleryKeeper::state() const {
  const std::scoped_lock lock(mutex_);
  return state_;
}

void GalleryKeeper::reload() {
  Gallery gallery = read_gallery(file_).gallery;
  gallery.check_features(model_, gallery.dimension());
  auto state = std::make_shared<const GalleryState>(std::move(gallery));
  const std::scoped_lock lock(mutex_);
  state_ = std::move(state);
}

void GalleryKeeper::add(const std::string& person, std::span<const std::vector<float>> features) {
  if (features.empty()) return;
  Gallery more(model_, features.front().size());
  // The name of the file tells where somebody's photos are: it is not kept.
  for (const std::vector<float>& feature : features) more.add({person, ""}, feature);
  const std::scoped_lock lock(writing_);
  if (std::filesystem::exists(file_)) {
    append_to_gallery(more, file_);
  } else {
    write_gallery(more, file_);
  }
  reload();
}

std::size_t GalleryKeeper::remove(const std::string& person) {
  const std::scoped_lock lock(writing_);
  if (!std::filesystem::exists(file_)) return 0;
  const std::size_t removed =
      remove_from_gallery(file_, [&](const GalleryEntry& entry) { return entry.person == person; });
  reload();
  return removed;
}

}  // namespace mien::serve
