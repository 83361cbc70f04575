#include <nlohmann/json.hpp>

#include "mien/report/clip_writer.h"
#include "pipeline/likeness.h"
#include "serve/endpoints/endpoints.h"
#include "serve/problem.h"
#include "serve/query.h"
#include "serve/upload.h"

namespace mien::serve {

namespace {

constexpr std::int64_t longest_time = 1000LL * 60 * 60 * 24 * 30;  // milliseconds

Reply open_camera(const Call& call, Service& service) {
  Query query(call);
  const bool identity = query.flag("identity");
  query.finish();
  const std::vector<ModelMetadata>& models = service.networks.models();
  const std::string name =
      service.live.open(std::make_shared<LiveSession>(with_likeness({}, models), identity));
  const nlohmann::ordered_json json = {{"id", name}};
  return {.status = 201, .body = json.dump() + "\n", .headers = {{"Location", "/v1/live/" + name}}};
}

Reply read_frame(const Call& call, Service& service) {
  Query query(call);
  const std::optional<double> time = query.number("t", 0, static_cast<double>(longest_time));
  const int max_faces = static_cast<int>(query.integer("max_faces", 1, 1000).value_or(0));
  query.finish();
  if (!time) throw Problem(400, "usage", "t: expected the frame's time in milliseconds");
  const std::string& name = call.captures.at("id");
  const std::shared_ptr<LiveSession> session = service.live.find(name);
  const BodyBudget::Lease lease(service.bodies, call.length);
  std::vector<Upload> pictures = read_pictures(call, service.options.limits);
  if (pictures.size() != 1) throw Problem(400, "body", "expected one picture, found several");
  std::vector<PictureJob> jobs(1);
  jobs.front().bytes = std::move(pictures.front().bytes);
  jobs.front().name = "frame";
  jobs.front().choice.identity = session->identity();
  jobs.front().max_faces = max_faces;
  ImageResult result =
      service.batcher.answers(std::move(jobs), service.options.limits.answer_time).front().get();
  const FrameFaces frame = session->add(*time / 1000, std::move(result.faces));
  return {.body = to_json("live", frame) + "\n"};
}

Reply close_camera(const Call& call, Service& service) {
  Query(call).finish();
  service.live.close(call.captures.at("id"));
  return {.body = "{\"closed\":true}\n"};
}

}  // namespace

std::vector<Route> live_routes(Service& service) {
  const auto route = [&](const char* method, const char* pattern, bool work,
                         Reply (*answer)(const Call&, Service&)) {
    return Route{.method = method,
                 .pattern = pattern,
                 .work = work,
                 .answer = [&service, answer](const Call& call) { return answer(call, service); }};
  };
  return {route("POST", "/v1/live", true, open_camera),
          route("DELETE", "/v1/live/{id}", false, close_camera),
          route("POST", "/v1/live/{id}/frame", true, read_frame)};
}

}  // namespace mien::serve
