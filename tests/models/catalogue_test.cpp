#include "mien/models/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "bytes_of.h"
#include "resources.h"

namespace mien {
namespace {

using Json = nlohmann::json;
using models::as_text;
using testing::AllOf;
using testing::HasSubstr;

Json committed(const std::string& name) {
  return Json::parse(as_text(read_bytes(std::filesystem::path(MIEN_SOURCE_DIR) / "models" / name)));
}

// What the schema objects to; empty if nothing.
std::string schema_errors(const Json& document) {
  const Json schema_json = committed("catalogue.schema.json");
  valijson::Schema schema;
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_json), schema);
  valijson::Validator validator;
  valijson::ValidationResults results;
  std::string text;
  if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results)) {
    return text;
  }
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const std::string& part : error.context) text += part;
    text += ": " + error.description + "\n";
  }
  return text;
}

std::string error_of(const Json& document) {
  return models::message_of([&] { (void)Catalogue::parse(document.dump(), "test.json"); });
}

TEST(Catalogue, CommittedOneFitsTheSchema) {
  EXPECT_EQ(schema_errors(committed("catalogue.json")), "");
}

TEST(Catalogue, SchemaRefusesWhatTheReaderRefuses) {
  const auto both_refuse = [](const char* pointer, const Json& value) {
    Json changed = committed("catalogue.json");
    changed[Json::json_pointer(pointer)] = value;
    EXPECT_NE(schema_errors(changed), "") << pointer;
    return error_of(changed);
  };
  EXPECT_THAT(both_refuse("/models/1/sha256", "12"),
              AllOf(HasSubstr("emotion-xception"), HasSubstr("sha256"), HasSubstr("\"12\"")));
  EXPECT_THAT(both_refuse("/models/0/licence", "MIT"),
              AllOf(HasSubstr("faceres-deep"), HasSubstr("licence"), HasSubstr("no such key")));
  EXPECT_THAT(both_refuse("/models/2/source/integrity", "sha512-AAAA"),
              AllOf(HasSubstr("mtcnn-pnet"), HasSubstr("source.integrity")));
  EXPECT_THAT(both_refuse("/models/2/source/package", "--registry=evil"),
              AllOf(HasSubstr("mtcnn-pnet"), HasSubstr("source.package")));
  EXPECT_THAT(both_refuse("/models/2/source/version", "latest"), HasSubstr("source.version"));
  EXPECT_THAT(both_refuse("/models/2/file", "../evil.onnx"), HasSubstr("\"file\""));
  EXPECT_THAT(both_refuse("/models/2/importer", "pickle"),
              AllOf(HasSubstr("tfjs-graph"), HasSubstr("pickle")));
  EXPECT_THAT(both_refuse("/models/3/metadata/data_terms", ""),
              AllOf(HasSubstr("mtcnn-rnet"), HasSubstr("data_terms")));
  EXPECT_THAT(both_refuse("/models/3/metadata/licence", ""), HasSubstr("licence"));
  EXPECT_THAT(both_refuse("/models/0/metadata/crop/margin", 3), HasSubstr("crop.margin"));
  EXPECT_THAT(both_refuse("/version", 2), HasSubstr("version"));
}

TEST(Catalogue, SchemaKnowsWhatMienShips) {
  Json changed = committed("catalogue.json");
  Json& model = changed["models"][5];
  const auto source_errors = [&](const Json& source, const char* importer) {
    model["source"] = source;
    model["importer"] = importer;
    return schema_errors(changed);
  };
  const std::string hash(64, 'a');
  const Json whole = {{"shipped", "m.onnx"}, {"sha256", hash}};
  const Json joined = {{"shipped", "m.onnx"}, {"sha256", hash}, {"base", "faceres-deep"}};
  EXPECT_EQ(source_errors(whole, "onnx"), "");
  EXPECT_EQ(source_errors(joined, "joined"), "");
  EXPECT_NO_THROW((void)Catalogue::parse(changed.dump(), "test.json"));
  for (const auto& [source, importer] : std::vector<std::pair<Json, const char*>>{
           {whole, "joined"},
           {joined, "onnx"},
           {whole, "tfjs-graph"},
           {{{"shipped", "../m.onnx"}, {"sha256", hash}}, "onnx"},
           {{{"shipped", "m.onnx"}}, "onnx"}}) {
    EXPECT_NE(source_errors(source, importer), "") << source;
    EXPECT_NE(error_of(changed), "") << source;
  }
}

