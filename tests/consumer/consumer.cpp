#include <mien/mien.h>

#include <iostream>

int main() {
  // Needs the library at run time but no model.
  mien::AnalyzerOptions options;
  options.models.clear();
  options.detector = "none";
  const mien::FaceAnalyzer analyzer(options);
  const auto faces = analyzer.analyze(mien::Image(8, 6));
  std::cout << faces.size() << " face\n";
  return faces.size() == 1 && faces.front().box.width == 8 ? 0 : 1;
}
