// Reads faces of photos for scripts/bench-peers, as scripts/peers/peer.js does with other tools. A
// line of standard input is the path of a photo. Its answer is a line of standard output, {"ms",
// "faces"}, with the time from file to answer.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>

#include "app/memory.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/face_analyzer.h"

int main() {
  mien::app::take_memory_in_large_pieces();
  try {
    const mien::FaceAnalyzer analyzer(mien::FaceAnalyzerOptions{});
    for (std::string file; std::getline(std::cin, file);) {
      const auto start = std::chrono::steady_clock::now();
      const std::size_t faces = analyzer.analyze(mien::read_image(file)).size();
      const std::chrono::duration<double, std::milli> time =
          std::chrono::steady_clock::now() - start;
      fmt::print("{{\"ms\":{},\"faces\":{}}}\n", time.count(), faces);
      std::fflush(stdout);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "mien: {}\n", error.what());
    return 1;
  }
  return 0;
}
