#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/output_file.h"
#include "mien/pipeline/face_analyzer.h"
#include "temporary_folder.h"
#include "tiny_onnx.h"

namespace mien {

/// Finds a face in every quarter of the picture whose first pixel is not black.
class QuarterDetector : public Detector {
 public:
  [[nodiscard]] std::vector<Detection> detect(const Image& image) const override {
    std::vector<Detection> faces;
    const int width = image.width() / 2;
    const int height = image.height() / 2;
    for (int quarter = 0; quarter < 4; ++quarter) {
      const int x = quarter % 2 * width;
      const int y = quarter / 2 * height;
      const std::uint8_t* pixel = image.row(y) + 3 * x;
      if (pixel[0] + pixel[1] + pixel[2] == 0) continue;
      Detection face;
      face.box = {static_cast<float>(x), static_cast<float>(y), static_cast<float>(width),
                  static_cast<float>(height)};
      face.score = 1.0F - 0.1F * static_cast<float>(quarter);
      faces.push_back(face);
    }
    return faces;
  }
};

/// A picture of four quarters, each of one colour (RGB) or black.
inline Image quarters(const std::vector<std::vector<int>>& colours) {
  Image image(16, 16);
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      const auto& colour =
          colours[static_cast<std::size_t>(y / 8) * 2 + static_cast<std::size_t>(x / 8)];
      for (std::size_t c = 0; c < 3; ++c) {
        image.mutable_row(y)[3 * x + static_cast<int>(c)] = static_cast<std::uint8_t>(colour[c]);
      }
    }
  }
  return image;
}

/// Options with the tiny network on disk and the detector of quarters.
class TinyAnalyzer {
 public:
  TinyAnalyzer() {
    const std::string path = (folder_.path() / "tiny.onnx").string();
    write_file(path, tiny_onnx(4, format_metadata(tiny_metadata(4))));
    options.models = {path};
    options.custom_detector = std::make_shared<QuarterDetector>();
  }

  FaceAnalyzerOptions options;
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

}  // namespace mien
