// The Open Inference Protocol. Each body is compared with open_inference.schema.json, which has
// what KServe's published description asks of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "core/base64.h"
#include "mien/report/result_writer.h"
#include "serve/described_server.h"

namespace mien::serve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::SizeIs;

/// What the protocol has against a body.
/// @param part of the schema, such as "request"
std::string against_protocol(const std::string& part, const Json& body) {
  static const nlohmann::json schema = nlohmann::json::parse(
      std::ifstream(std::string(MIEN_SOURCE_DIR) + "/tests/serve/open_inference.schema.json"));
  const nlohmann::json whole = {{"$ref", "#/definitions/" + part}};
  const nlohmann::json source = {{"allOf", nlohmann::json::array({whole})},
                                 {"definitions", schema["definitions"]}};
  return violations(source, body);
}

class InferenceTest : public DescribedServerTest {
 protected:
  static Json get(const std::string& path, const std::string& described, const std::string& part) {
    const auto result = server->client().Get(path);
    EXPECT_THAT(objections(description, "get", described, result), IsEmpty());
    EXPECT_EQ(result->status, 200) << path;
    Json json = Json::parse(result->body);
    EXPECT_THAT(against_protocol(part, json), IsEmpty()) << path;
    return json;
  }

  static httplib::Result infer(const std::string& model, const std::string& body) {
    auto result = server->client().Post("/v2/models/" + model + "/infer", body, "application/json");
    EXPECT_THAT(objections(description, "post", "/v2/models/{name}/infer", result), IsEmpty());
    const std::string part = result->status == 200 ? "answer" : "error";
    EXPECT_THAT(against_protocol(part, Json::parse(result->body)), IsEmpty());
    return result;
  }

  static void expect_error(const httplib::Result& result, int status, const std::string& part) {
    EXPECT_EQ(result->status, status) << result->body;
    const Json json = Json::parse(result->body);
    ASSERT_THAT(against_protocol("error", json), IsEmpty());
    EXPECT_THAT(json["error"].get<std::string>(), HasSubstr(part));
  }

  /// A request for the tiny network: a red picture, then a blue one.
  static Json request() {
    const Json input = get("/v2/models/tiny", "/v2/models/{name}", "model")["inputs"][0];
    Json data = Json::array();
    std::vector<std::int64_t> shape = input["shape"];
    const ModelMetadata metadata = tiny_metadata(4);
    const bool planes = shape[1] == 3;
    for (const int bright : {0, 2}) {
      for (int i = 0; i < 48; ++i) {
        const int channel = planes ? i / 16 : i % 3;
        data.push_back(channel == bright ? 1.0 : 0.0);
      }
    }
    shape[0] = 2;
    return {{"id", "seven"},
            {"inputs",
             {{{"name", input["name"]}, {"shape", shape}, {"datatype", "FP32"}, {"data", data}}}}};
  }

  /// The answer to that request after a change.
  static httplib::Result changed(const std::function<void(Json&)>& change) {
    Json body = request();
    change(body);
    return infer("tiny", body.dump());
  }

  static void expect_answer(const httplib::Result& result) {
    ASSERT_EQ(result->status, 200) << result->body;
    EXPECT_THAT(Json::parse(result->body)["outputs"][0]["data"],
                ElementsAre(1.0, 0.0, 0.0, 0.0, 0.0, 1.0));
  }
};

TEST(InferenceSchema, RefusesWhatTheProtocolHasNot) {
  const Json tensor = {{"name", "means"}, {"shape", {1}}, {"datatype", "FP32"}, {"data", {1.5}}};
  const Json answer = {{"model_name", "tiny"}, {"outputs", Json::array({tensor})}};
  EXPECT_THAT(against_protocol("answer", answer), IsEmpty());
  for (const Json& data : {Json(nullptr), Json::array({nullptr}), Json(1.5)}) {
    Json changed = answer;
    changed["outputs"][0]["data"] = data;
    EXPECT_THAT(against_protocol("answer", changed), Not(IsEmpty())) << data;
  }
  Json changed = answer;
  changed["outputs"][0]["datatype"] = "float";
  EXPECT_THAT(against_protocol("answer", changed), Not(IsEmpty()));
  EXPECT_THAT(against_protocol("request", {{"outputs", Json::array()}}), Not(IsEmpty()));
  EXPECT_THAT(against_protocol("error", {{"error", {{"code", "usage"}}}}), Not(IsEmpty()));
}

