// Reads faces that a detector of one's own finds: own_detector PHOTO
// This one takes the middle of the photo for the face, as in passport photos.
#include <mien/core/error.h>
#include <mien/pipeline/face_analyzer.h>

#include <algorithm>
#include <iostream>
#include <memory>

namespace {

/// May be called from several threads at once, as all detectors.
class MiddleOfThePhoto : public mien::Detector {
 public:
  [[nodiscard]] std::vector<mien::Detection> detect(const mien::Image& image) const override {
    const auto side = static_cast<float>(std::min(image.width(), image.height())) / 2;
    mien::Detection face;
    face.box = {(static_cast<float>(image.width()) - side) / 2,
                (static_cast<float>(image.height()) - side) / 2, side, side};
    face.score = 1;
    return {face};
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: own_detector PHOTO\n";
    return 2;
  }
  try {
    mien::FaceAnalyzerOptions options;
    options.custom_detector = std::make_shared<MiddleOfThePhoto>();
    const mien::ImageResult result = mien::FaceAnalyzer(options).analyze_file(argv[1]);
    if (!result.error.empty()) std::cerr << result.error << '\n';
    for (const mien::Face& face : result.faces) {
      if (face.emotion) std::cout << face.emotion->label << '\n';
    }
    return result.error.empty() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
