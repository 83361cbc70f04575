/* Prints what the structs of the C interface hold as JSON, for comparison with the program's. */
#include <math.h>
#include <mien/c/mien.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(mien_error* error) {
  fprintf(stderr, "%d: %s\n", (int)mien_error_code(error), mien_error_message(error));
  mien_error_free(error);
  return 1;
}

/* A number, or null for what is absent. */
static void number(const char* name, double value) {
  if (isnan(value)) {
    printf(",\"%s\":null", name);
  } else {
    printf(",\"%s\":%.9g", name, value);
  }
}

static void classes(const char* name, const mien_classes* answer) {
  size_t i;
  if (answer == NULL) return;
  printf(",\"%s\":{\"label\":\"%s\",\"probabilities\":{", name, answer->label);
  for (i = 0; i < answer->count; ++i) {
    printf("%s\"%s\":%.9g", i == 0 ? "" : ",", answer->labels[i], answer->probabilities[i]);
  }
  printf("}}");
}

static void print_face(const mien_face* face) {
  size_t i;
  printf("{\"box\":[%.9g,%.9g,%.9g,%.9g],\"score\":%.9g", face->x, face->y, face->width,
         face->height, face->score);
  if (face->has_landmarks) {
    printf(",\"landmarks\":[");
    for (i = 0; i < 5; ++i) {
      printf("%s[%.9g,%.9g]", i == 0 ? "" : ",", face->landmarks[i][0], face->landmarks[i][1]);
    }
    printf("]");
  }
  number("yaw", face->yaw);
  number("pitch", face->pitch);
  number("roll", face->roll);
  number("quality", face->quality);
  number("age", face->age);
  number("age_low", face->age_low);
  number("age_high", face->age_high);
  number("valence", face->valence);
  number("arousal", face->arousal);
  classes("gender", face->gender);
  classes("emotion", face->emotion);
  classes("ethnicity", face->ethnicity);
  printf(",\"numbers\":%lu,\"track\":%d,\"detected\":%d}", (unsigned long)face->embedding_size,
         (int)face->track, (int)face->detected);
}

static int photo(const mien_analyzer* analyzer, const char* path) {
  mien_faces* faces = NULL;
  mien_error* error = NULL;
  size_t i;
  if (mien_analyze_file(analyzer, path, &faces, &error) != MIEN_OK) return fail(error);
  printf("{\"width\":%d,\"height\":%d,\"faces\":[", (int)mien_faces_picture(faces, 0)->width,
         (int)mien_faces_picture(faces, 0)->height);
  for (i = 0; i < mien_faces_count(faces, 0); ++i) {
    if (i > 0) printf(",");
    print_face(mien_faces_at(faces, 0, i));
  }
  printf("]}\n%s\n", mien_faces_json(faces, 0));
  mien_faces_free(faces);
  return 0;
}

static int clip(const mien_analyzer* analyzer, const char* path) {
  mien_clip* open = NULL;
  mien_error* error = NULL;
  const mien_frame* frame = NULL;
  const mien_clip_summary* summary;
  if (mien_clip_open(analyzer, path, NULL, &open, &error) != MIEN_OK) return fail(error);
  for (;;) {
    if (mien_clip_next(open, &frame, &error) != MIEN_OK) {
      mien_clip_free(open);
      return fail(error);
    }
    if (frame == NULL) break;
    if (strstr(mien_clip_frame_json(open), "\"frame\"") == NULL) return 1;
    puts(mien_clip_frame_json(open));
  }
  puts(mien_clip_summary_json(open));
  summary = mien_clip_summary_of(open);
  printf("{\"frames\":%ld,\"people\":%lu}\n", (long)summary->frames,
         (unsigned long)summary->person_count);
  mien_clip_free(open);
  return 0;
}

int main(int argc, char** argv) {
  mien_options options;
  mien_analyzer* analyzer = NULL;
  mien_error* error = NULL;
  int status;
  if (argc != 4) return 2;
  mien_options_init(&options, sizeof options);
  options.models_folder = argv[1];
  options.identity = 1;
  if (mien_analyzer_new(&options, &analyzer, &error) != MIEN_OK) return fail(error);
  status = strcmp(argv[2], "clip") == 0 ? clip(analyzer, argv[3]) : photo(analyzer, argv[3]);
  mien_analyzer_free(analyzer);
  return status;
}
