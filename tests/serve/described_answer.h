#pragma once

#include <httplib.h>

#include <nlohmann/json.hpp>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace mien::serve {

/// What a schema has against a value; empty if it is as described.
inline std::string violations(const nlohmann::json& source, const nlohmann::json& value) {
  using Adapter = valijson::adapters::NlohmannJsonAdapter;
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(source), schema);
  valijson::ValidationResults results;
  if (valijson::Validator().validate(schema, Adapter(value), &results)) return "";
  valijson::ValidationResults::Error error;
  std::string text = value.dump();
  while (results.popError(error)) text += "\n" + error.description;
  return text;
}

/// What the server's own description has against an answer; empty if it is as described.
/// @param path as the description has it, such as "/v1/live/{id}/frame"
inline std::string objections(const nlohmann::json& description, const std::string& method,
                              const std::string& path, const httplib::Result& result) {
  if (!result) return "no answer: " + httplib::to_string(result.error());
  const nlohmann::json& paths = description["paths"];
  if (!paths.contains(path) || !paths[path].contains(method)) return path + " is not described";
  const std::string status = std::to_string(result->status);
  nlohmann::json responses = paths[path][method]["responses"];
  if (!responses.contains(status)) return path + ": status " + status + " is not described";
  nlohmann::json response = responses[status];
  if (response.contains("$ref")) {
    response =
        description.at(nlohmann::json::json_pointer(response["$ref"].get<std::string>().substr(1)));
  }
  std::string type = result->get_header_value("Content-Type");
  type = type.substr(0, type.find(';'));
  if (!response.contains("content")) return result->body.empty() ? "" : "a body is not described";
  if (!response["content"].contains(type)) return path + ": " + type + " is not described";
  if (type != "application/json") return "";
  const nlohmann::json source = {{"allOf", {response["content"][type]["schema"]}},
                                 {"components", description["components"]}};
  const nlohmann::json value = nlohmann::json::parse(result->body, nullptr, false);
  return value.is_discarded() ? "no JSON: " + result->body : violations(source, value);
}

}  // namespace mien::serve
