#include "cli/serve/serve_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <limits>

#include "cli/shell/common_options.h"
#include "cli/shell/precision_option.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace {

void add_access_options(CLI::App& app, ServeRequest& request) {
  const char* const group = "Access";
  app.add_option("--listen", request.listen,
                 "Numeric address and port; port 0 lets the system choose. Another address than "
                 "this machine's own needs --token-file or --insecure")
      ->type_name("ADDRESS:PORT")
      ->capture_default_str()
      ->group(group);
  app.add_option("--token-file", request.server.token_file,
                 "Serve only who sends a token of this file: lines of the token's SHA-256, a name, "
                 "and \"write\" for who may change the gallery")
      ->type_name("FILE")
      ->group(group);
  app.add_flag("--insecure", request.server.insecure,
               "Serve anybody who reaches the address, without tokens")
      ->group(group);
}

void add_model_options(CLI::App& app, ServeRequest& request) {
  const char* const group = "Models";
  FaceAnalyzerOptions& analyzer = request.server.analyzer;
  app.add_option("--model", analyzer.models,
                 "Model to read faces with: its name in mien models list, or the path of an .onnx; "
                 "may be given several times")
      ->type_name("MODEL")
      ->allow_extra_args(false)
      ->capture_default_str()
      ->group(group);
  app.add_option("--identity-model", request.server.identity_model, "Model that tells people apart")
      ->type_name("MODEL")
      ->capture_default_str()
      ->group(group);
  app.add_option("--gallery", request.server.gallery,
                 "File of the people who are known by name; it is made if it is absent")
      ->type_name("FILE")
      ->group(group);
  app.add_option(
         "--detector", analyzer.detector,
         "How faces are found: rfb-onet; auto, which chooses its passes by --min-face; rfb, which "
         "is faster; mtcnn, that of Savchenko 2021; or none, if each picture is one face")
      ->check(CLI::IsMember({"rfb-onet", "auto", "rfb", "mtcnn", "none"}))
      ->type_name("NAME")
      ->capture_default_str()
      ->group(group);
  add_min_face(app, analyzer, group);
  add_min_score(app, analyzer, group);
  add_prior(app, analyzer.prior, group);
  add_precision(app, analyzer.precision, group);
}

void add_limit_options(CLI::App& app, ServeRequest& request) {
  const char* const group = "Limits";
  serve::Limits& limits = request.server.limits;
  app.add_option("--max-body", request.max_body, "Refuse larger requests")
      ->check(CLI::Range(1, 1024))
      ->type_name("MIB")
      ->capture_default_str()
      ->group(group);
  app.add_option("--max-pixels", limits.pixels, "Refuse larger pictures")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}))
      ->type_name("PIXELS")
      ->capture_default_str()
      ->group(group);
  app.add_option("--max-queue", limits.queue,
                 "Pictures that wait at most; then requests are answered with 503")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100'000}))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_option("--max-connections", limits.connections, "Connections at once, a thread each")
      ->check(CLI::Range(1, 4096))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_option("--max-time", request.answer_seconds, "Answer with 503 what takes longer")
      ->check(CLI::Range(1, 3600))
      ->type_name("SECONDS")
      ->capture_default_str()
      ->group(group);
}

void add_clip_limits(CLI::App& app, ServeRequest& request) {
  const char* const group = "Clips";
  app.add_option("--clips", request.server.clip_place,
                 "Folder in which a private folder for clips is made; without it, that of the "
                 "system for temporary files. It is removed at the end")
      ->type_name("FOLDER")
      ->group(group);
  app.add_flag_callback(
         "--no-clips", [&request] { request.server.clips = false; },
         "Take no clips, so that nothing is written to the disk")
      ->group(group);
  app.add_option("--max-clip", request.max_clip, "Refuse larger clips")
      ->check(CLI::Range(1, 1'000'000))
      ->type_name("MIB")
      ->capture_default_str()
      ->group(group);
  app.add_option("--max-clip-seconds", request.server.limits.clip_seconds, "Refuse longer clips")
      ->check(CLI::Range(0.1, 86'400.0))
      ->type_name("SECONDS")
      ->capture_default_str()
      ->group(group);
  app.add_option("--clip-room", request.clip_room,
                 "Room on the disk for all clips and results; what does not fit is answered with "
                 "503")
      ->check(CLI::Range(1, 10'000'000))
      ->type_name("MIB")
      ->capture_default_str()
      ->group(group);
  app.add_option("--keep", request.keep_minutes, "Remove the results of a clip after this time")
      ->check(CLI::Range(1, 60 * 24 * 30))
      ->type_name("MINUTES")
      ->capture_default_str()
      ->group(group);
}

void add_speed_options(CLI::App& app, ServeRequest& request) {
  const char* const group = "Speed";
  app.add_option("--batch", request.server.analyzer.batch, "Most faces in one forward pass")
      ->check(CLI::Range(1, 256))
      ->type_name("N")
      ->capture_default_str()
      ->group(group);
  app.add_option("--batch-wait", request.batch_wait,
                 "Let faces wait this long for those of other requests, to share a forward pass; "
                 "0: only those that are there already share it")
      ->check(CLI::Range(0, 1000))
      ->type_name("MILLISECONDS")
      ->capture_default_str()
      ->group(group);
  add_threads(app, request.server.threads);
}

}  // namespace

void add_serve_options(CLI::App& app, ServeRequest& request) {
  add_access_options(app, request);
  add_model_options(app, request);
  add_limit_options(app, request);
  add_clip_limits(app, request);
  add_speed_options(app, request);
  app.add_flag("--open", request.open, "Show the page in the browser (by xdg-open)");
  app.add_flag_callback(
      "--no-page", [&request] { request.server.page = false; }, "Serve programs alone");
  app.add_flag("-q,--quiet", request.quiet, "Print nothing but errors");
}

serve::ServeOptions server_options(const ServeRequest& request) {
  serve::ServeOptions options = request.server;
  const auto refuse = [&] {
    throw Error(ErrorCode::usage,
                fmt::format("--listen: expected an address and a port such as 127.0.0.1:8321 or "
                            "[::1]:8321, found {}",
                            request.listen));
  };
  const std::size_t colon = request.listen.rfind(':');
  if (colon == std::string::npos || colon == 0) refuse();
  options.address = request.listen.substr(0, colon);
  if (options.address.front() == '[' && options.address.back() == ']') {
    options.address = options.address.substr(1, options.address.size() - 2);
  } else if (options.address.find(':') != std::string::npos) {
    refuse();
  }
  const std::string port = request.listen.substr(colon + 1);
  const auto [stop, error] = std::from_chars(port.data(), port.data() + port.size(), options.port);
  const bool whole = error == std::errc() && stop == port.data() + port.size();
  if (!whole || options.port < 0 || options.port > 65535) refuse();
  options.limits.body = static_cast<std::size_t>(request.max_body) * 1024 * 1024;
  options.limits.bodies = std::max(options.limits.bodies, 2 * options.limits.body);
  options.limits.held_pixels = std::max(options.limits.held_pixels, options.limits.pixels);
  constexpr std::size_t mebibyte = std::size_t{1024} * 1024;
  options.limits.clip = static_cast<std::size_t>(request.max_clip) * mebibyte;
  options.limits.clip_room =
      std::max(static_cast<std::size_t>(request.clip_room) * mebibyte, options.limits.clip);
  options.limits.clip_keep = std::chrono::minutes(request.keep_minutes);
  options.limits.answer_time = std::chrono::seconds(request.answer_seconds);
  options.batch_wait = std::chrono::milliseconds(request.batch_wait);
  return options;
}

}  // namespace mien::cli
