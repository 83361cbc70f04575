/* Faces of photos, and what the models say of them. Part of mien/c/mien.h. */
#ifndef MIEN_C_FACES_H
#define MIEN_C_FACES_H

/* NOLINTBEGIN: the style is that of C. */

#include <stddef.h>
#include <stdint.h>

#include "mien/c/analyzer.h"
#include "mien/c/error.h"
#include "mien/c/image.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mien_faces mien_faces;

/* The answer of a classifier. */
typedef struct mien_classes {
  size_t struct_size;
  const char* label; /* the chosen class */
  size_t count;
  const char* const* labels;  /* in the order of docs/reference/output.md */
  const float* probabilities; /* one a label; they sum to 1 */
  int unsure; /* 1: the probability of the label is below the one that the model asks for */
} mien_classes;

/* The surface of a face, and what it says of head and eyes (docs/guides/detection.md). */
typedef struct mien_mesh {
  size_t struct_size;
  size_t point_count;  /* 468, in the order of MediaPipe's face mesh */
  const float* points; /* three a point: x and y in pixels of the upright picture, and depth in
                          pixels, which is less for what is nearer to the camera */
  float score;         /* probability that a face is where the points are, 0 to 1 */
  float yaw;           /* degrees by the points, as those of mien_face */
  float pitch;
  float roll;
  float left_open;     /* height of the opening of the eye on the picture's left over its width:
                          about 0.1 closed, 0.28 open; NaN: the head is turned too far */
  float right_open;    /* of the eye on the picture's right, likewise */
  const char* looking; /* "left", "ahead" or "right" relative to the head, as the picture shows it;
                          NULL: unknown, as for a closed eye */
} mien_mesh;

/* A face and what the models say of it: how it looks, not who or what a person is or feels. */
typedef struct mien_face {
  size_t struct_size;
  float x; /* of the box, pixels of the upright picture; it may reach beyond the picture */
  float y;
  float width;
  float height;
  float score;           /* probability that this is a face, 0 to 1 */
  int32_t has_landmarks; /* 1 or 0 */
  float landmarks[5][2]; /* x and y of left eye, right eye, nose, left and right mouth corner, as
                            the picture shows them; 0 if there are none */
  float age;             /* years; NaN: not read */
  float age_low;         /* 80 % of people who look so are this old or older; NaN: not read */
  float age_high;        /* 80 % of people who look so are between the two */
  const mien_classes* gender;    /* NULL: not read */
  const mien_classes* emotion;   /* likewise */
  const mien_classes* ethnicity; /* likewise */
  float valence;                 /* unpleasant to pleasant, -1 to 1; NaN: not read */
  float arousal;                 /* calm to excited, -1 to 1; NaN: not read */
  float yaw;                     /* degrees: to the picture's right; NaN without landmarks */
  float pitch;                   /* degrees: up */
  float roll;                    /* degrees: clockwise */
  float quality;                 /* how well it can be compared, higher is better; NaN: not read */
  const float* embedding;        /* of length 1; NULL: not read */
  size_t embedding_size;
  int32_t turned;        /* degrees clockwise by which it was turned to be read: 0, 90, 180, 270 */
  int32_t track;         /* in clips the number of the person, from 1; else 0 */
  int32_t detected;      /* 0: followed from an earlier frame of a clip; else 1 */
  const mien_mesh* mesh; /* NULL: not read */
} mien_face;

/* A picture that was analysed. */
typedef struct mien_picture {
  size_t struct_size;
  const char* file; /* as it was given; "" for pixels */
  int32_t width;    /* pixels of the upright picture */
  int32_t height;
  size_t face_count;
} mien_picture;

/* Analyses pictures; the faces of all of them share forward passes. No face is a result, not an
   error. One image that is out of limits fails the call. */
mien_code mien_analyze(const mien_analyzer* analyzer, const mien_image* images, size_t count,
                       mien_faces** faces, mien_error** error);

/* Analyses a picture file. */
mien_code mien_analyze_file(const mien_analyzer* analyzer, const char* path, mien_faces** faces,
                            mien_error** error);

/* Analyses the bytes of a picture file.
   name: what to call it in messages; NULL: "picture" */
mien_code mien_analyze_encoded(const mien_analyzer* analyzer, const void* bytes, size_t size,
                               const char* name, mien_faces** faces, mien_error** error);

/* Finds faces and reads nothing of them. */
mien_code mien_detect(const mien_analyzer* analyzer, const mien_image* image, mien_faces** faces,
                      mien_error** error);

/* How many pictures were analysed. */
size_t mien_faces_pictures(const mien_faces* faces);

/* NULL if there is no such picture. */
const mien_picture* mien_faces_picture(const mien_faces* faces, size_t picture);

/* How many faces a picture has; 0 if there is no such picture. */
size_t mien_faces_count(const mien_faces* faces, size_t picture);

/* A face of a picture, by falling score; NULL if there is no such face. */
const mien_face* mien_faces_at(const mien_faces* faces, size_t picture, size_t face);

/* The picture as the line of JSON that `mien analyze --jsonl` writes; NULL if there is no such
   picture or not enough memory. */
const char* mien_faces_json(const mien_faces* faces, size_t picture);

void mien_faces_free(mien_faces* faces);

/* Euclidean distance of two embeddings after L2 normalisation, 0 to 2: the same person if it is
   within mien_analyzer_threshold. The cosine is 1 - distance^2 / 2.
   count: numbers of each */
mien_code mien_compare(const float* a, const float* b, size_t count, float* distance,
                       mien_error** error);

#ifdef __cplusplus
}
#endif

/* NOLINTEND */

#endif
