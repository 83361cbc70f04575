// Clips: sent, read, asked for and removed, each answer compared with the server's description.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "mien/media/video_writer.h"
#include "serve/described_answer.h"
#include "serve/serve_fixture.h"

namespace mien::serve {
namespace {

namespace fs = std::filesystem;

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

class ClipsTest : public testing::Test {
 protected:
  ClipsTest() {
    fs::create_directory(place);
    options.clip_place = place;
  }

  void start() {
    server.reset();
    server = std::make_unique<RunningServer>(options);
    description = nlohmann::json::parse(server->client().Get("/openapi.json")->body);
  }

  /// The bytes of a clip of 10 frames a second that is red, then blue.
  [[nodiscard]] std::string clip(int frames) const {
    const std::string path = models.at("clip.mp4").string();
    {
      VideoWriter writer(path, {32, 32}, {.frame_rate = 10});
      for (int i = 0; i < frames; ++i) {
        Image picture(32, 32);
        for (int y = 0; y < 32; ++y) {
          for (int x = 0; x < 3 * 32; ++x) {
            const bool bright = x % 3 == (2 * i < frames ? 0 : 2);
            picture.mutable_row(y)[x] = bright ? 255 : 0;
          }
        }
        writer.write(picture, i / 10.0);
      }
      writer.finish();
    }
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  [[nodiscard]] httplib::Result send(const std::string& body, const std::string& query = "",
                                     const std::string& type = "video/mp4") const {
    auto result = server->client().Post("/v1/clips" + query, body, type);
    EXPECT_THAT(objections(description, "post", "/v1/clips", result), IsEmpty());
    return result;
  }

  [[nodiscard]] std::string sent(const std::string& body, const std::string& query = "") const {
    const auto result = send(body, query);
    EXPECT_EQ(result->status, 202) << result->body;
    std::string id = Json::parse(result->body)["id"];
    EXPECT_EQ(result->get_header_value("Location"), "/v1/clips/" + id);
    return id;
  }

  [[nodiscard]] httplib::Result get(const std::string& id, const std::string& file = "") const {
    auto result = server->client().Get("/v1/clips/" + id + file);
    EXPECT_THAT(objections(description, "get", "/v1/clips/{id}" + file, result), IsEmpty());
    return result;
  }

  /// The state of a clip when it is over.
  [[nodiscard]] Json over(const std::string& id) const {
    for (int i = 0; i < 600; ++i) {
      Json json = Json::parse(get(id)->body);
      if (json["state"] == "done" || json["state"] == "failed") return json;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ADD_FAILURE() << "the clip is never over";
    return {};
  }

  [[nodiscard]] std::size_t folders() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(place), {}));
  }

  TinyModels models;
  fs::path place = models.at("place");
  ServeOptions options = models.options();
  std::unique_ptr<RunningServer> server;
  nlohmann::json description;
};

TEST_F(ClipsTest, IsReadAndItsResultsAreThere) {
  start();
  EXPECT_EQ(folders(), 0U);
  const std::string id = sent(clip(40), "?name=../x/party.mp4");
  const Json json = over(id);
  EXPECT_EQ(json["state"], "done") << json;
  EXPECT_EQ(json["name"], "party.mp4");
  EXPECT_EQ(json["progress"], 1);
  EXPECT_EQ(json["frames"], 40);
  EXPECT_THAT(json["results"], ElementsAre("frames.jsonl", "people.jsonl", "people.csv",
                                           "timeline.svg", "report.html"));
  const std::string frames = get(id, "/frames.jsonl")->body;
  EXPECT_EQ(std::ranges::count(frames, '\n'), 41);
  const Json first = Json::parse(frames.substr(0, frames.find('\n')));
  EXPECT_EQ(first["clip"], "party.mp4");
  EXPECT_EQ(first["faces"][0]["emotion"]["label"], "anger");
  const std::string people = get(id, "/people.jsonl")->body;
  const Json person = Json::parse(people.substr(0, people.find('\n')));
  ASSERT_THAT(person["segments"], SizeIs(2));
  EXPECT_EQ(person["segments"][1]["label"], "happiness");
  EXPECT_THAT(get(id, "/people.csv")->body, StartsWith("clip,"));
  EXPECT_THAT(get(id, "/timeline.svg")->body, HasSubstr("<svg"));
  const auto report = get(id, "/report.html");
  EXPECT_THAT(report->body, HasSubstr("party.mp4"));
  EXPECT_THAT(report->get_header_value("Content-Security-Policy"), HasSubstr("sandbox"));
  EXPECT_EQ(report->get_header_value("Cache-Control"), "no-store");
}

TEST_F(ClipsTest, EveryNthFrameCanBeEnough) {
  start();
  const std::string id = sent(clip(20), "?every=5");
  EXPECT_EQ(over(id)["frames"], 4);
}

TEST_F(ClipsTest, TellsWhatHappensWhileItIsRead) {
  start();
  const std::string id = sent(clip(30));
  const std::string events = get(id, "/events")->body;
  EXPECT_THAT(events, HasSubstr("\nevent: done\ndata: {\"id\":\"" + id + "\""));
  EXPECT_THAT(events, StartsWith("event: progress\ndata: {"));
  // Who comes late is told the end at once.
  EXPECT_THAT(get(id, "/events")->body, StartsWith("event: done\n"));
}

TEST_F(ClipsTest, IsRemovedWhenItsSenderWantsIt) {
  start();
  const std::string id = sent(clip(10));
  static_cast<void>(over(id));
  const auto removed = server->client().Delete("/v1/clips/" + id);
  EXPECT_THAT(objections(description, "delete", "/v1/clips/{id}", removed), IsEmpty());
  EXPECT_EQ(removed->status, 200);
  EXPECT_EQ(get(id)->status, 404);
  EXPECT_EQ(get(id, "/frames.jsonl")->status, 404);
  EXPECT_EQ(get(id, "/events")->status, 404);
  EXPECT_EQ(server->client().Delete("/v1/clips/" + id)->status, 404);
  // Nothing is left but the folder of the server with its lock.
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(place)) {
    files += entry.is_regular_file() ? 1U : 0U;
  }
  EXPECT_EQ(files, 1U);
  server->end();
  server.reset();
  EXPECT_EQ(folders(), 0U);
}

