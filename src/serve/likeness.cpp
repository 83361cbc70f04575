#include "serve/likeness.h"

#include <fmt/format.h>

#include <algorithm>

#include "mien/pipeline/analyzer_choices.h"
#include "report/face_json.h"
#include "report/values.h"
#include "serve/problem.h"

namespace mien::serve {

namespace {

using Json = nlohmann::ordered_json;

constexpr int distance_decimals = 4;

std::optional<OperatingPoint> strictest_point(const ModelMetadata& model) {
  std::optional<OperatingPoint> best;
  for (const HeadSpec& head : model.heads) {
    for (const OperatingPoint& point : head.operating_points) {
      if (!best || point.false_accepts < best->false_accepts) best = point;
    }
  }
  return best;
}

}  // namespace

LikenessThreshold read_threshold(Query& query, const ModelMetadata& model, double false_accepts) {
  const std::optional<double> distance = query.number("threshold", 0, 2);
  const std::optional<double> share = query.number("false_accepts", 0, 1);
  if (distance && share) {
    throw Problem(400, "usage", "expected threshold or false_accepts, found both");
  }
  if (distance) return {*distance, std::nullopt};
  std::optional<OperatingPoint> point = operating_point(model, share.value_or(false_accepts));
  if (!point && !share) point = strictest_point(model);
  if (!point) {
    throw Problem(400, "usage",
                  fmt::format("expected a threshold, or a share of false_accepts at which {} was "
                              "measured",
                              model.id));
  }
  return {point->distance, *point};
}

Json distance_json(double distance) { return number_json(distance, distance_decimals); }

Json threshold_json(const LikenessThreshold& threshold) {
  Json json = {{"distance", distance_json(threshold.distance)}, {"operating_point", nullptr}};
  if (!threshold.point) return json;
  const OperatingPoint& point = *threshold.point;
  Json& measured = json["operating_point"];
  measured = {{"distance", point.distance},
              {"false_accepts", point.false_accepts},
              {"true_accepts", point.true_accepts},
              {"genuine_pairs", point.genuine_pairs},
              {"impostor_pairs", point.impostor_pairs},
              {"data", point.data}};
  if (point.false_accepts_by_person) {
    measured["false_accepts_by_person"] = *point.false_accepts_by_person;
  }
  if (point.true_accepts_by_person) {
    measured["true_accepts_by_person"] = *point.true_accepts_by_person;
  }
  return json;
}

Json place_json(const Face& face) {
  const auto pixels = [](float value) { return number_json(value, pixel_decimals); };
  Json json = {{"box", Json::array({pixels(face.box.x), pixels(face.box.y), pixels(face.box.width),
                                    pixels(face.box.height)})},
               {"score", number_json(face.score, probability_decimals)}};
  if (face.quality) json["quality"] = number_json(*face.quality, quality_decimals);
  return json;
}

}  // namespace mien::serve
