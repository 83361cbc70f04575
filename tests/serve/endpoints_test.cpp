// The end points, each answer compared with the server's own description.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <regex>

#include "core/base64.h"
#include "mien/media/image_io.h"
#include "serve/described_server.h"

namespace mien::serve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class EndpointsTest : public DescribedServerTest {
 protected:
  /// The answer of `POST /v1/PATH?QUERY`, as described.
  static httplib::Result post(const std::string& path, const std::string& query,
                              const std::string& body, const std::string& type,
                              const httplib::Headers& headers = {}) {
    auto result = server->client().Post("/v1/" + path + query, headers, body, type);
    EXPECT_THAT(objections(description, "post", "/v1/" + path, result), IsEmpty());
    return result;
  }

  static httplib::Result post_form(const std::string& path, const std::string& query,
                                   const httplib::MultipartFormDataItems& parts,
                                   const httplib::Headers& headers = {}) {
    auto result = server->client().Post("/v1/" + path + query, headers, parts);
    EXPECT_THAT(objections(description, "post", "/v1/" + path, result), IsEmpty());
    return result;
  }

  static void expect_problem(const httplib::Result& result, int status, const std::string& code) {
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, status) << result->body;
    EXPECT_EQ(problem_code(result), code);
    EXPECT_EQ(result->get_header_value("Cache-Control"), "no-store");
  }
};

TEST_F(EndpointsTest, AnalyzeAnswersAPicture) {
  const auto result = post("analyze", "", red(), "image/png");
  EXPECT_EQ(result->status, 200);
  EXPECT_EQ(result->get_header_value("Cache-Control"), "no-store");
  EXPECT_EQ(result->get_header_value_count("Cache-Control"), 1U);
  const Json json = Json::parse(result->body);
  EXPECT_EQ(json["file"], "picture");
  EXPECT_EQ(json["width"], 30);
  EXPECT_THAT(json["faces"], SizeIs(1));
  EXPECT_EQ(json["faces"][0]["emotion"]["label"], "anger");
  EXPECT_FALSE(json["faces"][0].contains("embedding"));
}

TEST_F(EndpointsTest, AnalyzeAnswersAFormWithARowForEachPicture) {
  const auto result = post_form("analyze", "?embedding=true&attributes=emotion",
                                {{"image", red(), "a.png", "image/png"},
                                 {"image", "no picture", "../x/b.png", "image/png"},
                                 {"image", blue(), "", ""}});
  EXPECT_EQ(result->status, 200);
  const Json json = Json::parse(result->body);
  ASSERT_THAT(json, SizeIs(3));
  EXPECT_EQ(json[0]["file"], "a.png");
  EXPECT_THAT(json[0]["faces"][0]["embedding"], ElementsAre(1.0, 0.0, 0.0));
  EXPECT_EQ(json[1]["file"], "b.png");
  EXPECT_THAT(json[1]["error"].get<std::string>(), StartsWith("b.png: expected"));
  EXPECT_EQ(json[2]["file"], "picture");
  EXPECT_EQ(json[2]["faces"][0]["emotion"]["label"], "happiness");
}

TEST_F(EndpointsTest, AnalyzeGivesThumbnails) {
  const auto result = post_form("analyze", "?thumbnail=16",
                                {{"image", red(), "a.png", ""}, {"image", "no picture", "b", ""}});
  EXPECT_EQ(result->status, 200);
  const Json json = Json::parse(result->body);
  const std::optional<std::string> bytes =
      base64_decode(json[0]["faces"][0]["thumbnail"].get<std::string>());
  ASSERT_TRUE(bytes);
  const Image face = decode_image(std::as_bytes(std::span(*bytes)), "thumbnail");
  EXPECT_EQ(std::max(face.width(), face.height()), 16);
  EXPECT_GT(face.row(face.height() / 2)[3 * (face.width() / 2)], 200);
  for (const char* query : {"?thumbnail=15", "?thumbnail=513", "?thumbnail=true"}) {
    expect_problem(post("analyze", query, red(), "image/png"), 400, "usage");
  }
}

