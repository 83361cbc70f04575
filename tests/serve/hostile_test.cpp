// Clients that harm: slow, large, malformed, many.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "serve/serve_fixture.h"

namespace mien::serve {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// A connection whose bytes are written by hand.
class RawClient {
 public:
  explicit RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// @return whether the server still takes it
  [[nodiscard]] bool send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// What comes first.
  [[nodiscard]] std::string receive_some() const {
    std::array<char, 4096> piece{};
    const ssize_t count = ::recv(socket_, piece.data(), piece.size(), 0);
    return {piece.data(), static_cast<std::size_t>(std::max<ssize_t>(0, count))};
  }

  /// All that comes until the server closes the connection.
  [[nodiscard]] std::string receive() const {
    std::string text;
    std::array<char, 4096> piece{};
    ssize_t count = 0;
    while ((count = ::recv(socket_, piece.data(), piece.size(), 0)) > 0) {
      text.append(piece.data(), static_cast<std::size_t>(count));
    }
    EXPECT_EQ(count == 0 || errno == ECONNRESET, true) << "the connection stays open";
    return text;
  }

 private:
  int socket_;
};

class HostileTest : public testing::Test {
 protected:
  /// That the server answers others as ever.
  static void expect_well(const RunningServer& server) {
    const auto result = server.client().Post("/v1/analyze", red(), "image/png");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, 200) << result->body;
  }

  [[nodiscard]] static std::string answer_to(const RunningServer& server, std::string_view text) {
    const RawClient client(server.port());
    (void)client.send(text);
    return client.receive();
  }

  TinyModels models;
  ServeOptions options = models.options();
};

