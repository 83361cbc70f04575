// The Open Inference Protocol. What is required of each answer is copied by hand from KServe's
// published description (kserve/open-inference-protocol, open_inference_rest.yaml).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/base64.h"
#include "mien/report/result_writer.h"
#include "serve/described_server.h"

namespace mien::serve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

bool is_tensor(const Json& json) {
  return json.is_object() && json["name"].is_string() && json["datatype"].is_string() &&
         json["shape"].is_array() && std::ranges::all_of(json["shape"], [](const Json& axis) {
           return axis.is_number_integer();
         });
}

class InferenceTest : public DescribedServerTest {
 protected:
  static Json get(const std::string& path, const std::string& described) {
    const auto result = server->client().Get(path);
    EXPECT_THAT(objections(description, "get", described, result), IsEmpty());
    EXPECT_EQ(result->status, 200) << path;
    return Json::parse(result->body);
  }

  static httplib::Result infer(const std::string& model, const std::string& body) {
    auto result = server->client().Post("/v2/models/" + model + "/infer", body, "application/json");
    EXPECT_THAT(objections(description, "post", "/v2/models/{name}/infer", result), IsEmpty());
    return result;
  }

  static void expect_error(const httplib::Result& result, int status, const std::string& part) {
    EXPECT_EQ(result->status, status) << result->body;
    const Json json = Json::parse(result->body);
    ASSERT_TRUE(json["error"].is_string()) << result->body;
    EXPECT_THAT(json["error"].get<std::string>(), HasSubstr(part));
  }

