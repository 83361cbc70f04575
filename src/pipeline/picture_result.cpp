#include "mien/pipeline/picture_result.h"

#include <new>
#include <utility>

#include "mien/core/error.h"

namespace mien {

std::string reason_of_failure(const std::function<void()>& step) {
  try {
    step();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::input) throw;
    return error.what();
  } catch (const std::bad_alloc&) {
    return "not enough memory for this picture";
  }
  return {};
}

ImageResult result_of(std::string file, const Image& picture, std::vector<Face> faces) {
  ImageResult result;
  result.file = std::move(file);
  result.width = picture.width();
  result.height = picture.height();
  result.faces = std::move(faces);
  return result;
}

ImageResult failed_result(std::string file, std::string reason) {
  ImageResult result;
  result.file = std::move(file);
  result.error = std::move(reason);
  return result;
}

std::vector<Face> faces_of(std::span<const Detection> detections) {
  std::vector<Face> faces(detections.size());
  for (std::size_t i = 0; i < faces.size(); ++i) {
    faces[i].box = detections[i].box;
    faces[i].score = detections[i].score;
    faces[i].landmarks = detections[i].landmarks;
  }
  return faces;
}

std::vector<ImageResult> analyze_each(const FaceAnalyzer& analyzer,
                                      std::span<const Image> pictures) {
  std::vector<ImageResult> results;
  const std::string reason = reason_of_failure([&] {
    std::vector<std::vector<Face>> faces = analyzer.analyze(pictures);
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      results.push_back(result_of("", pictures[i], std::move(faces[i])));
    }
  });
  if (reason.empty()) return results;
  results.clear();
  if (pictures.size() == 1) {
    results.push_back(result_of("", pictures.front(), {}));
    results.back().error = reason;
    return results;
  }
  // One of them is at fault: the others must not suffer.
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    results.push_back(std::move(analyze_each(analyzer, pictures.subspan(i, 1)).front()));
  }
  return results;
}

}  // namespace mien