TEST_F(ClipsTest, IsRemovedAfterItsTime) {
  options.limits.clip_keep = std::chrono::milliseconds(1000);
  start();
  const std::string id = sent(clip(5));
  static_cast<void>(over(id));
  for (int i = 0; i < 100 && get(id)->status == 200; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_EQ(get(id)->status, 404);
}

TEST_F(ClipsTest, WhatIsNoClipFailsWithoutAPath) {
  start();
  const std::string id = sent("no clip");
  const Json json = over(id);
  EXPECT_EQ(json["state"], "failed");
  EXPECT_THAT(json["error"].get<std::string>(), StartsWith("clip: expected a clip ("));
  EXPECT_THAT(json["error"].get<std::string>(), testing::Not(HasSubstr(place.string())));
  EXPECT_EQ(get(id, "/frames.jsonl")->status, 409);
  EXPECT_EQ(problem_code(get(id, "/report.html")), "state");
  EXPECT_THAT(get(id, "/events")->body, StartsWith("event: failed\n"));
}

TEST_F(ClipsTest, SaysWhatIsWrong) {
  options.limits.clip = 10'000;
  start();
  EXPECT_EQ(problem_code(send("x", "", "text/plain")), "type");
  EXPECT_EQ(problem_code(send("x", "?every=0")), "usage");
  EXPECT_EQ(problem_code(send("x", "?url=rtsp://example.org/a")), "usage");
  EXPECT_EQ(problem_code(send("x", "?name=%01")), "usage");
  const auto large = send(std::string(10'001, 'x'));
  EXPECT_EQ(large->status, 413);
  EXPECT_EQ(problem_code(get("nobody")), "clip");
  options.clips = false;
  start();
  EXPECT_EQ(problem_code(send("x")), "clips");
}

TEST_F(ClipsTest, IsNoLongerThanTheLimit) {
  options.limits.clip_seconds = 1;
  start();
  const Json json = over(sent(clip(30)));
  EXPECT_EQ(json["state"], "failed");
  EXPECT_THAT(json["error"].get<std::string>(), HasSubstr("expected a clip of at most 1 s"));
}

TEST_F(ClipsTest, TheDiskHasItsLimitToo) {
  options.limits.clips = 2;
  options.limits.clip_room = 50'000;
  start();
  const auto large = send(std::string(50'001, 'x'));
  EXPECT_EQ(large->status, 503);
  EXPECT_EQ(large->get_header_value("Retry-After"), "1");
  static_cast<void>(over(sent("one")));
  static_cast<void>(over(sent("two")));
  EXPECT_EQ(problem_code(send("three")), "busy");
}

TEST_F(ClipsTest, ABodyMayBeLongerThanAPictureAndMustKeepItsPace) {
  options.limits.body = 1000;
  options.limits.body_time = std::chrono::milliseconds(500);
  options.limits.least_rate = 1000;
  start();
  EXPECT_EQ(over(sent(std::string(5000, 'x')))["state"], "failed");
  // A byte every 10 ms is a tenth of the pace: it is dropped when the time of five bytes and a half
  // second is over.
  httplib::Client client = server->client();
  const auto before = std::chrono::steady_clock::now();
  const auto result = client.Post(
      "/v1/clips", 5000,
      [](std::size_t, std::size_t, httplib::DataSink& sink) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return sink.write("x", 1);
      },
      "video/mp4");
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(8));
  if (result) {
    EXPECT_EQ(result->status, 400);
  }
  EXPECT_EQ(server->client().Get("/health/live")->status, 200);
}

TEST_F(ClipsTest, TheEndGivesUpWhatIsRead) {
  start();
  const std::string id = sent(clip(3000));
  server->end();
  server.reset();
  EXPECT_EQ(folders(), 0U);
}

}  // namespace
}  // namespace mien::serve
