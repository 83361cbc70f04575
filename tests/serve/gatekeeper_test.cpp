// Who is served: hosts, origins, tokens and roles.
#include "serve/gatekeeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/core/error.h"
#include "serve/serve_fixture.h"
#include "serve/token_digest.h"

namespace mien::serve {
namespace {

class GatekeeperTest : public testing::Test {
 protected:
  [[nodiscard]] static httplib::Result get(const RunningServer& server,
                                           const httplib::Headers& headers) {
    return server.client().Get("/metrics", headers);
  }

  TinyModels models;
  ServeOptions options = models.options();
};

TEST(IsLoopback, KnowsThisMachinesAddresses) {
  EXPECT_TRUE(is_loopback("127.0.0.1"));
  EXPECT_TRUE(is_loopback("127.9.0.1"));
  EXPECT_TRUE(is_loopback("::1"));
  for (const char* other : {"0.0.0.0", "::", "10.0.0.1", "127.example.org", "localhost"}) {
    EXPECT_FALSE(is_loopback(other)) << other;
  }
}

TEST_F(GatekeeperTest, RefusesForeignNamesOfThisMachine) {
  const RunningServer server(options);
  EXPECT_EQ(get(server, {})->status, 200);
  EXPECT_EQ(get(server, {{"Host", "localhost:8321"}})->status, 200);
  EXPECT_EQ(get(server, {{"Host", "[::1]"}})->status, 200);
  for (const char* host : {"evil.example", "127.evil.example:80", "localhost.evil.example", ""}) {
    const auto result = get(server, {{"Host", host}});
    EXPECT_EQ(result->status, 403) << host;
    EXPECT_EQ(problem_code(result), "host");
  }
}

TEST_F(GatekeeperTest, RefusesRequestsOfForeignPages) {
  const RunningServer server(options);
  EXPECT_EQ(get(server, {{"Host", "localhost:1"}, {"Origin", "http://localhost:1"}})->status, 200);
  for (const char* origin : {"http://localhost:2", "https://evil.example", "null", "localhost:1"}) {
    const auto result = get(server, {{"Host", "localhost:1"}, {"Origin", origin}});
    EXPECT_EQ(result->status, 403) << origin;
    EXPECT_EQ(problem_code(result), "origin");
    EXPECT_FALSE(result->has_header("Access-Control-Allow-Origin"));
  }
}

TEST_F(GatekeeperTest, AsksForTokens) {
  options.token_file = models.at("tokens");
  write_file(options.token_file, digest("apple") + " ann\n");
  const RunningServer server(options);
  for (const httplib::Headers& headers :
       {httplib::Headers{}, httplib::Headers{{"Authorization", "Bearer pear"}},
        httplib::Headers{{"Authorization", "Basic apple"}},
        httplib::Headers{{"Authorization", "Bearer " + digest("apple")}}}) {
    const auto result = get(server, headers);
    EXPECT_EQ(result->status, 401);
    EXPECT_EQ(problem_code(result), "token");
    EXPECT_EQ(result->get_header_value("WWW-Authenticate"), "Bearer");
  }
  EXPECT_EQ(get(server, {{"Authorization", "Bearer apple"}})->status, 200);
  EXPECT_EQ(server.client().Get("/health/ready")->status, 200);
  EXPECT_EQ(server.client().Get("/openapi.json")->status, 200);
}

TEST_F(GatekeeperTest, IsNeededWhereOthersReachTheAddress) {
  options.address = "0.0.0.0";
  EXPECT_THROW(Server{options}, Error);
  options.insecure = true;
  const RunningServer server(options);
  EXPECT_EQ(get(server, {{"Host", "any.example"}})->status, 200);
}

TEST_F(GatekeeperTest, RefusesAddressesThatAreNoneOrTaken) {
  for (const char* address : {"example.org", "", "1.2.3", "127.0.0.1 "}) {
    options.address = address;
    EXPECT_THROW(Server{options}, Error) << address;
  }
  options.address = "127.0.0.1";
  const RunningServer server(options);
  options.port = server.port();
  EXPECT_THROW(Server{options}, Error);
}

}  // namespace
}  // namespace mien::serve
