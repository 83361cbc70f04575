/*
 * mien in C (C99): reads faces from photos and clips. It is a part of libmien; docs/c.md is its
 * guide.
 *
 * Handles (mien_analyzer, mien_faces, mien_clip, mien_gallery, mien_matches, mien_error) are made
 * by the library and freed by their own function, which takes NULL, too. What an accessor returns
 * belongs to its handle and lives as long. Texts are UTF-8 where the caller's were.
 *
 * Structs begin with their own size. Who fills one in sets it (the macros and init functions do),
 * so that a program keeps working with a later library whose structs are longer. Structs that the
 * library returns are reached by pointer only; they may be longer than the header says.
 *
 * Functions that can fail return a mien_code and take a mien_error**, which may be NULL. After a
 * failure it holds an error to be freed with mien_error_free, and outputs are NULL.
 *
 * Threads: there is no global state. One mien_analyzer may be used by any number of threads at
 * once, and so may results and errors, as long as nobody frees them. A mien_clip is for one thread
 * at a time. A mien_gallery may be searched by many threads at once while nobody adds to it.
 */
#ifndef MIEN_C_MIEN_H
#define MIEN_C_MIEN_H

#include "mien/c/analyzer.h"
#include "mien/c/clip.h"
#include "mien/c/error.h"
#include "mien/c/faces.h"
#include "mien/c/gallery.h"
#include "mien/c/image.h"

/* NOLINTBEGIN: the style is that of C. */

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library, such as "0.1.0". */
const char* mien_version(void);

#ifdef __cplusplus
}
#endif

/* NOLINTEND */

#endif
