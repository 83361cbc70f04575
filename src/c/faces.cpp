#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "c/analyzer.h"
#include "c/guard.h"
#include "c/image.h"
#include "c/views.h"
#include "mien/identity/search.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/picture_result.h"
#include "mien/report/result_writer.h"

namespace mien::c {

namespace {

/// A picture with its faces, kept as C++ for JSON and as C. Not to be moved.
struct AnsweredPicture {
  explicit AnsweredPicture(ImageResult answer) : result(std::move(answer)) {
    for (const Face& face : result.faces) faces.add(face);
    view.struct_size = sizeof view;
    view.file = result.file.c_str();
    view.width = result.width;
    view.height = result.height;
    view.face_count = faces.size();
  }

  const char* json() const {
    std::call_once(written, [this] { text = to_json(result); });
    return text.c_str();
  }

  ImageResult result;
  FaceList faces;
  mien_picture view{};
  mutable std::once_flag written;
  mutable std::string text;
};

}  // namespace

}  // namespace mien::c

struct mien_faces {  // NOLINT(readability-identifier-naming): its name in C
  std::vector<std::unique_ptr<mien::c::AnsweredPicture>> pictures;
};

namespace mien::c {

namespace {

mien_faces* answer(std::vector<ImageResult> results) {
  auto handle = std::make_unique<mien_faces>();
  for (ImageResult& result : results) {
    handle->pictures.push_back(std::make_unique<AnsweredPicture>(std::move(result)));
  }
  return handle.release();
}

mien_faces* analyze_one(const mien_analyzer& analyzer, const std::string& name,
                        const Image& picture) {
  return answer({result_of(name, picture, analyzer.analyzer.analyze(picture))});
}

const AnsweredPicture* picture_of(const mien_faces* faces, std::size_t picture) {
  const bool in_range = faces != nullptr && picture < faces->pictures.size();
  return in_range ? faces->pictures[picture].get() : nullptr;
}

}  // namespace

}  // namespace mien::c

mien_code mien_analyze(const mien_analyzer* analyzer, const mien_image* images, size_t count,
                       mien_faces** faces, mien_error** error) {
  return mien::c::guarded(error, [&] {
    mien_faces*& place = mien::c::output(faces, "faces");
    const auto& reader = mien::c::required(analyzer, "analyzer").analyzer;
    const std::vector<mien::Image> pictures = mien::c::borrowed_images(images, count);
    std::vector<std::vector<mien::Face>> faces_of_pictures = reader.analyze(pictures);
    std::vector<mien::ImageResult> results;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      results.push_back(mien::result_of("", pictures[i], std::move(faces_of_pictures[i])));
    }
    place = mien::c::answer(std::move(results));
  });
}

mien_code mien_analyze_file(const mien_analyzer* analyzer, const char* path, mien_faces** faces,
                            mien_error** error) {
  return mien::c::guarded(error, [&] {
    mien_faces*& place = mien::c::output(faces, "faces");
    const mien_analyzer& reader = mien::c::required(analyzer, "analyzer");
    const std::string name = &mien::c::required(path, "path");
    place = mien::c::analyze_one(reader, name,
                                 mien::read_image(name, {.max_pixels = reader.max_pixels}));
  });
}

mien_code mien_analyze_encoded(const mien_analyzer* analyzer, const void* bytes, size_t size,
                               const char* name, mien_faces** faces, mien_error** error) {
  return mien::c::guarded(error, [&] {
    mien_faces*& place = mien::c::output(faces, "faces");
    const mien_analyzer& reader = mien::c::required(analyzer, "analyzer");
    if (size > 0 && bytes == nullptr) {
      throw mien::Error(mien::ErrorCode::usage, "bytes: expected a pointer, found NULL");
    }
    const std::string called = name == nullptr ? "picture" : name;
    const std::span data(static_cast<const std::byte*>(bytes), size);
    place = mien::c::analyze_one(
        reader, called, mien::decode_image(data, called, {.max_pixels = reader.max_pixels}));
  });
}

mien_code mien_detect(const mien_analyzer* analyzer, const mien_image* image, mien_faces** faces,
                      mien_error** error) {
  return mien::c::guarded(error, [&] {
    mien_faces*& place = mien::c::output(faces, "faces");
    const auto& reader = mien::c::required(analyzer, "analyzer").analyzer;
    const std::vector<mien::Image> pictures = mien::c::borrowed_images(image, 1);
    std::vector<mien::Face> detected = mien::faces_of(reader.detect(pictures.front()));
    place = mien::c::answer({mien::result_of("", pictures.front(), std::move(detected))});
  });
}

size_t mien_faces_pictures(const mien_faces* faces) {
  return faces == nullptr ? 0 : faces->pictures.size();
}

const mien_picture* mien_faces_picture(const mien_faces* faces, size_t picture) {
  const auto* result = mien::c::picture_of(faces, picture);
  return result == nullptr ? nullptr : &result->view;
}

size_t mien_faces_count(const mien_faces* faces, size_t picture) {
  const auto* result = mien::c::picture_of(faces, picture);
  return result == nullptr ? 0 : result->faces.size();
}

const mien_face* mien_faces_at(const mien_faces* faces, size_t picture, size_t face) {
  const auto* result = mien::c::picture_of(faces, picture);
  return result == nullptr ? nullptr : result->faces.at(face);
}

const char* mien_faces_json(const mien_faces* faces, size_t picture) {
  const auto* result = mien::c::picture_of(faces, picture);
  if (result == nullptr) return nullptr;
  return mien::c::null_on_failure([&] { return result->json(); });
}

void mien_faces_free(mien_faces* faces) { delete faces; }

mien_code mien_compare(const float* a, const float* b, size_t count, float* distance,
                       mien_error** error) {
  return mien::c::guarded(error, [&] {
    float& place = mien::c::required(distance, "distance");
    place = mien::identity_distance({&mien::c::required(a, "a"), count},
                                    {&mien::c::required(b, "b"), count});
  });
}
