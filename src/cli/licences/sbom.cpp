#include "cli/licences/sbom.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <variant>

namespace mien::cli {

namespace {

using Json = nlohmann::ordered_json;

/// For the address of a package: what is not a letter, digit or one of .-_~ is escaped.
std::string percent_encoded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view(".-_~").find(c) != std::string_view::npos;
    result += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

/// The address of a package (purl); empty if it is of none.
std::string package_address(const Component& component) {
  const bool npm = !component.npm.empty();
  if (!npm && component.package.empty()) return {};
  const std::string& name = npm ? component.npm : component.package;
  const std::string& version = npm ? component.npm_version : component.version;
  const std::string address =
      fmt::format("pkg:{}/{}", npm ? "npm" : "deb/debian", percent_encoded(name));
  return version.empty() ? address : address + "@" + percent_encoded(version);
}

/// An expression, since a single SPDX name is one, too.
Json licences_of(const std::string& expression) {
  return Json::array({{{"expression", expression}}});
}

Json as_json(const Component& component, const std::string& reference) {
  Json json = {{"type", "library"}, {"bom-ref", reference}, {"name", component.name}};
  if (!component.version.empty()) json["version"] = component.version;
  json["description"] = component.purpose;
  json["licenses"] = licences_of(component.licence);
  json["copyright"] = component.copyright;
  if (const std::string address = package_address(component); !address.empty()) {
    json["purl"] = address;
  }
  json["externalReferences"] = Json::array({{{"type", "website"}, {"url", component.homepage}}});
  json["properties"] = Json::array({{{"name", "mien:use"}, {"value", component.use}},
                                    {{"name", "mien:part"}, {"value", component.part}}});
  return json;
}

Json as_json(const CatalogueEntry& model, const ShippedSource& source,
             const std::string& reference) {
  Json json = {{"type", "machine-learning-model"},
               {"bom-ref", reference},
               {"name", model.id},
               {"description", model.summary}};
  json["hashes"] = Json::array({{{"alg", "SHA-256"}, {"content", source.sha256}}});
  // The terms of a model are a text, which need not be an SPDX expression.
  json["licenses"] = Json::array({{{"license", {{"name", model.metadata.licence}}}}});
  json["properties"] =
      Json::array({{{"name", "mien:file"}, {"value", source.file}},
                   {{"name", "mien:data_terms"}, {"value", model.metadata.data_terms}}});
  return json;
}

}  // namespace

std::string cyclone_dx(const std::string& version, std::span<const Component> components,
                       std::span<const CatalogueEntry> models) {
  Json parts = Json::array();
  Json references = Json::array();
  const auto add = [&](Json part) {
    references.push_back(part["bom-ref"]);
    parts.push_back(std::move(part));
  };
  for (const Component& component : components)
    add(as_json(component, "component:" + component.name));
  for (const CatalogueEntry& model : models) {
    if (const auto* source = std::get_if<ShippedSource>(&model.source))
      add(as_json(model, *source, "model:" + model.id));
  }
  Json dependencies = Json::array({{{"ref", "mien"}, {"dependsOn", references}}});
  for (const auto& reference : references) dependencies.push_back({{"ref", reference}});
  const Json bom = {{"bomFormat", "CycloneDX"},
                    {"specVersion", "1.5"},
                    {"version", 1},
                    {"metadata",
                     {{"component",
                       {{"type", "application"},
                        {"bom-ref", "mien"},
                        {"name", "mien"},
                        {"version", version},
                        {"licenses", licences_of("Apache-2.0")}}}}},
                    {"components", parts},
                    {"dependencies", dependencies}};
  return bom.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace mien::cli