std::string post_head(std::size_t length, const std::string& type = "image/png") {
  return "POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type +
         "\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

TEST_F(HostileTest, SlowClientsAreDropped) {
  options.limits.idle = std::chrono::milliseconds(300);
  options.limits.header_time = std::chrono::milliseconds(300);
  options.limits.body_time = std::chrono::milliseconds(300);
  options.limits.connections = 4;
  const RunningServer server(options);
  // Each sends a byte now and then, for longer than the limits of time.
  for (const std::string& begin :
       {std::string(), std::string("GET /health/live HTTP/1.1\r\nX: "), post_head(1000)}) {
    const RawClient client(server.port());
    const auto start = std::chrono::steady_clock::now();
    (void)client.send(begin);
    std::thread dripping([&] {
      for (int i = 0; i < 40 && !begin.empty() && client.send("a"); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      }
    });
    EXPECT_THAT(client.receive(), AnyOf(IsEmpty(), StartsWith("HTTP/1.1 400")));
    const auto passed = std::chrono::steady_clock::now() - start;
    EXPECT_LT(passed, std::chrono::milliseconds(1900)) << begin;
    dripping.join();
    expect_well(server);
  }
}

TEST_F(HostileTest, LargeHeadersAreRefused) {
  const RunningServer server(options);
  const std::string long_line(20'000, 'a');
  EXPECT_THAT(answer_to(server, "GET /" + long_line + " HTTP/1.1\r\nHost: localhost\r\n\r\n"),
              AnyOf(IsEmpty(), StartsWith("HTTP/1.1 4")));
  EXPECT_THAT(answer_to(server, "GET / HTTP/1.1\r\nX: " + long_line + "\r\n\r\n"),
              AnyOf(IsEmpty(), StartsWith("HTTP/1.1 4")));
  std::string many = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n";
  for (int i = 0; i < 5000; ++i) many += "X" + std::to_string(i) + ": y\n\n";
  EXPECT_THAT(answer_to(server, many + "\r\n"), AnyOf(IsEmpty(), StartsWith("HTTP/1.1 4")));
  expect_well(server);
}

TEST_F(HostileTest, LargeBodiesAreRefusedBeforeTheyCome) {
  options.limits.body = 10'000;
  const RunningServer server(options);
  const RawClient client(server.port());
  (void)client.send(post_head(10'001));
  EXPECT_THAT(client.receive(), StartsWith("HTTP/1.1 413"));
  for (const char* length :
       {"99999999999999999999999", "-1", "1e3", "5, 5", "", "5\r\nContent-Length: 6"}) {
    EXPECT_THAT(answer_to(server,
                          "POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                          "image/png\r\nContent-Length: " +
                              std::string(length) + "\r\n\r\nabc"),
                StartsWith("HTTP/1.1 4"))
        << length;
  }
  EXPECT_THAT(answer_to(server, "POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\n\r\n"),
              StartsWith("HTTP/1.1 411"));
  EXPECT_THAT(answer_to(server,
                        "POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                        "image/png\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 411"));
  EXPECT_THAT(answer_to(server,
                        "GET /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        "4\r\n\r\nGET "),
              StartsWith("HTTP/1.1 400"));
  expect_well(server);
}

TEST_F(HostileTest, AClientThatAsksBeforeItSendsIsTold) {
  options.limits.body = 10'000;
  const RunningServer server(options);
  const std::string head =
      "POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
      "Expect: 100-continue\r\nContent-Length: ";
  EXPECT_THAT(answer_to(server, head + "10001\r\n\r\n"), StartsWith("HTTP/1.1 413"));
  const std::string picture = red();
  EXPECT_THAT(answer_to(server, head + std::to_string(picture.size()) +
                                    "\r\nConnection: close\r\n\r\n" + picture),
              testing::AllOf(StartsWith("HTTP/1.1 100"), HasSubstr("HTTP/1.1 200")));
}

TEST_F(HostileTest, MalformedFormsAreRefused) {
  options.limits.body_time = std::chrono::seconds(2);
  const RunningServer server(options);
  const std::string form = "multipart/form-data; boundary=x";
  const std::string part = "--x\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n";
  const std::string deep(11'000, 'a');
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"multipart/form-data", part + "a\r\n--x--\r\n"},
      {"multipart/form-data; boundary=", part + "a\r\n--x--\r\n"},
      {form, ""},
      {form, "--x--\r\n"},
      {form, "abc"},
      {form, part},
      {form, part + "abc"},
      {form, part + "abc\r\n--x"},
      {form, "--x\r\nContent-Disposition: form-data; name=\"" + deep + "\"\r\n\r\na\r\n--x--\r\n"},
      {form, "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"" + deep},
      {form, "--x\r\n" + std::string(100'000, 'b')},
      {form, "--x\r\n\r\nabc\r\n--x--\r\n"},
      {"multipart/form-data; boundary=" + std::string(9'000, 'x'), "--x"}};
  for (const auto& [type, body] : cases) {
    EXPECT_THAT(answer_to(server, post_head(body.size(), type) + body), StartsWith("HTTP/1.1 4"))
        << type.substr(0, 60) << " | " << body.substr(0, 60);
  }
  expect_well(server);
}

TEST_F(HostileTest, NoRequestIsAProblem) {
  const RunningServer server(options);
  for (const std::string& text :
       {std::string("\r\n\r\n"), std::string("GET\r\n\r\n"), std::string(3000, '\0') + "\r\n\r\n",
        std::string("GET /health/live HTTP/9.9\r\n\r\n"),
        std::string("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 11),
        std::string("GET /%00%ff%2e%2e/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        std::string("GET /health/live HTTP/1.1\r\nHost: localhost\r\nRange: bytes=9-1\r\n\r\n"),
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\nRange: bytes=" + std::string(9000, '0') +
            "\r\n\r\n"}) {
    EXPECT_THAT(answer_to(server, text), AnyOf(IsEmpty(), StartsWith("HTTP/1.1 4")));
  }
  EXPECT_THAT(answer_to(server,
                        "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\nConnection: "
                        "close\r\nRange: bytes=0-1,0-2,0-3\r\n\r\n"),
              StartsWith("HTTP/1.1 200"));
  expect_well(server);
}

TEST_F(HostileTest, WhatFollowsARefusedBodyIsNoRequest) {
  const RunningServer server(options);
  const std::string inner = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::string answer = answer_to(server, post_head(inner.size(), "text/plain") + inner);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 415"));
  EXPECT_EQ(answer.find("HTTP/1.1", 1), std::string::npos) << answer;
}

TEST_F(HostileTest, PicturesThatUnpackToMuchAreRefused) {
  options.limits.pixels = 1'000'000;
  const RunningServer server(options);
  const std::string large = plain_png({0, 0, 0}, 1001, 1000);
  const auto result = server.client().Post("/v1/analyze", large, "image/png");
  EXPECT_EQ(result->status, 413);
  EXPECT_THAT(result->body, HasSubstr("1000000"));
  expect_well(server);
}

TEST_F(HostileTest, ConcurrentClientsAreAnsweredOrTurnedAway) {
  options.limits.connections = 16;
  options.limits.queue = 8;
  options.limits.idle = std::chrono::milliseconds(200);
  const RunningServer server(options);
  std::atomic<int> good = 0;
  std::atomic<int> busy = 0;
  std::atomic<int> other = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&] {
      httplib::Client client = server.client();
      for (int k = 0; k < 10; ++k) {
        const auto result = client.Post("/v1/analyze", red(), "image/png");
        // A connection that is turned away may be closed while its request is on the way.
        const bool refused =
            !result || (result->status == 503 && result->has_header("Retry-After"));
        if (refused) {
          ++busy;
        } else if (result->status == 200) {
          ++good;
        } else {
          ++other;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good + busy + other, 640);
  EXPECT_EQ(other, 0);
  EXPECT_GT(good, 0);
  expect_well(server);
}

TEST_F(HostileTest, SixtyFourConcurrentClientsAreAnsweredWhereThereIsRoom) {
  options.limits.connections = 64;
  options.limits.queue = 64;
  const RunningServer server(options);
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&, i] {
      httplib::Client client = server.client();
      client.set_keep_alive(true);
      for (int k = 0; k < 5; ++k) {
        const auto result = client.Post("/v1/analyze", i % 2 == 0 ? red() : blue(), "image/png");
        if (!result || result->status != 200) continue;
        const Json json = Json::parse(result->body);
        good += json["faces"][0]["emotion"]["label"] == (i % 2 == 0 ? "anger" : "happiness");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 320);
}

TEST_F(HostileTest, WhatWasTakenIsFinishedAtTheEnd) {
  options.threads = 1;
  RunningServer server(options);
  const RawClient client(server.port());
  const std::string picture = red();
  (void)client.send(
      "POST /v1/analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
      "Expect: 100-continue\r\nContent-Length: " +
      std::to_string(picture.size()) + "\r\n\r\n");
  // The request is taken when the server asks for the body, which comes when it is about to end.
  ASSERT_THAT(client.receive_some(), StartsWith("HTTP/1.1 100"));
  std::thread ending([&] { server.end(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  (void)client.send(picture);
  EXPECT_THAT(client.receive(), StartsWith("HTTP/1.1 200"));
  ending.join();
}

}  // namespace
}  // namespace mien::serve
