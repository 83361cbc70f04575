#include "cli/identity/identity_json.h"

#include <optional>

#include "report/values.h"

namespace mien::cli {

namespace {

IdentityJson rounded_json(double value, int decimals) {
  const std::optional<double> kept = rounded(value, decimals);
  return kept ? IdentityJson(*kept) : IdentityJson();
}

}  // namespace

IdentityJson box_json(const Box& box) {
  IdentityJson json = IdentityJson::array();
  for (const float value : {box.x, box.y, box.width, box.height}) {
    json.push_back(rounded_json(value, pixel_decimals));
  }
  return json;
}

IdentityJson distance_json(float distance) { return rounded_json(distance, distance_decimals); }

IdentityJson threshold_json(const Threshold& threshold) {
  IdentityJson json = {{"distance", distance_json(threshold.distance)},
                       {"operating_point", nullptr}};
  if (threshold.point) {
    const OperatingPoint& point = *threshold.point;
    json["operating_point"] = {{"distance", point.distance},
                               {"false_accepts", point.false_accepts},
                               {"true_accepts", point.true_accepts},
                               {"genuine_pairs", point.genuine_pairs},
                               {"impostor_pairs", point.impostor_pairs},
                               {"data", point.data}};
    const auto by_person = [&](const char* key, const std::optional<double>& share) {
      if (share) json["operating_point"][key] = *share;
    };
    by_person("false_accepts_by_person", point.false_accepts_by_person);
    by_person("true_accepts_by_person", point.true_accepts_by_person);
  }
  return json;
}

std::string json_line(const IdentityJson& json) {
  return json.dump(-1, ' ', false, IdentityJson::error_handler_t::replace) + "\n";
}

std::string json_text(const IdentityJson& json) {
  return json.dump(2, ' ', false, IdentityJson::error_handler_t::replace) + "\n";
}

}  // namespace mien::cli
