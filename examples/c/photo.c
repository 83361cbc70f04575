#include <math.h>
#include <mien/c/mien.h>
#include <stdio.h>

int main(int argc, char** argv) {
  mien_analyzer* analyzer = NULL;
  mien_faces* faces = NULL;
  mien_error* error = NULL;
  size_t i;
  if (argc != 2) return 2;
  if (mien_analyzer_new(NULL, &analyzer, &error) != MIEN_OK ||
      mien_analyze_file(analyzer, argv[1], &faces, &error) != MIEN_OK) {
    fprintf(stderr, "%s\n", mien_error_message(error));
    mien_error_free(error);
    mien_analyzer_free(analyzer);
    return 1;
  }
  for (i = 0; i < mien_faces_count(faces, 0); ++i) {
    const mien_face* face = mien_faces_at(faces, 0, i);
    if (!isnan(face->age)) printf("%.0f years, ", face->age);
    printf("%s, %s\n", face->gender ? face->gender->label : "?",
           face->emotion ? face->emotion->label : "?");
  }
  mien_faces_free(faces);
  mien_analyzer_free(analyzer);
  return 0;
}
