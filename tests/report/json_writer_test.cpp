#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "core/utf8.h"
#include "mien/report/result_writer.h"
#include "sample_results.h"
#include "temporary_folder.h"

namespace mien {
namespace {

using Json = nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;
using Maker = std::unique_ptr<ResultWriter> (*)(const std::filesystem::path&);

std::string text_of(Maker make, const std::vector<ImageResult>& results) {
  const TemporaryFolder folder;
  const auto writer = make(folder.path() / "out");
  for (const ImageResult& result : results) writer->write(result);
  writer->finish();
  return read_text(folder.path() / "out");
}

/// What the documented schema has against a value; empty if it is valid.
std::string objections(const Json& value) {
  static const Json source = Json::parse(read_text(std::filesystem::path(MIEN_SOURCE_DIR) / "docs" /
                                                   "reference" / "result.schema.json"));
  valijson::Schema schema;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(source), schema);
  valijson::ValidationResults results;
  if (valijson::Validator().validate(schema, Adapter(value), &results)) return {};
  std::string text = "invalid";
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const std::string& step : error.context) text += step;
    text += ": " + error.description + "\n";
  }
  return text;
}

TEST(JsonWriter, WritesTheDocumentedObject) {
  const std::string text = to_json({"a.jpg", 640, 480, "", {full_face()}});
  EXPECT_EQ(
      text,
      R"({"file":"a.jpg","width":640,"height":480,"error":null,"faces":[{)"
      R"("box":[10.0,20.1,30.0,40.0],"score":0.9877,)"
      R"("landmarks":[[15.0,30.0],[30.0,30.0],[22.3,40.0],[16.0,50.0],[29.0,50.0]],"pose":{"yaw":-12.3,)"
      R"("pitch":4.0,"roll":0.5},"quality":3.46,"age":31.3,)"
      R"("age_low":24.0,"age_high":38.5,)"
      R"("gender":{"label":"female","probabilities":{"male":0.02,"female":0.98}},)"
      R"("emotion":{"label":"happiness","probabilities":{"neutral":0.01,"happiness":0.97,)"
      R"("surprise":0.02,"sadness":0.0,"anger":0.0,"disgust":0.0,"fear":0.0,"contempt":0.0}},)"
      R"("ethnicity":{"label":"asian","probabilities":{"white":0.1,"black":0.2,"asian":0.6,)"
      R"("indian":0.1,"other":0.0}},"affect":{"valence":0.7234,"arousal":-0.25}}]})");
}

TEST(JsonWriter, LeavesOutWhatNoModelGives) {
  EXPECT_EQ(to_json({"a.jpg", 0, 0, "broken", {bare_face()}}),
            R"({"file":"a.jpg","width":0,"height":0,"error":"broken","faces":[)"
            R"({"box":[1.0,2.0,3.0,4.0],"score":0.5,"landmarks":null}]})");
}

TEST(JsonWriter, WritesTheMeshAsTheSchemaHasIt) {
  Face face = bare_face();
  face.mesh.emplace();
  face.mesh->points.assign(468, {1.25F, 2, -3.04F});
  face.mesh->score = 0.99F;
  face.mesh->pose = {10, -5, 0.5F};
  const Json bare = Json::parse(to_json({"a", 1, 1, "", {face}}));
  EXPECT_EQ(objections(bare), "");
  EXPECT_FALSE(bare["faces"][0]["mesh"].contains("openness"));
  face.mesh->openness = EyeOpenness{0.3F, 0.257F};
  face.mesh->looking = Looking::right;
  const Json whole = Json::parse(to_json({"a", 1, 1, "", {face}}));
  EXPECT_EQ(objections(whole), "");
  const Json& mesh = whole["faces"][0]["mesh"];
  EXPECT_EQ(mesh["points"].size(), 468U);
  EXPECT_EQ(mesh["points"][467].dump(), "[1.3,2.0,-3.0]");
  EXPECT_EQ(mesh["openness"].dump(), R"({"left":0.3,"right":0.26})");
  EXPECT_EQ(mesh["looking"], "right");
  EXPECT_EQ(mesh["pose"]["yaw"], 10);
}

