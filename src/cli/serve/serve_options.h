#pragma once

#include <string>

#include "serve/options.h"

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

struct ServeRequest {
  std::string listen = "127.0.0.1:8321";  ///< address and port
  serve::ServeOptions server;
  int max_body = 32;  ///< MiB
  int answer_seconds = 30;
  int max_clip = 512;    ///< MiB
  int clip_room = 2048;  ///< MiB
  int keep_minutes = 60;
  int batch_wait = 0;  ///< milliseconds
  bool open = false;   ///< show the page in the browser
  bool quiet = false;
};

/// The options must live as long as the parser.
void add_serve_options(CLI::App& app, ServeRequest& request);

/// The options of the server, with the address, sizes and times of the command line.
/// @throws Error (ErrorCode::usage) for an address without a port, or an impossible one
[[nodiscard]] serve::ServeOptions server_options(const ServeRequest& request);

}  // namespace mien::cli