TEST_F(InferenceTest, TellsOfItselfAndItsModels) {
  for (const char* path : {"/v2", "/v2/"}) {
    const Json json = get(path, path, "server");
    EXPECT_EQ(json["name"], "mien");
    // That of the server, not of its models.
    EXPECT_THAT(json["version"].get<std::string>(), MatchesRegex("[0-9]+[.][0-9]+[.][0-9]+"));
    EXPECT_THAT(json["extensions"], IsEmpty());
  }
  EXPECT_EQ(get("/v2/health/live", "/v2/health/live", "live")["live"], true);
  EXPECT_EQ(get("/v2/health/ready", "/v2/health/ready", "ready")["ready"], true);
  for (const char* name : {"tiny", "colours", "mien"}) {
    for (const std::string version : {"", "/versions/1"}) {
      const std::string path = std::string("/v2/models/") + name + version;
      const std::string described =
          version.empty() ? "/v2/models/{name}" : "/v2/models/{name}/versions/{version}";
      const Json json = get(path, described, "model");
      EXPECT_EQ(json["name"], name);
      EXPECT_THAT(json["versions"], ElementsAre("1"));
      EXPECT_THAT(json["inputs"], SizeIs(1));
      EXPECT_THAT(json["outputs"], SizeIs(1));
      const Json ready = get(path + "/ready", described + "/ready", "model_ready");
      EXPECT_EQ(ready["name"], name);
      EXPECT_EQ(ready["ready"], true);
    }
  }
}

TEST_F(InferenceTest, ANetworkAnswersTensors) {
  ASSERT_THAT(against_protocol("request", request()), IsEmpty());
  const auto result = infer("tiny", request().dump());
  ASSERT_EQ(result->status, 200) << result->body;
  const Json json = Json::parse(result->body);
  EXPECT_EQ(json["model_name"], "tiny");
  EXPECT_EQ(json["model_version"], "1");
  EXPECT_EQ(json["id"], "seven");
  ASSERT_THAT(json["outputs"], SizeIs(1));
  const Json& output = json["outputs"][0];
  EXPECT_EQ(output["datatype"], "FP32");
  EXPECT_THAT(output["shape"], ElementsAre(2, 3));
  // The network gives the mean of each channel.
  EXPECT_THAT(output["data"], ElementsAre(1.0, 0.0, 0.0, 0.0, 0.0, 1.0));
  const auto version = server->client().Post("/v2/models/tiny/versions/1/infer", request().dump(),
                                             "application/json");
  EXPECT_EQ(version->body, result->body);
}

TEST_F(InferenceTest, DataAreNestedAsTheShapeIsOrFlat) {
  const auto rows_of = [](const Json& data, std::size_t length) {
    Json rows = Json::array();
    for (std::size_t i = 0; i < data.size(); i += length) {
      const auto row = data.begin() + static_cast<std::ptrdiff_t>(i);
      rows.push_back(Json(row, row + static_cast<std::ptrdiff_t>(length)));
    }
    return rows;
  };
  const std::vector<std::size_t> shape = request()["inputs"][0]["shape"];
  Json nested = request()["inputs"][0]["data"];
  for (std::size_t axis = shape.size() - 1; axis > 0; --axis) nested = rows_of(nested, shape[axis]);
  const auto with_data = [](const Json& data) {
    return changed([&](Json& body) { body["inputs"][0]["data"] = data; });
  };
  expect_answer(with_data(nested));
  // A row for each picture.
  expect_answer(with_data(rows_of(request()["inputs"][0]["data"], 48)));
  // As many numbers, but not where the shape has them.
  expect_error(with_data(rows_of(request()["inputs"][0]["data"], 32)), 400, "expected 2 arrays");
  expect_error(with_data(rows_of(nested, 1)), 400, "expected");
  Json mixed = nested;
  mixed[1] = 3;
  expect_error(with_data(mixed), 400, "arrays beside arrays");
  Json deeper = nested;
  deeper[0][0][0][0] = Json::array({1});
  expect_error(with_data(deeper), 400, "numbers alone");
  expect_error(with_data(Json::array()), 400, "expected 96 numbers, found 0");
}

