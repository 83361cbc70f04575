#include "cli/licences/component_list.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "mien/core/error.h"
#include "nn/engine_version.h"

namespace mien {

extern const std::string_view component_list;

namespace cli {

std::vector<Component> read_components(std::string_view json) {
  std::vector<Component> components;
  try {
    const nlohmann::json list = nlohmann::json::parse(json);
    for (const auto& entry : list.at("components")) {
      Component component;
      entry.at("name").get_to(component.name);
      entry.at("part").get_to(component.part);
      entry.at("use").get_to(component.use);
      entry.at("licence").get_to(component.licence);
      entry.at("copyright").get_to(component.copyright);
      entry.at("homepage").get_to(component.homepage);
      entry.at("purpose").get_to(component.purpose);
      component.version = entry.value("version", "");
      component.package = entry.value("package", "");
      component.npm = entry.value("npm", "");
      component.npm_version = entry.value("npm_version", "");
      components.push_back(std::move(component));
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(
        ErrorCode::setup,
        fmt::format("expected a list of components, found something else: {}", error.what()));
  }
  return components;
}

std::vector<Component> own_components() {
  std::vector<Component> components = read_components(component_list);
  // What runs networks says its version itself: "ONNX Runtime 1.22.1".
  const std::string engine = engine_version();
  const std::size_t space = engine.rfind(' ');
  for (Component& component : components) {
    if (component.name == engine.substr(0, space)) component.version = engine.substr(space + 1);
  }
  return components;
}

}  // namespace cli
}  // namespace mien
