/* What went wrong. Part of mien/c/mien.h. */
#ifndef MIEN_C_ERROR_H
#define MIEN_C_ERROR_H

/* NOLINTBEGIN: the style is that of C. */

#ifdef __cplusplus
extern "C" {
#endif

/* What kind of thing went wrong. */
typedef enum mien_code {
  MIEN_OK = 0,
  MIEN_USAGE = 1,     /* an argument or option that makes no sense */
  MIEN_INPUT = 2,     /* a picture, clip or gallery that cannot be read or is out of limits */
  MIEN_OUTPUT = 3,    /* a file that cannot be written */
  MIEN_MODEL = 4,     /* a model file that is missing, damaged or impossible */
  MIEN_SETUP = 5,     /* a program or library that mien needs and the machine lacks */
  MIEN_CANCELLED = 6, /* stopped by the user */
  MIEN_MEMORY = 7,    /* not enough memory */
  MIEN_INTERNAL = 8   /* anything else: please report it */
} mien_code;

typedef struct mien_error mien_error;

/* MIEN_OK for NULL. */
mien_code mien_error_code(const mien_error* error);

/* One line that says what was expected and what was found; "" for NULL. */
const char* mien_error_message(const mien_error* error);

void mien_error_free(mien_error* error);

#ifdef __cplusplus
}
#endif

/* NOLINTEND */

#endif