TEST_F(InferenceTest, GivesTheIdBackAsItCame) {
  EXPECT_EQ(Json::parse(changed([](Json& b) { b["id"] = ""; })->body)["id"], "");
  for (const bool null : {false, true}) {
    const auto result = changed([&](Json& body) {
      body.erase("id");
      if (null) body["id"] = body["outputs"] = body["parameters"] = nullptr;
    });
    expect_answer(result);
    EXPECT_FALSE(Json::parse(result->body).contains("id"));
  }
}

TEST_F(InferenceTest, PassesParametersOverUnlessTheyAskForOtherData) {
  const std::vector<std::function<Json&(Json&)>> places = {
      [](Json& body) -> Json& { return body["parameters"]; },
      [](Json& body) -> Json& { return body["inputs"][0]["parameters"]; },
      [](Json& body) -> Json& {
        body["outputs"] = {{{"name", "means"}}};
        return body["outputs"][0]["parameters"];
      }};
  for (const auto& place : places) {
    const auto with = [&](const Json& parameters) {
      return changed([&](Json& body) { place(body) = parameters; });
    };
    expect_answer(with(Json::object()));
    expect_answer(with({{"content_type", "np"}, {"priority", 3}, {"binary_data", false}}));
    for (const char* name : {"binary_data", "binary_data_output"}) {
      expect_error(with({{name, true}}), 400, "expected whole tensors in JSON");
    }
    for (const char* name : {"binary_data_size", "classification", "shared_memory_byte_size"}) {
      expect_error(with({{name, 384}}), 400, "expected whole tensors in JSON");
    }
    expect_error(with({{"shared_memory_region", "x"}}), 400, "expected whole tensors in JSON");
    expect_error(with(7), 400, "expected an object");
    expect_error(with({{"priority", Json::array()}}), 400, "texts, numbers and booleans");
  }
}

TEST_F(InferenceTest, TellsNoNumbersThatJsonHasNot) {
  const auto with_all = [](double number) {
    return changed([&](Json& body) {
      for (Json& element : body["inputs"][0]["data"]) element = number;
    });
  };
  expect_error(with_all(1e39), 400, "expected numbers that FP32 has");
  expect_error(with_all(-1e300), 400, "expected numbers that FP32 has");
  // Their sum is infinite.
  expect_error(with_all(3e38), 400, "expected finite numbers");
}

TEST_F(InferenceTest, HeadsOfOneOutputGiveItOnce) {
  TemporaryFolder folder;
  ModelMetadata metadata = tiny_metadata(4);
  metadata.id = "shared";
  HeadSpec head;
  head.output = "means";
  head.attribute = "identity";
  head.kind = HeadKind::identity;
  metadata.heads.push_back(head);
  write_file(folder.path() / "shared.onnx", tiny_onnx(4, format_metadata(metadata)));
  ServeOptions options = models->options();
  options.analyzer.models = {(folder.path() / "shared.onnx").string()};
  const RunningServer running(options);
  const auto result = running.client().Get("/v2/models/shared");
  ASSERT_EQ(result->status, 200) << result->body;
  EXPECT_THAT(Json::parse(result->body)["outputs"], SizeIs(1));
  const auto answer =
      running.client().Post("/v2/models/shared/infer", request().dump(), "application/json");
  expect_answer(answer);
  EXPECT_THAT(Json::parse(answer->body)["outputs"], SizeIs(1));
}

TEST_F(InferenceTest, AllOfThemTogetherAnswerPictures) {
  const std::string bytes = red();
  const Json body = {
      {"inputs",
       {{{"name", "image"},
         {"shape", {2}},
         {"datatype", "BYTES"},
         {"data", {base64_encode(std::as_bytes(std::span(bytes))), "bm8gcGljdHVyZQ=="}}}}},
      {"outputs", {{{"name", "result"}}}}};
  ASSERT_THAT(against_protocol("request", body), IsEmpty());
  const auto result = infer("mien", body.dump());
  ASSERT_EQ(result->status, 200) << result->body;
  const Json json = Json::parse(result->body);
  EXPECT_FALSE(json.contains("id"));
  const Json& output = json["outputs"][0];
  EXPECT_EQ(output["datatype"], "BYTES");
  EXPECT_THAT(output["shape"], ElementsAre(2));
  const auto analyzed = server->client().Post("/v1/analyze", bytes, "image/png");
  EXPECT_EQ(output["data"][0].get<std::string>() + "\n", analyzed->body);
  EXPECT_THAT(Json::parse(output["data"][1].get<std::string>())["error"].get<std::string>(),
              HasSubstr("picture: expected"));
}

