#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "mien/nn/metadata.h"

namespace mien::serve {

/// What the server counts of itself, for Prometheus. Nothing of it is about a single request or
/// person. All functions may be called from several threads at once.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void add_models(std::span<const ModelMetadata> models);

  /// @param path the pattern of the route, not what the client asked for
  void count_request(std::string_view method, std::string_view path, int status, double seconds);

  /// @param stage "decode", "detect", "read" or "draw"
  void count_stage(std::string_view stage, double seconds);

  /// A batch of faces that shared forward passes.
  void count_batch(std::size_t faces, std::size_t pictures);

  void set_queue(std::size_t pictures);

  /// In the text format of Prometheus, version 0.0.4.
  [[nodiscard]] std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien::serve
