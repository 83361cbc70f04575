#include <mien/mien.h>

#include <iostream>

int main(int argc, char** argv) {
  // Needs the library at run time but no model.
  mien::FaceAnalyzerOptions options;
  options.models.clear();
  options.detector = "none";
  const mien::FaceAnalyzer analyzer(options);
  const auto faces = analyzer.analyze(mien::Image(8, 6));
  std::cout << faces.size() << " face\n";
  // And the video module, which is loaded when a clip is opened.
  const bool frame = argc == 2 && mien::open_frames(argv[1])->next().has_value();
  return frame && faces.size() == 1 && faces.front().box.width == 8 ? 0 : 1;
}
