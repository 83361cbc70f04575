#include "report/left_out_json.h"

#include <string>
#include <utility>

#include "core/utf8.h"

namespace mien {

nlohmann::ordered_json left_out_json(const LeftOut& left_out) {
  using Json = nlohmann::ordered_json;
  Json groups = Json::array();
  for (const LeftOutGroup& group : left_out.groups()) {
    Json object = {{"reason", to_string(group.reason)}};
    if (!group.format.empty()) object["format"] = group.format;
    object["count"] = group.count;
    object["first"] = Json::array();
    for (const std::string& path : group.first) object["first"].push_back(to_utf8(path));
    groups.push_back(std::move(object));
  }
  return groups;
}

}  // namespace mien