TEST(Catalogue, RefusesDuplicatesAndForeignPaths) {
  Json twice = committed("catalogue.json");
  twice["models"].push_back(twice["models"][0]);
  EXPECT_THAT(error_of(twice), AllOf(HasSubstr("faceres-deep"), HasSubstr("each id once")));
  Json file = committed("catalogue.json");
  file["models"][1]["file"] = "faceres-deep.onnx";
  EXPECT_THAT(error_of(file), AllOf(HasSubstr("emotion-xception"), HasSubstr("each file once")));
  Json other = committed("catalogue.json");
  other["models"][1]["metadata"]["id"] = "other";
  EXPECT_THAT(error_of(other), AllOf(HasSubstr("emotion-xception"), HasSubstr("metadata.id")));
  Json path = committed("catalogue.json");
  path["models"][1]["source"]["files"][0]["path"] = "../../etc/passwd";
  EXPECT_THAT(error_of(path), HasSubstr("source.files[0].path"));
  Json missing = committed("catalogue.json");
  missing["models"][1].erase("importer");
  EXPECT_THAT(error_of(missing), AllOf(HasSubstr("emotion-xception"), HasSubstr("importer")));
}

TEST(Catalogue, EveryModelStatesItsLicenceAndTerms) {
  const Catalogue catalogue = Catalogue::parse(committed("catalogue.json").dump(), "catalogue");
  ASSERT_FALSE(catalogue.entries().empty());
  for (const CatalogueEntry& entry : catalogue.entries()) {
    EXPECT_FALSE(entry.metadata.licence.empty()) << entry.id;
    EXPECT_FALSE(entry.metadata.data_terms.empty()) << entry.id;
    EXPECT_NE(entry.sha256, std::string(64, '0')) << entry.id;
  }
}

TEST(Catalogue, BuiltInOneIsTheCommittedOne) {
  ::unsetenv("MIEN_CATALOGUE");
  const Catalogue built_in = Catalogue::standard();
  const Json json = committed("catalogue.json");
  ASSERT_EQ(built_in.entries().size(), json["models"].size());
  for (std::size_t i = 0; i < built_in.entries().size(); ++i) {
    EXPECT_EQ(built_in.entries()[i].id, json["models"][i]["id"]);
    EXPECT_EQ(built_in.entries()[i].sha256, json["models"][i]["sha256"]);
  }
}

TEST(Catalogue, NamesTheKnownModelsForAnUnknownOne) {
  const Catalogue catalogue = Catalogue::parse(committed("catalogue.json").dump(), "catalogue");
  EXPECT_THAT(models::message_of([&] { (void)catalogue.at("nose"); }, ErrorCode::usage),
              AllOf(HasSubstr("faceres-deep"), HasSubstr("nose")));
}

TEST(Catalogue, ANetworkInEightBitsHasTheSameHeads) {
  Json changed = committed("catalogue.json");
  const auto entry = [&](const std::string& id) -> Json& {
    for (Json& model : changed["models"]) {
      if (model["id"] == id) return model;
    }
    throw std::runtime_error(id);
  };
  Json& model = entry("mobilenet-v1-face-tuned");
  EXPECT_EQ(Catalogue::parse(changed.dump(), "test").at("mobilenet-v1-face-tuned").int8,
            "mobilenet-v1-face-tuned-int8");
  for (const char* other : {"no-such-model", "mobilenet-v1-emotion", "mobilenet-v1-face-tuned"}) {
    model["int8"] = other;
    EXPECT_EQ(schema_errors(changed), "");
    EXPECT_THAT(error_of(changed), AllOf(HasSubstr("mobilenet-v1-face-tuned"), HasSubstr("int8"),
                                         HasSubstr("same heads"), HasSubstr(other)));
  }
}

}  // namespace
}  // namespace mien