TEST(JsonWriter, PutsProbabilitiesInTheDocumentedOrder) {
  Face face = bare_face();
  face.emotion = Classification{"fear", {{"fear", 0.75F}, {"neutral", 0.25F}}};
  EXPECT_NE(to_json({"a", 1, 1, "", {face}}).find(R"({"neutral":0.25,"fear":0.75})"),
            std::string::npos);
}

TEST(JsonWriter, SaysWhichAnswersAreUnsure) {
  Face face = full_face();
  face.gender->sure_from = 0.99F;
  const std::string text = to_json({"a", 1, 1, "", {face}});
  EXPECT_NE(text.find(R"("gender":{"label":"female","unsure":true,"probabilities")"),
            std::string::npos);
  EXPECT_EQ(objections(Json::parse(text)), "");
}

TEST(JsonWriter, KeepsTheBytesOfNamesThatAreNotUtf8) {
  const Json value = Json::parse(to_json({"a\xff\xc3(", 1, 1, "b\xff", {}}));
  EXPECT_EQ(value["file"], "a\uFFFD\uFFFD(");
  EXPECT_EQ(value["file_bytes"], "Yf/DKA==");
  EXPECT_EQ(value["error"], "b\uFFFD");
  EXPECT_FALSE(Json::parse(to_json({"ü", 1, 1, "", {}})).contains("file_bytes"));
}

TEST(JsonWriter, WritesAnArrayThatTheSchemaAccepts) {
  const std::vector<ImageResult> results = sample_results();
  const std::string text = text_of(make_json_writer, results);
  EXPECT_TRUE(is_utf8(text));
  const Json value = Json::parse(text);
  ASSERT_EQ(value.size(), results.size());
  EXPECT_EQ(objections(value), "");
  EXPECT_EQ(value[3]["faces"].size(), 40U);
}

TEST(JsonWriter, WritesAnEmptyArray) {
  EXPECT_EQ(text_of(make_json_writer, {}), "[]\n");
  EXPECT_EQ(objections(Json::array()), "");
  EXPECT_EQ(text_of(make_json_lines_writer, {}), "");
}

TEST(JsonLinesWriter, WritesOneObjectALine) {
  const std::vector<ImageResult> results = sample_results();
  std::istringstream text(text_of(make_json_lines_writer, results));
  std::string line;
  std::size_t lines = 0;
  for (; std::getline(text, line); ++lines) {
    const Json value = Json::parse(line);
    EXPECT_EQ(objections(value), "") << line;
    EXPECT_EQ(value["faces"].size(), results[lines].faces.size());
  }
  EXPECT_EQ(lines, results.size());
}

TEST(Schema, RefusesWhatIsNotDocumented) {
  const Json good = Json::parse(to_json({"a.jpg", 640, 480, "", {full_face()}}));
  ASSERT_EQ(objections(good), "");
  const auto changed = [&](const char* pointer, const Json& value) {
    Json copy = good;
    copy[Json::json_pointer(pointer)] = value;
    return objections(copy);
  };
  EXPECT_NE(changed("/width", -1), "");
  EXPECT_NE(changed("/error", ""), "");
  EXPECT_NE(changed("/extra", 1), "");
  EXPECT_NE(changed("/faces/0/box", {1, 2, 3}), "");
  EXPECT_NE(changed("/faces/0/score", 1.5), "");
  EXPECT_NE(changed("/faces/0/landmarks", {{1, 2}}), "");
  EXPECT_NE(changed("/faces/0/emotion/label", "joy"), "");
  EXPECT_NE(changed("/faces/0/gender", "male"), "");
  Json missing = good;
  missing.erase("faces");
  EXPECT_NE(objections(missing), "");
}

}  // namespace
}  // namespace mien
