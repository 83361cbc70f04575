/* Pictures in memory. Part of mien/c/mien.h. */
#ifndef MIEN_C_IMAGE_H
#define MIEN_C_IMAGE_H

/* NOLINTBEGIN: the style is that of C. */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How the bytes of a pixel lie in memory. */
typedef enum mien_pixels {
  MIEN_RGB8 = 0,
  MIEN_BGR8 = 1,
  MIEN_RGBA8 = 2, /* alpha is not looked at */
  MIEN_GREY8 = 3
} mien_pixels;

/* Pixels that the caller owns and keeps unchanged during the call. */
typedef struct mien_image {
  size_t struct_size;
  const uint8_t* pixels; /* the upper left one first */
  int32_t width;
  int32_t height;
  ptrdiff_t stride; /* bytes from one row to the next, at least width * bytes of a pixel */
  int32_t format;   /* a mien_pixels */
} mien_image;

/* Initialises a mien_image: mien_image image = MIEN_IMAGE(pixels, 640, 480, 3 * 640, MIEN_RGB8); */
#define MIEN_IMAGE(pixels, width, height, stride, format) \
  { sizeof(mien_image), (pixels), (width), (height), (stride), (format) }

#ifdef __cplusplus
}
#endif

/* NOLINTEND */

#endif
