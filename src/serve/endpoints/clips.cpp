#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "core/utf8.h"
#include "report/face_json.h"
#include "report/values.h"
#include "serve/endpoints/endpoints.h"
#include "serve/problem.h"
#include "serve/query.h"

namespace mien::serve {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t longest_clip_name = 200;  // bytes
constexpr int seconds_decimals = 3;

/// A file of a clip that can be asked for.
struct ResultFile {
  const char* name;
  const char* type;
};

constexpr std::array<ResultFile, 5> result_files = {
    ResultFile{clip_frames_file, "application/jsonl"},
    ResultFile{clip_people_lines_file, "application/jsonl"},
    ResultFile{clip_people_table_file, "text/csv; charset=utf-8"},
    ResultFile{clip_timeline_file, "image/svg+xml"},
    ResultFile{clip_report_file, "text/html; charset=utf-8"}};

const char* word_of(ClipState state) {
  switch (state) {
    case ClipState::arriving:
    case ClipState::waiting:
      return "waiting";
    case ClipState::running:
      return "running";
    case ClipState::done:
      return "done";
    case ClipState::failed:
      break;
  }
  return "failed";
}

bool is_over(const ClipStatus& status) {
  return status.state == ClipState::done || status.state == ClipState::failed;
}

/// How much of a clip is read, 0 to 1; null if nobody knows how long it is.
Json share_read(const ClipStatus& status) {
  if (status.state == ClipState::done) return 1;
  if (status.state == ClipState::waiting) return 0;
  const ClipProgress& progress = status.progress;
  if (!(progress.duration > 0)) return nullptr;
  return number_json(std::min(1.0, progress.seconds / progress.duration), seconds_decimals);
}

Json status_json(const ClipStatus& status) {
  const ClipProgress& progress = status.progress;
  Json json = {
      {"id", status.id},
      {"name", status.name},
      {"state", word_of(status.state)},
      {"progress", share_read(status)},
      {"frames", progress.frames},
      {"seconds", number_json(progress.seconds, seconds_decimals)},
      {"duration", progress.duration > 0 ? Json(number_json(progress.duration, seconds_decimals))
                                         : Json(nullptr)},
      {"error", status.error.empty() ? Json(nullptr) : Json(to_utf8(status.error))},
      {"results", Json::array()}};
  if (status.state != ClipState::done) return json;
  for (const ResultFile& file : result_files) json["results"].push_back(file.name);
  return json;
}

/// The clips of the server.
ClipJobs& clips_of(Service& service) {
  if (service.clips) return *service.clips;
  throw Problem(404, "clips", "expected a server that takes clips, found one with --no-clips");
}

void require_clip_type(const Call& call) {
  const bool is_media = call.type.starts_with("video/") || call.type.starts_with("image/") ||
                        call.type.starts_with("application/octet-stream");
  if (is_media) return;
  throw Problem(415, "type",
                fmt::format("Content-Type: expected video/..., image/... (of an animation) or "
                            "application/octet-stream, found \"{}\"",
                            to_utf8(call.type)));
}

std::string clip_name(Query& query) {
  const std::optional<std::string> name = query.text("name");
  if (!name) return "clip";
  std::string shown = last_part(*name, "clip");
  const bool printable = std::ranges::none_of(shown, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
  if (printable && shown.size() <= longest_clip_name) return shown;
  throw Problem(400, "usage",
                fmt::format("name: expected at most {} bytes without control "
                            "characters",
                            longest_clip_name));
}

Reply take_clip(const Call& call, Service& service) {
  Query query(call);
  const std::string name = clip_name(query);
  const int every = static_cast<int>(query.integer("every", 1, 1000).value_or(1));
  query.finish();
  require_clip_type(call);
  ClipJobs& clips = clips_of(service);
  const std::unique_ptr<ClipJobs::Arrival> arrival = clips.begin(call.length, name, every);
  std::size_t arrived = 0;
  const bool whole = call.body.whole([&](std::string_view piece) {
    if (service.ending) return false;
    arrived += piece.size();
    if (arrived > call.length) return false;
    arrival->write(piece);
    return true;
  });
  if (service.ending) throw busy("the server is about to end");
  if (!whole || arrived != call.length) {
    throw Problem(
        400, "body",
        fmt::format("body: expected {} bytes, found an early end after {}", call.length, arrived));
  }
  const ClipStatus status = clips.add(*arrival);
  return {.status = 202,
          .body = status_json(status).dump() + "\n",
          .headers = {{"Location", "/v1/clips/" + status.id}}};
}

Reply tell(const Call& call, Service& service) {
  Query(call).finish();
  return {.body = status_json(clips_of(service).status(call.captures.at("id"))).dump() + "\n"};
}

Reply remove_clip(const Call& call, Service& service) {
  Query(call).finish();
  clips_of(service).remove(call.captures.at("id"));
  return {.body = "{\"removed\":true}\n"};
}

/// A file that is open, and stays readable when it is removed.
class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)) {
    struct stat status {};
    if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) {
      throw Problem(404, "clip", "expected a clip that is kept: it was removed");
    }
    size_ = static_cast<std::size_t>(status.st_size);
  }
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] std::size_t size() const { return size_; }

  /// The bytes from an offset on, at most so many as are sent at once.
  [[nodiscard]] std::string read(std::size_t offset) const {
    std::string piece(std::size_t{64} * 1024, '\0');
    const ssize_t count =
        ::pread(descriptor_, piece.data(), piece.size(), static_cast<off_t>(offset));
    piece.resize(static_cast<std::size_t>(std::max<ssize_t>(0, count)));
    return piece;
  }

 private:
  int descriptor_ = -1;
  std::size_t size_ = 0;
};

