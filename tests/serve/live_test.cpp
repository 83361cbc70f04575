// A camera, frame by frame.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <set>
#include <thread>

#include "serve/described_answer.h"
#include "serve/serve_fixture.h"

namespace mien::serve {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class LiveTest : public testing::Test {
 protected:
  void start() {
    server = std::make_unique<RunningServer>(options);
    description = nlohmann::json::parse(server->client().Get("/openapi.json")->body);
  }

  [[nodiscard]] std::string open(const std::string& query = "") const {
    const auto result = server->client().Post("/v1/live" + query);
    EXPECT_THAT(objections(description, "post", "/v1/live", result), IsEmpty());
    EXPECT_EQ(result->status, 201);
    std::string id = Json::parse(result->body)["id"];
    EXPECT_EQ(result->get_header_value("Location"), "/v1/live/" + id);
    return id;
  }

  [[nodiscard]] httplib::Result frame(const std::string& id, const std::string& query,
                                      const std::string& picture) const {
    auto result = server->client().Post("/v1/live/" + id + "/frame" + query, picture, "image/png");
    EXPECT_THAT(objections(description, "post", "/v1/live/{id}/frame", result), IsEmpty());
    return result;
  }

  TinyModels models;
  ServeOptions options = models.options();
  std::unique_ptr<RunningServer> server;
  nlohmann::json description;
};

TEST_F(LiveTest, PeopleKeepTheirNumbersAndScoresAreSmoothed) {
  start();
  const std::string id = open();
  const Json first = Json::parse(frame(id, "?t=0", red())->body);
  EXPECT_EQ(first["frame"], 0);
  EXPECT_EQ(first["faces"][0]["track"], 1);
  const double before = first["faces"][0]["emotion"]["probabilities"]["anger"];
  const Json second = Json::parse(frame(id, "?t=100.5", blue())->body);
  EXPECT_EQ(second["frame"], 1);
  EXPECT_EQ(second["faces"][0]["track"], 1);
  // The filter of docs/guides/clips.md, by hand: softmax of (1, 0, 0) and of (0, 0, 1).
  const double high = std::exp(1.0) / (std::exp(1.0) + 2);
  const double low = 1 / (std::exp(1.0) + 2);
  EXPECT_NEAR(before, high, 1e-4);
  const double step = 1 - std::exp(-0.1005 / 0.3);
  EXPECT_NEAR(second["faces"][0]["emotion"]["probabilities"]["anger"].get<double>(),
              high + step * (low - high), 2e-4);
}

TEST_F(LiveTest, CamerasDoNotKnowOfEachOther) {
  start();
  const std::string a = open();
  const std::string b = open("?identity=true");
  EXPECT_NE(a, b);
  EXPECT_EQ(Json::parse(frame(a, "?t=50", red())->body)["frame"], 0);
  EXPECT_EQ(Json::parse(frame(b, "?t=10", red())->body)["frame"], 0);
  EXPECT_EQ(Json::parse(frame(a, "?t=60", red())->body)["frame"], 1);
}

TEST_F(LiveTest, SaysWhatIsWrong) {
  start();
  const std::string id = open();
  EXPECT_EQ(frame(id, "", red())->status, 400);
  EXPECT_EQ(frame(id, "?t=-1", red())->status, 400);
  EXPECT_EQ(frame(id, "?t=nan", red())->status, 400);
  EXPECT_EQ(frame(id, "?t=10", "no picture")->status, 422);
  EXPECT_EQ(frame(id, "?t=10", red())->status, 200);
  for (const char* time : {"?t=10", "?t=9"}) {
    const auto late = frame(id, time, red());
    EXPECT_EQ(late->status, 409);
    EXPECT_EQ(problem_code(late), "order");
  }
  EXPECT_EQ(problem_code(frame("nobody", "?t=10", red())), "session");
}

TEST_F(LiveTest, EndsWhenItIsClosedOrForgotten) {
  options.limits.camera_idle = std::chrono::milliseconds(300);
  options.limits.cameras = 2;
  start();
  const std::string closed = open();
  const auto result = server->client().Delete("/v1/live/" + closed);
  EXPECT_THAT(objections(description, "delete", "/v1/live/{id}", result), IsEmpty());
  EXPECT_EQ(result->status, 200);
  EXPECT_EQ(frame(closed, "?t=1", red())->status, 404);
  EXPECT_EQ(server->client().Delete("/v1/live/" + closed)->status, 404);

  const std::string idle = open();
  static_cast<void>(open());
  EXPECT_EQ(server->client().Post("/v1/live")->status, 503);
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  EXPECT_EQ(frame(idle, "?t=1", red())->status, 404);
  static_cast<void>(open());
}

TEST_F(LiveTest, ThePageAndItsFilesAreServed) {
  start();
  httplib::Client client = server->client();
  const auto page = client.Get("/");
  ASSERT_EQ(page->status, 200);
  EXPECT_THAT(page->get_header_value("Content-Security-Policy"),
              testing::StartsWith("default-src 'none'; script-src 'self'"));
  // All that the page and its scripts name is there.
  const std::regex link("(?:href|src)=\"(/[^\"]*)\"|from '(\\./[a-z_]+\\.js)'");
  std::set<std::string> seen;
  std::vector<std::string> waiting = {"/"};
  while (!waiting.empty()) {
    const std::string path = waiting.back();
    waiting.pop_back();
    if (!seen.insert(path).second) continue;
    const auto file = client.Get(path);
    EXPECT_EQ(file->status, 200) << path;
    // The comments of uPlot name pages, which nobody asks for.
    EXPECT_EQ(path == "/page/uplot.js" || file->body.find("http://") == std::string::npos ||
                  file->body.find("http://www.w3.org/2000/svg") != std::string::npos,
              true)
        << path;
    for (std::sregex_iterator match(file->body.begin(), file->body.end(), link), end; match != end;
         ++match) {
      waiting.push_back((*match)[1].matched ? (*match)[1].str()
                                            : "/page/" + (*match)[2].str().substr(2));
    }
  }
  EXPECT_THAT(seen, SizeIs(15));
  EXPECT_THAT(client.Get("/page/uplot-licence.txt")->body, testing::HasSubstr("Leon Sorokin"));
  options.page = false;
  start();
  EXPECT_EQ(server->client().Get("/")->status, 404);
}

}  // namespace
}  // namespace mien::serve
