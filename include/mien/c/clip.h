/* Clips: frames, people and the summary. Part of mien/c/mien.h. */
#ifndef MIEN_C_CLIP_H
#define MIEN_C_CLIP_H

/* NOLINTBEGIN: the style is that of C. */

#include <stddef.h>
#include <stdint.h>

#include "mien/c/analyzer.h"
#include "mien/c/error.h"
#include "mien/c/faces.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mien_clip mien_clip;

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

#ifdef __cplusplus
}
#endif

/* NOLINTEND */

#endif
