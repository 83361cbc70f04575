#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "core/output_file.h"
#include "mien/core/image.h"
#include "mien/media/image_io.h"
#include "serve/server.h"
#include "temporary_folder.h"
#include "tiny_onnx.h"

namespace mien::serve {

using Json = nlohmann::ordered_json;

/// A picture of one colour as PNG; with the tiny model red is anger and blue is happiness.
inline std::string plain_png(std::vector<int> colour, int width = 30, int height = 20) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < 3 * width; ++x) {
      image.mutable_row(y)[x] = static_cast<std::uint8_t>(colour[static_cast<std::size_t>(x % 3)]);
    }
  }
  const std::vector<std::byte> bytes = encode_png(image);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline std::string red() { return plain_png({255, 0, 0}); }
inline std::string blue() { return plain_png({0, 0, 255}); }

/// The options of a server whose networks have no weights, and which takes each picture for a
/// face: expressions are the colours, and so is identity.
class TinyModels {
 public:
  TinyModels() {
    write_file(folder_.path() / "tiny.onnx", tiny_onnx(4, format_metadata(tiny_metadata(4))));
    ModelMetadata metadata = tiny_metadata(4);
    metadata.id = "colours";
    HeadSpec head;
    head.output = "means";
    head.attribute = "identity";
    head.kind = HeadKind::identity;
    head.operating_points = {{0.3, 0.001, 0.8, 100, 10'000, "drawn"},
                             {0.6, 0.01, 0.9, 100, 10'000, "drawn"}};
    metadata.heads = {head};
    write_file(folder_.path() / "colours.onnx", tiny_onnx(4, format_metadata(metadata)));
  }

  [[nodiscard]] ServeOptions options() const {
    ServeOptions options;
    options.port = 0;
    options.threads = 2;
    options.analyzer.detector = "none";
    options.analyzer.models = {(folder_.path() / "tiny.onnx").string()};
    options.identity_model = (folder_.path() / "colours.onnx").string();
    return options;
  }

  [[nodiscard]] std::filesystem::path at(const std::string& name) const {
    return folder_.path() / name;
  }

 private:
  TemporaryFolder folder_;
};

/// A server that runs as long as this lives.
class RunningServer {
 public:
  explicit RunningServer(const ServeOptions& options)
      : server_(options), thread_([this] { server_.run(); }) {}
  ~RunningServer() { end(); }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  void end() {
    if (!thread_.joinable()) return;
    server_.end();
    thread_.join();
  }

  [[nodiscard]] int port() const { return server_.port(); }
  [[nodiscard]] httplib::Client client() const {
    httplib::Client client("127.0.0.1", port());
    client.set_read_timeout(20);
    return client;
  }

 private:
  Server server_;
  std::thread thread_;
};

/// The code of an answer that says what is wrong; also that it has the shape of all of them.
inline std::string problem_code(const httplib::Result& result) {
  if (!result) return "no answer: " + httplib::to_string(result.error());
  const Json json = Json::parse(result->body, nullptr, false);
  if (json.is_discarded() || json.size() != 1 || !json.contains("error") ||
      json["error"].size() != 2 || json["error"]["message"].get<std::string>().empty()) {
    return "not a problem: " + result->body;
  }
  return json["error"]["code"];
}

}  // namespace mien::serve
