/* Analyzers: the models, and what to read of faces. Part of mien/c/mien.h. */
#ifndef MIEN_C_ANALYZER_H
#define MIEN_C_ANALYZER_H

/* NOLINTBEGIN: the style is that of C. */

#include <stddef.h>
#include <stdint.h>

#include "mien/c/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mien_analyzer mien_analyzer;

/* How networks compute. */
typedef enum mien_precision {
  MIEN_PRECISION_AUTO = 0,  /* in 8 bits where that saves time and the folder has such a network */
  MIEN_PRECISION_FLOAT = 1, /* in 32-bit floats */
  MIEN_PRECISION_INT8 = 2   /* in 8 bits where there is such a network, the others in floats */
} mien_precision;

/* What to read and how. */
typedef struct mien_options {
  size_t struct_size;
  /* The folder of models; NULL: $MIEN_MODELS, or else where `mien models fetch` puts them. */
  const char* models_folder;
  /* Catalogue ids or paths of .onnx files; NULL: the default models. */
  const char* const* models;
  size_t model_count;
  /* Of "age", "gender", "emotion", "ethnicity", "affect" and "identity"; NULL: all there is. */
  const char* const* attributes;
  size_t attribute_count;
  /* "rfb-onet", "rfb", "mtcnn" or "none" (each picture is one face); NULL: "rfb-onet". */
  const char* detector;
  int32_t min_face;   /* pixels of the smallest face, at least 12; 32 */
  int32_t max_faces;  /* keep only the best-scoring faces; 0 keeps all */
  float min_score;    /* least score of a face, 0 to 1; NaN: the detector's own */
  float min_quality;  /* leave out faces that are harder to compare than this; 0 keeps all */
  float max_yaw;      /* leave out faces turned to the side by more degrees; 90 keeps all */
  int32_t identity;   /* 1: also read an embedding to be compared with others; 0 */
  int32_t contempt;   /* 0: read expressions without the class contempt; 1 */
  int32_t threads;    /* of one call, at least 1; 1 */
  int32_t batch;      /* most faces in one forward pass, at least 1; 4 */
  int64_t max_pixels; /* refuse files of more pixels; 100,000,000 */
  int32_t precision;  /* a mien_precision; MIEN_PRECISION_AUTO */
  int32_t mesh;       /* 1: also find the surface of faces, by the models facemesh and iris; 0 */
} mien_options;

/* Fills in the defaults. Pass sizeof(mien_options) as struct_size. */
void mien_options_init(mien_options* options, size_t struct_size);

/* Loads and verifies the models.
   options: NULL for the defaults; may be freed afterwards */
mien_code mien_analyzer_new(const mien_options* options, mien_analyzer** analyzer,
                            mien_error** error);
void mien_analyzer_free(mien_analyzer* analyzer);

/* The id of the model that gives embeddings; NULL if none does. */
const char* mien_analyzer_identity_model(const mien_analyzer* analyzer);

/* A threshold of distances as it was measured for a model. */
typedef struct mien_threshold {
  size_t struct_size;
  double distance;      /* two faces are taken for one person up to this distance */
  double false_accepts; /* share of the pairs of different people that are accepted, 0 to 1 */
  double true_accepts;  /* share of the pairs of one person that are accepted, 0 to 1 */
} mien_threshold;

#define MIEN_THRESHOLD \
  { sizeof(mien_threshold), 0, 0, 0 }

/* The threshold of the identity model that accepts the most pairs, but at most this share of the
   pairs of different people. MIEN_USAGE if the model has none. */
mien_code mien_analyzer_threshold(const mien_analyzer* analyzer, double false_accepts,
                                  mien_threshold* threshold, mien_error** error);

#ifdef __cplusplus
}
#endif

/* NOLINTEND */

#endif
