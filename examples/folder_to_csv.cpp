// Writes a table of all faces of a folder of photos: folder_to_csv FOLDER FILE.csv
#include <mien/core/error.h>
#include <mien/pipeline/face_analyzer.h>
#include <mien/report/result_writer.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: folder_to_csv FOLDER FILE.csv\n";
    return 2;
  }
  try {
    std::vector<std::filesystem::path> photos;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
      if (entry.is_regular_file()) photos.push_back(entry.path());
    }
    std::ranges::sort(photos);

    const mien::FaceAnalyzer analyzer;
    const auto table = mien::make_csv_writer(argv[2]);
    for (const std::filesystem::path& photo : photos) {
      const mien::ImageResult result = analyzer.analyze_file(photo);
      if (!result.error.empty()) std::cerr << result.error << '\n';
      table->write(result);
    }
    table->finish();  // only now is the file there
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
