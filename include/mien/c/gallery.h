/* Galleries: faces of people that are known by name. Part of mien/c/mien.h. */
#ifndef MIEN_C_GALLERY_H
#define MIEN_C_GALLERY_H

/* NOLINTBEGIN: the style is that of C. */

#include <stddef.h>

#include "mien/c/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mien_gallery mien_gallery;

typedef struct mien_matches mien_matches;

/* An entry of a gallery and how far it is from what was looked for. */
typedef struct mien_match {
  size_t struct_size;
  const char* person;
  const char* photo; /* "" if it has none */
  size_t entry;      /* its number in the gallery, from 0 */
  float distance;    /* as of mien_compare */
} mien_match;

/* An empty gallery.
   model: the id of the model that the embeddings come from
   size: numbers of an embedding */
mien_code mien_gallery_new(const char* model, size_t size, mien_gallery** gallery,
                           mien_error** error);

/* Reads a file that mien_gallery_save or `mien gallery` wrote. */
mien_code mien_gallery_open(const char* path, mien_gallery** gallery, mien_error** error);

/* Writes it: the file is the old one or the whole new one at any time. */
mien_code mien_gallery_save(const mien_gallery* gallery, const char* path, mien_error** error);

/* Adds a face.
   photo: the path of the picture; may be NULL */
mien_code mien_gallery_add(mien_gallery* gallery, const char* person, const char* photo,
                           const float* embedding, size_t size, mien_error** error);

size_t mien_gallery_count(const mien_gallery* gallery);
const char* mien_gallery_model(const mien_gallery* gallery);

/* The name of an entry; NULL if there is no such entry. */
const char* mien_gallery_person(const mien_gallery* gallery, size_t entry);

/* The people that look most like a face, each by their nearest entry, the nearest first; `count`
   at most. Who is over the threshold of mien_analyzer_threshold is somebody else. */
mien_code mien_gallery_identify(const mien_gallery* gallery, const float* embedding, size_t size,
                                size_t count, mien_matches** matches, mien_error** error);

void mien_gallery_free(mien_gallery* gallery);

size_t mien_matches_count(const mien_matches* matches);

/* NULL if there is no such match. */
const mien_match* mien_matches_at(const mien_matches* matches, size_t match);

void mien_matches_free(mien_matches* matches);

#ifdef __cplusplus
}
#endif

/* NOLINTEND */

#endif
