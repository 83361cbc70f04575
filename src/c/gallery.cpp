#include "mien/identity/gallery.h"

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "c/guard.h"
#include "mien/identity/gallery_file.h"
#include "mien/identity/search.h"

struct mien_gallery {  // NOLINT(readability-identifier-naming): its name in C
  mien::Gallery gallery;
};

/// Its texts are its own, so that it outlives the gallery.
struct mien_matches {  // NOLINT(readability-identifier-naming): its name in C
  std::vector<mien::GalleryEntry> entries;
  std::vector<mien_match> views;
};

mien_code mien_gallery_new(const char* model, size_t size, mien_gallery** gallery,
                           mien_error** error) {
  return mien::c::guarded(error, [&] {
    mien_gallery*& place = mien::c::output(gallery, "gallery");
    place = new mien_gallery{mien::Gallery(&mien::c::required(model, "model"), size)};
  });
}

mien_code mien_gallery_open(const char* path, mien_gallery** gallery, mien_error** error) {
  return mien::c::guarded(error, [&] {
    mien_gallery*& place = mien::c::output(gallery, "gallery");
    place = new mien_gallery{mien::read_gallery(&mien::c::required(path, "path")).gallery};
  });
}

mien_code mien_gallery_save(const mien_gallery* gallery, const char* path, mien_error** error) {
  return mien::c::guarded(error, [&] {
    mien::write_gallery(mien::c::required(gallery, "gallery").gallery,
                        &mien::c::required(path, "path"));
  });
}

mien_code mien_gallery_add(mien_gallery* gallery, const char* person, const char* photo,
                           const float* embedding, size_t size, mien_error** error) {
  return mien::c::guarded(error, [&] {
    mien::GalleryEntry entry{&mien::c::required(person, "person"), photo == nullptr ? "" : photo};
    mien::c::required(gallery, "gallery")
        .gallery.add(std::move(entry), {&mien::c::required(embedding, "embedding"), size});
  });
}

size_t mien_gallery_count(const mien_gallery* gallery) {
  return gallery == nullptr ? 0 : gallery->gallery.size();
}

const char* mien_gallery_model(const mien_gallery* gallery) {
  return gallery == nullptr ? nullptr : gallery->gallery.model().c_str();
}

const char* mien_gallery_person(const mien_gallery* gallery, size_t entry) {
  if (entry >= mien_gallery_count(gallery)) return nullptr;
  return gallery->gallery.entries()[entry].person.c_str();
}

mien_code mien_gallery_identify(const mien_gallery* gallery, const float* embedding, size_t size,
                                size_t count, mien_matches** matches, mien_error** error) {
  return mien::c::guarded(error, [&] {
    mien_matches*& place = mien::c::output(matches, "matches");
    const mien::Gallery& searched = mien::c::required(gallery, "gallery").gallery;
    const std::span feature(&mien::c::required(embedding, "embedding"), size);
    searched.check_features(searched.model(), size);
    const mien::GallerySearch search(searched, {.method = mien::SearchMethod::exact});
    const auto people = mien::nearest_people(search, feature, std::min(count, searched.size()));
    auto handle = std::make_unique<mien_matches>();
    for (const mien::PersonMatch& match : people.front()) {
      handle->entries.push_back(searched.entries()[match.match.entry]);
    }
    for (std::size_t i = 0; i < handle->entries.size(); ++i) {
      const mien::GalleryEntry& entry = handle->entries[i];
      const mien::GalleryMatch& match = people.front()[i].match;
      handle->views.push_back({sizeof(mien_match), entry.person.c_str(), entry.photo.c_str(),
                               match.entry, match.distance});
    }
    place = handle.release();
  });
}

void mien_gallery_free(mien_gallery* gallery) { delete gallery; }

size_t mien_matches_count(const mien_matches* matches) {
  return matches == nullptr ? 0 : matches->views.size();
}

const mien_match* mien_matches_at(const mien_matches* matches, size_t match) {
  return match < mien_matches_count(matches) ? &matches->views[match] : nullptr;
}

void mien_matches_free(mien_matches* matches) { delete matches; }
