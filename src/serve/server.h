#pragma once

#include <memory>

#include "serve/options.h"

namespace mien::serve {

/// The server: models are loaded and the address is bound when it is made.
class Server {
 public:
  /// @throws Error (ErrorCode::usage) for impossible options or an address that cannot be had,
  /// (ErrorCode::model) as FaceAnalyzer
  explicit Server(const ServeOptions& options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The port, also where the system chose it.
  [[nodiscard]] int port() const;

  /// Where the server is, such as "http://127.0.0.1:8321/".
  [[nodiscard]] std::string address() const;

  /// Serves until `end`, then finishes what was taken, and returns. To be called once.
  void run();

  /// Whether `run` serves by now.
  [[nodiscard]] bool running() const;

  /// Takes no more work and lets `run` return; may be called by any thread once it serves.
  void end();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien::serve
