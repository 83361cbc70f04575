// Answers one photo a line, in JSON, with models of a folder of one's own: service MODEL_FOLDER
// It reads paths from standard input, as a service would read requests.
#include <mien/core/error.h>
#include <mien/models/model_store.h>
#include <mien/pipeline/face_analyzer.h>
#include <mien/report/result_writer.h>

#include <iostream>
#include <memory>
#include <string>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: service MODEL_FOLDER < PATHS\n";
    return 2;
  }
  try {
    mien::FaceAnalyzerOptions options;
    options.store = std::make_shared<const mien::ModelStore>(mien::Catalogue::standard(), argv[1]);
    // One analyzer answers requests of any number of threads.
    const mien::FaceAnalyzer analyzer(options);
    for (std::string path; std::getline(std::cin, path);) {
      std::cout << mien::to_json(analyzer.analyze_file(path)) << std::endl;
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
