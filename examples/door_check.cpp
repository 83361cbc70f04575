// Tells whether two photos show one person: door_check KNOWN.jpg AT_THE_DOOR.jpg
#include <mien/core/error.h>
#include <mien/identity/main_face.h>
#include <mien/identity/search.h>
#include <mien/pipeline/analyzer_choices.h>
#include <mien/pipeline/face_analyzer.h>

#include <iostream>
#include <stdexcept>
#include <string>

namespace {

mien::Face face_of(const mien::FaceAnalyzer& analyzer, const char* photo) {
  const mien::ImageResult result = analyzer.analyze_file(photo);
  if (!result.error.empty()) throw std::runtime_error(result.error);
  const auto face = mien::main_face(result);
  if (!face) throw std::runtime_error(std::string(photo) + ": expected a face, found none");
  return result.faces[*face];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: door_check KNOWN.jpg AT_THE_DOOR.jpg\n";
    return 2;
  }
  try {
    const mien::FaceAnalyzer analyzer(mien::identity_alone({}));
    // One in a thousand pairs of different people is taken for one person.
    const auto threshold = mien::operating_point(analyzer.models().front(), 0.001);
    if (!threshold) throw std::runtime_error("expected a model with operating points");

    const double distance = mien::identity_distance(face_of(analyzer, argv[1]).identity,
                                                    face_of(analyzer, argv[2]).identity);
    const bool same = distance <= threshold->distance;
    std::cout << (same ? "probably the same person" : "probably different people") << '\n';
    return same ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