TEST_F(InferenceTest, SaysWhatIsWrongInTheWordsOfTheProtocol) {
  expect_error(server->client().Get("/v2/models/nobody"), 404, "expected one of mien, tiny");
  for (const char* path : {"", "/ready"}) {
    expect_error(server->client().Get(std::string("/v2/models/nobody") + path), 404, "mien, tiny");
    expect_error(server->client().Get(std::string("/v2/models/tiny/versions/2") + path), 404,
                 "expected the version 1");
  }
  expect_error(server->client().Post("/v2/models/tiny/versions/2/infer", request().dump(),
                                     "application/json"),
               404, "expected the version 1");
  expect_error(infer("nobody", request().dump()), 404, "mien, tiny");
  expect_error(server->client().Post("/v2/models/tiny", "{}", "application/json"), 405, "GET");
  expect_error(server->client().Get("/v2/models/tiny/infer"), 405, "POST");
  expect_error(server->client().Get("/v2/nothing"), 404, "expected a path");
  expect_error(infer("tiny", "no json"), 400, "expected an object of JSON");
  expect_error(infer("tiny", "{}"), 400, "inputs");
  expect_error(infer("tiny", std::string(100'000, '[')), 400, "expected an object of JSON");
  expect_error(changed([](Json& b) { b["id"] = 7; }), 400, "id");
  expect_error(changed([](Json& b) { b["inputs"].push_back(b["inputs"][0]); }), 400, "one input");
  expect_error(changed([](Json& b) { b["inputs"][0] = 3; }), 400, "expected an object");
  expect_error(changed([](Json& b) { b["inputs"][0]["name"] = "x"; }), 400, "expected the name");
  // Names of types are case-sensitive.
  for (const char* type : {"BOOL", "UINT8", "INT8", "INT64", "FP16", "FP64", "BYTES", "fp32", ""}) {
    expect_error(changed([&](Json& b) { b["inputs"][0]["datatype"] = type; }), 400,
                 std::string("expected the datatype FP32, found ") + type);
  }
  expect_error(changed([](Json& b) { b["inputs"][0].erase("data"); }), 400, "data");
  expect_error(changed([](Json& b) { b["inputs"][0]["data"].push_back(1); }), 400, "96 numbers");
  expect_error(changed([](Json& b) { b["inputs"][0]["data"][3] = "x"; }), 400, "numbers alone");
  expect_error(changed([](Json& b) { b["inputs"][0]["data"][3] = true; }), 400, "numbers alone");
  expect_error(changed([](Json& b) { b["inputs"][0]["data"][3] = nullptr; }), 400, "numbers alone");
  expect_error(changed([](Json& b) { b["inputs"][0]["shape"][0] = 65; }), 400, "shape");
  expect_error(changed([](Json& b) { b["inputs"][0]["shape"][0] = 0; }), 400, "shape");
  expect_error(changed([](Json& b) { b["inputs"][0]["shape"][0] = -1; }), 400, "whole numbers");
  expect_error(changed([](Json& b) { b["inputs"][0]["shape"][0] = 1.5; }), 400, "whole numbers");
  expect_error(changed([](Json& b) { b["inputs"][0]["shape"][1] = INT64_MAX; }), 400, "shape");
  expect_error(changed([](Json& b) { b["inputs"][0]["shape"][0] = UINT64_MAX; }), 400,
               "whole numbers");
  expect_error(changed([](Json& b) { b["outputs"] = {{{"name", "x"}}}; }), 400, "outputs");
  const Json text = {
      {"inputs",
       {{{"name", "image"}, {"shape", {1}}, {"datatype", "BYTES"}, {"data", {"not base64"}}}}}};
  expect_error(infer("mien", text.dump()), 400, "base64");
  const auto type = server->client().Post("/v2/models/tiny/infer", "x", "text/plain");
  expect_error(type, 415, "application/json");
}

}  // namespace
}  // namespace mien::serve