  /// A request for the tiny network: a red picture, then a blue one.
  static Json request() {
    const Json input = get("/v2/models/tiny", "/v2/models/{name}")["inputs"][0];
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
};

TEST_F(InferenceTest, TellsOfItselfAndItsModels) {
  for (const char* path : {"/v2", "/v2/"}) {
    const Json json = get(path, path);
    EXPECT_EQ(json["name"], "mien");
    EXPECT_TRUE(json["version"].is_string());
    EXPECT_TRUE(json["extensions"].is_array());
  }
  get("/v2/health/live", "/v2/health/live");
  get("/v2/health/ready", "/v2/health/ready");
  for (const char* name : {"tiny", "colours", "mien"}) {
    for (const std::string version : {"", "/versions/1"}) {
      const std::string path = std::string("/v2/models/") + name + version;
      const std::string described =
          version.empty() ? "/v2/models/{name}" : "/v2/models/{name}/versions/{version}";
      const Json json = get(path, described);
      EXPECT_EQ(json["name"], name);
      EXPECT_TRUE(json["platform"].is_string());
      for (const char* part : {"inputs", "outputs"}) {
        EXPECT_FALSE(json[part].empty());
        for (const Json& tensor : json[part]) EXPECT_TRUE(is_tensor(tensor)) << tensor;
      }
      EXPECT_EQ(get(path + "/ready", described + "/ready")["ready"], true);
    }
  }
}

TEST_F(InferenceTest, ANetworkAnswersTensors) {
  const auto result = infer("tiny", request().dump());
  ASSERT_EQ(result->status, 200) << result->body;
  const Json json = Json::parse(result->body);
  EXPECT_EQ(json["model_name"], "tiny");
  EXPECT_EQ(json["id"], "seven");
  ASSERT_THAT(json["outputs"], SizeIs(1));
  const Json& output = json["outputs"][0];
  EXPECT_TRUE(is_tensor(output));
  EXPECT_THAT(output["shape"], ElementsAre(2, 3));
  // The network gives the mean of each channel.
  EXPECT_THAT(output["data"], ElementsAre(1.0, 0.0, 0.0, 0.0, 0.0, 1.0));
  // Nested rows are the same.
  Json nested = request();
  Json& data = nested["inputs"][0]["data"];
  Json rows = Json::array();
  for (int row = 0; row < 2; ++row) {
    rows.push_back(Json(data.begin() + 48 * row, data.begin() + 48 * (row + 1)));
  }
  data = rows;
  EXPECT_EQ(Json::parse(infer("tiny", nested.dump())->body)["outputs"], json["outputs"]);
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
  const auto result = infer("mien", body.dump());
  ASSERT_EQ(result->status, 200) << result->body;
  const Json json = Json::parse(result->body);
  EXPECT_FALSE(json.contains("id"));
  const Json& output = json["outputs"][0];
  EXPECT_TRUE(is_tensor(output));
  EXPECT_THAT(output["shape"], ElementsAre(2));
  const auto analyzed = server->client().Post("/v1/analyze", bytes, "image/png");
  EXPECT_EQ(output["data"][0].get<std::string>() + "\n", analyzed->body);
  EXPECT_THAT(Json::parse(output["data"][1].get<std::string>())["error"].get<std::string>(),
              HasSubstr("picture: expected"));
}

TEST_F(InferenceTest, SaysWhatIsWrongInTheWordsOfTheProtocol) {
  expect_error(server->client().Get("/v2/models/nobody"), 404, "expected one of mien, tiny");
  expect_error(server->client().Get("/v2/models/tiny/versions/2"), 404, "expected the version 1");
  expect_error(server->client().Get("/v2/nothing"), 404, "expected a path");
  expect_error(infer("tiny", "no json"), 400, "expected an object of JSON");
  expect_error(infer("tiny", "{}"), 400, "inputs");
  expect_error(infer("tiny", std::string(100'000, '[')), 400, "expected an object of JSON");
  const auto broken = [](const std::function<void(Json&)>& change) {
    Json body = request();
    change(body);
    return infer("tiny", body.dump());
  };
  expect_error(broken([](Json& b) { b["id"] = 7; }), 400, "id");
  expect_error(broken([](Json& b) { b["inputs"].push_back(b["inputs"][0]); }), 400, "one input");
  expect_error(broken([](Json& b) { b["inputs"][0] = 3; }), 400, "expected an object");
  expect_error(broken([](Json& b) { b["inputs"][0]["name"] = "x"; }), 400, "expected the name");
  expect_error(broken([](Json& b) { b["inputs"][0]["datatype"] = "INT8"; }), 400, "FP32");
  expect_error(broken([](Json& b) { b["inputs"][0].erase("data"); }), 400, "data");
  expect_error(broken([](Json& b) { b["inputs"][0]["data"].push_back(1); }), 400, "96 numbers");
  expect_error(broken([](Json& b) { b["inputs"][0]["data"][3] = "x"; }), 400, "numbers alone");
  expect_error(broken([](Json& b) { b["inputs"][0]["data"][3] = nullptr; }), 400, "numbers alone");
  expect_error(broken([](Json& b) { b["inputs"][0]["shape"][0] = 65; }), 400, "shape");
  expect_error(broken([](Json& b) { b["inputs"][0]["shape"][0] = 0; }), 400, "shape");
  expect_error(broken([](Json& b) { b["inputs"][0]["shape"][0] = -1; }), 400, "shape");
  expect_error(broken([](Json& b) { b["inputs"][0]["shape"][0] = 1.5; }), 400, "whole numbers");
  expect_error(broken([](Json& b) { b["inputs"][0]["shape"][1] = INT64_MAX; }), 400, "shape");
  expect_error(broken([](Json& b) { b["outputs"] = {{{"name", "x"}}}; }), 400, "outputs");
  const Json text = {
      {"inputs",
       {{{"name", "image"}, {"shape", {1}}, {"datatype", "BYTES"}, {"data", {"not base64"}}}}}};
  expect_error(infer("mien", text.dump()), 400, "base64");
  const auto type = server->client().Post("/v2/models/tiny/infer", "x", "text/plain");
  expect_error(type, 415, "application/json");
}

}  // namespace
}  // namespace mien::serve