Reply result(const Call& call, Service& service, const ResultFile& result_file) {
  Query(call).finish();
  const auto file = std::make_shared<const OpenFile>(
      clips_of(service).result(call.captures.at("id"), result_file.name));
  // The report has a script of its own. Opened by itself it is no page of this server.
  Reply reply{.type = result_file.type,
              .headers = {{"Content-Security-Policy",
                           "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
                           "script-src 'unsafe-inline'; sandbox allow-scripts"}}};
  if (file->size() > 0) {
    reply.source = ReplySource{.length = file->size(),
                               .next = [file](std::size_t offset) { return file->read(offset); }};
  }
  return reply;
}

/// What is told of a clip while it is read, as Server-Sent Events.
class Events {
 public:
  Events(ClipJobs& clips, const std::atomic<bool>& ending, std::string id)
      : clips_(clips), ending_(ending), id_(std::move(id)) {}

  /// The next event; empty at the end.
  std::string next() {
    constexpr std::chrono::milliseconds least_time{200};
    constexpr std::chrono::milliseconds slice{500};
    constexpr std::chrono::seconds quiet{5};
    if (over_) return "";
    // Not more often than somebody can see it.
    if (round_) std::this_thread::sleep_for(least_time);
    const auto until = std::chrono::steady_clock::now() + quiet;
    while (!ending_.load() && std::chrono::steady_clock::now() < until) {
      try {
        const ClipStatus status =
            round_ ? clips_.changed_status(id_, *round_, slice) : clips_.status(id_);
        if (round_ && status.round == *round_) continue;
        round_ = status.round;
        over_ = is_over(status);
        return event_of(over_ ? word_of(status.state) : "progress", status_json(status));
      } catch (const Problem& problem) {
        over_ = true;
        return event_of("removed", Json{{"id", id_}, {"message", problem.what()}});
      }
    }
    over_ = ending_.load();
    // By a comment now and then both sides see whether the other one is still there.
    return over_ ? std::string() : std::string(":\n\n");
  }

 private:
  static std::string event_of(const char* name, const Json& json) {
    return fmt::format("event: {}\ndata: {}\n\n", name, json.dump());
  }

  ClipJobs& clips_;
  const std::atomic<bool>& ending_;
  std::string id_;
  std::optional<std::uint64_t> round_;  ///< that was told last
  bool over_ = false;
};

Reply events(const Call& call, Service& service) {
  Query(call).finish();
  ClipJobs& clips = clips_of(service);
  const std::string& id = call.captures.at("id");
  static_cast<void>(clips.status(id));
  const auto events = std::make_shared<Events>(clips, service.ending, id);
  return {.type = "text/event-stream",
          .source = ReplySource{.next = [events](std::size_t) { return events->next(); }}};
}

}  // namespace

std::vector<Route> clip_routes(Service& service) {
  const auto route = [&](const char* method, const char* pattern, bool work, bool clip,
                         Reply (*answer)(const Call&, Service&)) {
    return Route{.method = method,
                 .pattern = pattern,
                 .work = work,
                 .clip = clip,
                 .answer = [&service, answer](const Call& call) { return answer(call, service); }};
  };
  std::vector<Route> routes = {route("POST", "/v1/clips", true, true, take_clip),
                               route("GET", "/v1/clips/{id}", false, false, tell),
                               route("DELETE", "/v1/clips/{id}", false, false, remove_clip),
                               route("GET", "/v1/clips/{id}/events", false, false, events)};
  for (const ResultFile& file : result_files) {
    routes.push_back(
        {.method = "GET",
         .pattern = fmt::format("/v1/clips/{{id}}/{}", file.name),
         .work = false,
         .answer = [&service, &file](const Call& call) { return result(call, service, file); }});
  }
  return routes;
}

}  // namespace mien::serve
