#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "serve/described_answer.h"
#include "serve/serve_fixture.h"

namespace mien::serve {

/// Tests of one server with tiny models, whose answers are compared with its own description.
class DescribedServerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    models = new TinyModels;
    server = new RunningServer(models->options());
    description = nlohmann::json::parse(server->client().Get("/openapi.json")->body);
  }
  static void TearDownTestSuite() {
    delete server;
    delete models;
  }

  inline static TinyModels* models = nullptr;
  inline static RunningServer* server = nullptr;
  inline static nlohmann::json description;
};

}  // namespace mien::serve
