// What the page calls: functions of C over the analyzer. Texts that are returned live until the
// next call.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/json_reader.h"
#include "mien/core/error.h"
#include "phone/phone_analyzer.h"
#include "report/face_json.h"

namespace mien {

namespace {

using Json = nlohmann::ordered_json;

/// An analyzer and the text that it answered last.
struct Handle {
  phone::PhoneAnalyzer analyzer;
  std::string text;
};

phone::PhoneOptions read_options(std::string_view text) {
  const Json json = JsonReader::parse(text, "options");
  JsonReader reader(json, "options", "", ErrorCode::usage);
  constexpr std::int64_t most = 1 << 14;
  phone::PhoneOptions options;
  options.max_long_side = static_cast<int>(reader.integer("max_long_side", 0, most));
  options.max_faces = static_cast<int>(reader.integer("max_faces", 0, most));
  options.attributes = reader.texts("attributes");
  reader.finish();
  return options;
}

/// The pixels of a canvas without their opacity.
Image picture_of(const std::uint8_t* rgba, int width, int height) {
  Image picture(width, height);
  for (int y = 0; y < height; ++y) {
    std::uint8_t* out = picture.mutable_row(y);
    for (int x = 0; x < width; ++x, rgba += 4, out += 3) {
      out[0] = rgba[0];
      out[1] = rgba[1];
      out[2] = rgba[2];
    }
  }
  return picture;
}

Json answer_json(const phone::PhoneAnswer& answer) {
  Json faces = Json::array();
  for (const Face& face : answer.faces) {
    Json json = face_json(face);
    if (!face.identity.empty()) json["identity"] = face.identity;
    faces.push_back(std::move(json));
  }
  Json stages = Json::array();
  for (const phone::Stage& stage : answer.stages) {
    stages.push_back({{"name", stage.name}, {"milliseconds", stage.milliseconds}});
  }
  return {{"faces", std::move(faces)}, {"stages", std::move(stages)}};
}

Json models_json(const std::vector<ModelMetadata>& models) {
  Json result = Json::array();
  for (const ModelMetadata& model : models) result.push_back(Json::parse(format_metadata(model)));
  return result;
}

/// The text of what `work` answers, or of what went wrong.
template <typename Work>
const char* answer(Handle& handle, const Work& work) {
  Json json;
  try {
    json = work();
  } catch (const std::exception& error) {
    json = {{"error", error.what()}};
  }
  handle.text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return handle.text.c_str();
}

}  // namespace
}  // namespace mien

extern "C" {

mien::Handle* mien_phone_new() { return new mien::Handle; }

const char* mien_phone_add(mien::Handle* handle, const std::uint8_t* pack, std::size_t size,
                           const char* name) {
  return mien::answer(*handle, [&] {
    handle->analyzer.add({reinterpret_cast<const std::byte*>(pack), size}, name);
    return mien::Json{{"models", mien::models_json(handle->analyzer.models())}};
  });
}

const char* mien_phone_analyze(mien::Handle* handle, const std::uint8_t* rgba, int width,
                               int height, const char* options) {
  return mien::answer(*handle, [&] {
    return mien::answer_json(handle->analyzer.analyze(mien::picture_of(rgba, width, height),
                                                      mien::read_options(options)));
  });
}

const char* mien_phone_read_face(mien::Handle* handle, const std::uint8_t* rgba, int width,
                                 int height, const char* options) {
  return mien::answer(*handle, [&] {
    return mien::answer_json(handle->analyzer.read_face(mien::picture_of(rgba, width, height),
                                                        mien::read_options(options)));
  });
}

}  // extern "C"
