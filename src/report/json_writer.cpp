#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "core/base64.h"
#include "mien/report/result_writer.h"
#include "report/row_file.h"
#include "report/utf8.h"
#include "report/values.h"

namespace mien {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value, int decimals) {
  const std::optional<double> result = rounded(value, decimals);
  return result ? Json(*result) : Json(nullptr);
}

Json pixels(float value) { return number(value, pixel_decimals); }

Json to_json(const std::optional<Landmarks>& landmarks) {
  if (!landmarks) return nullptr;
  Json points = Json::array();
  for (const Point& point : *landmarks) {
    points.push_back(Json::array({pixels(point.x), pixels(point.y)}));
  }
  return points;
}

Json to_json(const Classification& answer, std::span<const std::string_view> labels) {
  Json probabilities = Json::object();
  for (const LabelProbability& entry : in_order(answer, labels)) {
    probabilities[to_utf8(entry.label)] = number(entry.probability, probability_decimals);
  }
  Json result = Json::object();
  result["label"] = to_utf8(answer.label);
  result["probabilities"] = std::move(probabilities);
  return result;
}

Json to_json(const Face& face) {
  Json result = Json::object();
  result["box"] = Json::array(
      {pixels(face.box.x), pixels(face.box.y), pixels(face.box.width), pixels(face.box.height)});
  result["score"] = number(face.score, probability_decimals);
  result["landmarks"] = to_json(face.landmarks);
  if (face.age) result["age"] = number(*face.age, age_decimals);
  if (face.gender) result["gender"] = to_json(*face.gender, gender_labels);
  if (face.emotion) result["emotion"] = to_json(*face.emotion, emotion_labels);
  if (face.ethnicity) result["ethnicity"] = to_json(*face.ethnicity, ethnicity_labels);
  return result;
}

class JsonWriter final : public ResultWriter {
 public:
  explicit JsonWriter(const std::filesystem::path& path) : file_(path) {}

  void write(const ImageResult& result) override {
    file_.write((empty_ ? "[\n" : ",\n") + mien::to_json(result));
    empty_ = false;
  }

  void finish() override {
    if (!file_.finished()) file_.write(empty_ ? "[]\n" : "\n]\n");
    file_.finish();
  }

 private:
  RowFile file_;
  bool empty_ = true;
};

class JsonLinesWriter final : public ResultWriter {
 public:
  explicit JsonLinesWriter(const std::filesystem::path& path) : file_(path) {}
  void write(const ImageResult& result) override { file_.write(mien::to_json(result) + "\n"); }
  void finish() override { file_.finish(); }

 private:
  RowFile file_;
};

}  // namespace

std::string to_json(const ImageResult& result) {
  Json object = Json::object();
  object["file"] = to_utf8(result.file);
  if (!is_utf8(result.file)) {
    object["file_bytes"] = base64_encode(std::as_bytes(std::span(result.file)));
  }
  object["width"] = result.width;
  object["height"] = result.height;
  object["error"] = result.error.empty() ? Json(nullptr) : Json(to_utf8(result.error));
  Json faces = Json::array();
  for (const Face& face : result.faces) faces.push_back(to_json(face));
  object["faces"] = std::move(faces);
  return object.dump();
}

std::unique_ptr<ResultWriter> make_json_writer(const std::filesystem::path& path) {
  return std::make_unique<JsonWriter>(path);
}

std::unique_ptr<ResultWriter> make_json_lines_writer(const std::filesystem::path& path) {
  return std::make_unique<JsonLinesWriter>(path);
}

}  // namespace mien
