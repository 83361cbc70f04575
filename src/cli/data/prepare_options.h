#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "mien/nn/metadata.h"
#include "mien/pipeline/face_analyzer.h"

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// Which of several faces is cut out.
enum class SeveralFaces { largest, centre, skip };

/// What becomes of a picture in which no face is found.
enum class NoFace { skip, whole };

enum class CropFormat { png, jpeg };

/// How faces are cut out of pictures.
struct CutOptions {
  CropSpec crop;  ///< margin, shape, and whether faces are turned by their eyes
  /// Added to the box left and right, and above and below, in pixels of the picture; before the
  /// shape is made. The notebook that the paper's author published takes 20 and 40.
  std::array<int, 2> margin_pixels = {0, 0};
  int size = 224;  ///< longest side of a crop, pixels; larger ones are shrunk
  SeveralFaces several = SeveralFaces::largest;
  NoFace no_face = NoFace::skip;
  CropFormat format = CropFormat::png;
};

/// All that `mien prepare` was asked.
struct PrepareRequest {
  std::vector<std::string> sources;
  std::filesystem::path output;
  CutOptions cut;
  FaceAnalyzerOptions analyzer;  ///< the detector's options alone
  double max_corrupt = 1;        ///< percent of all pictures
  int threads = 0;
  bool quiet = false;
};

/// Lets the parser fill in a request. The request must live as long as the parser.
void add_prepare_options(CLI::App& app, PrepareRequest& request);

}  // namespace mien::cli
