#include "report/face_json.h"

#include <utility>

#include "core/utf8.h"
#include "report/values.h"

namespace mien {

using Json = nlohmann::ordered_json;

namespace {

Json pixels_json(float value) { return number_json(value, pixel_decimals); }

Json landmarks_json(const std::optional<Landmarks>& landmarks) {
  if (!landmarks) return nullptr;
  Json points = Json::array();
  for (const Point& point : *landmarks) {
    points.push_back(Json::array({pixels_json(point.x), pixels_json(point.y)}));
  }
  return points;
}

Json pose_json(const Pose& pose) {
  return {{"yaw", number_json(pose.yaw, degree_decimals)},
          {"pitch", number_json(pose.pitch, degree_decimals)},
          {"roll", number_json(pose.roll, degree_decimals)}};
}

Json mesh_json(const FaceMesh& mesh) {
  Json result = Json::object();
  result["score"] = number_json(mesh.score, probability_decimals);
  result["pose"] = pose_json(mesh.pose);
  if (mesh.openness) {
    result["openness"] = {{"left", number_json(mesh.openness->left, openness_decimals)},
                          {"right", number_json(mesh.openness->right, openness_decimals)}};
  }
  if (mesh.looking) result["looking"] = looking_names[static_cast<std::size_t>(*mesh.looking)];
  Json points = Json::array();
  for (const MeshPoint& point : mesh.points) {
    points.push_back(
        Json::array({pixels_json(point.x), pixels_json(point.y), pixels_json(point.z)}));
  }
  result["points"] = std::move(points);
  return result;
}

}  // namespace

Json number_json(double value, int decimals) {
  const std::optional<double> result = rounded(value, decimals);
  return result ? Json(*result) : Json(nullptr);
}

Json probabilities_json(const std::vector<LabelProbability>& probabilities,
                        std::span<const std::string_view> labels) {
  Json object = Json::object();
  for (const LabelProbability& entry : in_order({{}, probabilities}, labels)) {
    object[to_utf8(entry.label)] = number_json(entry.probability, probability_decimals);
  }
  return object;
}

Json classification_json(const Classification& answer, std::span<const std::string_view> labels) {
  Json result = Json::object();
  result["label"] = to_utf8(answer.label);
  if (answer.unsure()) result["unsure"] = true;
  result["probabilities"] = probabilities_json(answer.probabilities, labels);
  return result;
}

void add_attributes(Json& object, const std::optional<float>& age,
                    const std::optional<AgeInterval>& interval,
                    const std::optional<Classification>& gender,
                    const std::optional<Classification>& emotion,
                    const std::optional<Classification>& ethnicity) {
  if (age) object["age"] = number_json(*age, age_decimals);
  if (interval) {
    object["age_low"] = number_json(interval->low, age_decimals);
    object["age_high"] = number_json(interval->high, age_decimals);
  }
  if (gender) object["gender"] = classification_json(*gender, gender_labels);
  if (emotion) object["emotion"] = classification_json(*emotion, emotion_labels);
  if (ethnicity) object["ethnicity"] = classification_json(*ethnicity, ethnicity_labels);
}

void add_affect(Json& object, const std::optional<Affect>& affect) {
  if (!affect) return;
  object["affect"] = {{"valence", number_json(affect->valence, probability_decimals)},
                      {"arousal", number_json(affect->arousal, probability_decimals)}};
}

Json face_json(const Face& face) {
  Json result = Json::object();
  result["box"] = Json::array({pixels_json(face.box.x), pixels_json(face.box.y),
                               pixels_json(face.box.width), pixels_json(face.box.height)});
  result["score"] = number_json(face.score, probability_decimals);
  result["landmarks"] = landmarks_json(face.landmarks);
  if (face.turned != 0) result["turned"] = face.turned;
  if (face.pose) result["pose"] = pose_json(*face.pose);
  if (face.quality) result["quality"] = number_json(*face.quality, quality_decimals);
  add_attributes(result, face.age, face.age_interval, face.gender, face.emotion, face.ethnicity);
  add_affect(result, face.affect);
  if (face.mesh) result["mesh"] = mesh_json(*face.mesh);
  return result;
}

}  // namespace mien
