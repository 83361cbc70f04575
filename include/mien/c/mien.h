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

/* NOLINTBEGIN: the style is that of C. */

#include <stddef.h>
#include <stdint.h>

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
typedef struct mien_analyzer mien_analyzer;
typedef struct mien_faces mien_faces;
typedef struct mien_clip mien_clip;
typedef struct mien_gallery mien_gallery;
typedef struct mien_matches mien_matches;

/* The version of the library, such as "0.1.0". */
const char* mien_version(void);

/* ---- Errors ------------------------------------------------------------------------------- */

/* MIEN_OK for NULL. */
mien_code mien_error_code(const mien_error* error);

/* One line that says what was expected and what was found; "" for NULL. */
const char* mien_error_message(const mien_error* error);

void mien_error_free(mien_error* error);

/* ---- Pictures ----------------------------------------------------------------------------- */

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

/* ---- Analyzers ---------------------------------------------------------------------------- */

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
  int32_t batch;      /* most faces in one forward pass, at least 1; 16 */
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

/* ---- Faces -------------------------------------------------------------------------------- */

/* The answer of a classifier. */
typedef struct mien_classes {
  size_t struct_size;
  const char* label; /* the chosen class */
  size_t count;
  const char* const* labels;  /* in the order of docs/reference/output.md */
  const float* probabilities; /* one a label; they sum to 1 */
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

/* ---- Clips -------------------------------------------------------------------------------- */

typedef struct mien_clip_options {
  size_t struct_size;
  int32_t detect_every; /* the detector runs on every Nth frame; 5 */
  int32_t every;        /* only every Nth frame is read; 1 */
  double from;          /* seconds: earlier frames are passed over; 0 */
  double to;            /* seconds: the first frame from here on ends the clip; NaN: none */
  double time_constant; /* of smoothing, seconds; 0 smooths nothing; 0.3 */
  int32_t adaptive;     /* 1: read few frames where they are enough; 0 */
} mien_clip_options;

void mien_clip_options_init(mien_clip_options* options, size_t struct_size);

/* A frame of a clip. */
typedef struct mien_frame {
  size_t struct_size;
  int64_t index;  /* 0, 1, 2 and so on in the order of decoding */
  double seconds; /* its time from the start of the clip */
  int32_t width;  /* pixels of the upright picture */
  int32_t height;
  int32_t used; /* 0: skipped at an adaptive frame rate; the faces are of the last one that was
                   not */
  size_t face_count;
  const mien_face* const* faces;
} mien_frame;

/* A span of time over which a person shows one expression. */
typedef struct mien_segment {
  size_t struct_size;
  double begin; /* seconds */
  double end;
  const char* label;
  float confidence; /* mean probability, 0 to 1 */
} mien_segment;

/* What a clip shows of one person: means over the time seen. */
typedef struct mien_person {
  size_t struct_size;
  int32_t track; /* the person's number, from 1 */
  double begin;  /* seconds, of the first frame with the face */
  double end;
  double seen;    /* seconds in which the face was seen */
  int64_t frames; /* with the face */
  float age;      /* NaN: not read */
  float valence;  /* likewise */
  float arousal;
  const mien_classes* gender; /* NULL: not read */
  const mien_classes* emotion;
  const mien_classes* ethnicity;
  const char* dominant; /* the expression shown longest; "" for none */
  size_t segment_count;
  const mien_segment* const* segments;
} mien_person;

/* What a clip shows. */
typedef struct mien_clip_summary {
  size_t struct_size;
  int64_t frames;
  int64_t frames_used;
  int64_t frames_with_face;
  double seconds;
  const char* damage; /* what cut the clip short; "" if nothing did */
  const char* dominant;
  const mien_classes* emotion; /* of the largest face of each frame, mean; NULL: not read */
  size_t person_count;
  const mien_person* const* people;
} mien_clip_summary;

/* Opens a video file, an animated picture, a folder or pattern of numbered pictures, "camera:0" or
   the address of a stream, and begins to analyse it on a thread of its own, a few frames ahead.
   People are told apart best by an analyzer with identity.
   analyzer: must live as long as the clip
   options: NULL for the defaults */
mien_code mien_clip_open(const mien_analyzer* analyzer, const char* name,
                         const mien_clip_options* options, mien_clip** clip, mien_error** error);

/* The next frame, which lives until the next call; NULL at the end. */
mien_code mien_clip_next(mien_clip* clip, const mien_frame** frame, mien_error** error);

/* The frame that mien_clip_next gave as the line of JSON that `mien analyze --jsonl` writes; NULL
   if there is none. It lives until the next call of mien_clip_next. */
const char* mien_clip_frame_json(mien_clip* clip);

/* What the clip shows; NULL before mien_clip_next came to the end. */
const mien_clip_summary* mien_clip_summary_of(const mien_clip* clip);

/* The summary as the last line of that JSON; NULL before the end. */
const char* mien_clip_summary_json(const mien_clip* clip);

/* Also ends a clip that was not read to its end. */
void mien_clip_free(mien_clip* clip);

/* ---- Galleries: faces of people that are known by name ------------------------------------ */

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