TEST_F(EndpointsTest, PicturesAboveTheLimitOfPixelsAreTooLarge) {
  ServeOptions options = models->options();
  options.limits.pixels = 600;
  const RunningServer small(options);
  const std::string large = plain_png({255, 0, 0}, 31, 20);
  for (const char* path : {"/v1/analyze", "/v1/analyze?thumbnail=32"}) {
    expect_problem(small.client().Post(path, large, "image/png"), 413, "too_large");
  }
  const httplib::MultipartFormDataItems both = {{"image", red(), "a.png", ""},
                                                {"image", large, "b.png", ""}};
  const auto rows = small.client().Post("/v1/analyze", both);
  EXPECT_THAT(objections(description, "post", "/v1/analyze", rows), IsEmpty());
  const Json json = Json::parse(rows->body);
  EXPECT_THAT(json[0]["faces"], SizeIs(1));
  EXPECT_THAT(json[1]["error"].get<std::string>(), StartsWith("b.png: expected a picture of at"));
  expect_problem(small.client().Post("/v1/compare", both), 413, "too_large");
}

TEST_F(EndpointsTest, AnalyzeAnswersATable) {
  const auto result =
      post_form("analyze", "",
                {{"image", red(), "a.png", "image/png"}, {"image", blue(), "b.png", "image/png"}},
                {{"Accept", "text/csv"}});
  EXPECT_EQ(result->status, 200);
  EXPECT_THAT(result->body, StartsWith("file,width,height,error,face,"));
  EXPECT_EQ(std::ranges::count(result->body, '\n'), 3);
  EXPECT_THAT(result->body, HasSubstr("\nb.png,30,20,,0,"));
}

TEST_F(EndpointsTest, AnalyzeAnswersTheMarkedPicture) {
  for (const char* type : {"image/jpeg", "image/png"}) {
    const auto result = post("analyze", "", red(), "image/png", {{"Accept", type}});
    EXPECT_EQ(result->status, 200);
    EXPECT_EQ(result->get_header_value("Content-Type"), type);
    const Image marked = decode_image(std::as_bytes(std::span(result->body)), "answer");
    EXPECT_EQ(marked.size(), (Size{30, 20}));
  }
  expect_problem(post_form("analyze", "", {{"image", red(), "", ""}, {"image", red(), "", ""}},
                           {{"Accept", "image/png"}}),
                 406, "type");
}

TEST_F(EndpointsTest, AnalyzeSaysWhatIsWrong) {
  expect_problem(post("analyze", "", "no picture", "image/png"), 422, "input");
  expect_problem(post("analyze", "", "", "image/png"), 422, "input");
  expect_problem(post("analyze", "", red(), "text/plain"), 415, "type");
  expect_problem(post("analyze", "", "a=b", "application/x-www-form-urlencoded"), 415, "type");
  expect_problem(post("analyze", "", red(), "image/png", {{"Accept", "text/html"}}), 406, "type");
  expect_problem(post("analyze", "", red(), "image/png", {{"Content-Encoding", "gzip"}}), 415,
                 "type");
  for (const char* query :
       {"?attributes=", "?attributes=age", "?attributes=emotion,emotion",
        "?max_faces=1&max_faces=2", "?max_faces=0", "?max_faces=x", "?min_face=11", "?min_face=31",
        "?embedding=yes", "?path=/etc/passwd", "?url=http://example.org/a.jpg"}) {
    expect_problem(post("analyze", query, red(), "image/png"), 400, "usage");
  }
  expect_problem(post_form("analyze", "", {{"file", red(), "", ""}}), 400, "body");
  httplib::MultipartFormDataItems many(17, {"image", red(), "", ""});
  expect_problem(post_form("analyze", "", many), 413, "too_large");
}

