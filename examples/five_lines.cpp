#include <mien/mien.h>

#include <iostream>

int main(int, char** argv) {
  const mien::FaceAnalyzer analyzer;
  for (const mien::Face& face : analyzer.analyze(mien::read_image(argv[1]))) {
    std::cout << *face.age << " years, " << face.gender->label << ", " << face.emotion->label
              << '\n';
  }
}