TEST_F(EndpointsTest, CompareTellsWhoLooksAlike) {
  const auto same = post_form("compare", "",
                              {{"image", plain_png({200, 10, 20}), "a.png", ""},
                               {"image", plain_png({200, 20, 20}), "b.png", ""}});
  EXPECT_EQ(same->status, 200);
  const Json alike = Json::parse(same->body);
  EXPECT_EQ(alike["same"], true);
  EXPECT_EQ(alike["model"], "colours");
  EXPECT_EQ(alike["threshold"]["operating_point"]["false_accepts"], 0.01);
  // The angle between the colours, by hand: 1 - cos = d^2 / 2.
  const double cosine = (200.0 * 200 + 10 * 20 + 20 * 20) /
                        (std::hypot(200.0, 10.0, 20.0) * std::hypot(200.0, 20.0, 20.0));
  EXPECT_NEAR(alike["cosine"].get<double>(), cosine, 1e-4);
  EXPECT_NEAR(alike["distance"].get<double>(), std::sqrt(2 - 2 * cosine), 1e-3);

  const httplib::MultipartFormDataItems two = {{"image", red(), "a.png", ""},
                                               {"image", blue(), "b.png", ""}};
  EXPECT_EQ(Json::parse(post_form("compare", "", two)->body)["same"], false);
  EXPECT_EQ(Json::parse(post_form("compare", "?threshold=1.5", two)->body)["same"], true);
  const Json strict = Json::parse(post_form("compare", "?false_accepts=0.002", two)->body);
  EXPECT_EQ(strict["threshold"]["distance"], 0.3);
}

TEST_F(EndpointsTest, CompareSaysWhatIsWrong) {
  const httplib::MultipartFormDataItems two = {{"image", red(), "a.png", ""},
                                               {"image", blue(), "b.png", ""}};
  for (const char* query : {"?threshold=3", "?threshold=1&false_accepts=0.1",
                            "?false_accepts=0.0001", "?attributes=age"}) {
    expect_problem(post_form("compare", query, two), 400, "usage");
  }
  expect_problem(post_form("compare", "", {{"image", red(), "", ""}}), 400, "body");
  expect_problem(post("compare", "", red(), "image/png"), 400, "body");
  expect_problem(post_form("compare", "", {{"image", red(), "", ""}, {"image", "x", "", ""}}), 422,
                 "input");
}

TEST_F(EndpointsTest, OtherPathsAndMethodsAreProblems) {
  expect_problem(server->client().Get("/v1/nothing"), 404, "path");
  expect_problem(server->client().Get("/../../etc/passwd"), 404, "path");
  expect_problem(server->client().Get("/v1/analyze"), 405, "method");
  expect_problem(server->client().Post("/health/live", "x", "image/png"), 405, "method");
  expect_problem(server->client().Delete("/v1/analyze"), 405, "method");
  expect_problem(server->client().Options("/v1/analyze"), 405, "method");
}

TEST_F(EndpointsTest, HealthMetricsAndDescriptionAreAsDescribed) {
  for (const char* path : {"/health/live", "/health/ready", "/metrics", "/openapi.json"}) {
    const auto result = server->client().Get(path);
    EXPECT_EQ(result->status, 200) << path;
    EXPECT_THAT(objections(description, "get", path, result), IsEmpty());
    const auto head = server->client().Head(path);
    EXPECT_EQ(head->status, 200) << path;
    EXPECT_THAT(head->body, IsEmpty());
  }
  const std::string metrics = server->client().Get("/metrics")->body;
  EXPECT_THAT(metrics, HasSubstr("mien_requests_total{code=\"200\",method=\"GET\",path=\"/health/"
                                 "live\"}"));
  EXPECT_THAT(metrics, HasSubstr("mien_model_info{id=\"tiny\",licence=\"CC0-1.0\"} 1"));
}

TEST_F(EndpointsTest, EachPathOfTheDescriptionIsServed) {
  for (const auto& [path, methods] : description["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      if (method == "parameters") continue;
      EXPECT_THAT(operation["responses"], testing::Not(IsEmpty()));
      // Any other method tells that the path is there.
      const std::string filled = std::regex_replace(path, std::regex("\\{[a-z]+\\}"), "x");
      EXPECT_EQ(server->client().Options(filled)->status, 405) << path;
    }
  }
}

}  // namespace
}  // namespace mien::serve
