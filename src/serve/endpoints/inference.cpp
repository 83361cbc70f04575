// The Open Inference Protocol, version 2, over HTTP (KServe).
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/base64.h"
#include "core/utf8.h"
#include "mien/report/result_writer.h"
#include "serve/endpoints/endpoints.h"
#include "serve/inference/tensor_json.h"
#include "serve/problem.h"
#include "serve/query.h"
#include "serve/version.h"

namespace mien::serve {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* ensemble = "mien";
constexpr const char* ensemble_input = "image";
constexpr const char* ensemble_output = "result";
constexpr const char* only_version = "1";
constexpr std::int64_t most_rows = 64;  // of a tensor
/// A number of a body takes so many times its bytes while it is read.
constexpr std::size_t growth = 8;

Reply server_metadata(const Call& call, Service& service) {
  Query(call).finish();
  static_cast<void>(service);
  const Json json = {{"name", "mien"}, {"version", server_version}, {"extensions", Json::array()}};
  return {.body = json.dump() + "\n"};
}

Reply live(const Call& call, Service& service) {
  Query(call).finish();
  static_cast<void>(service);
  return {.body = "{\"live\":true}\n"};
}

Reply ready(const Call& call, Service& service) {
  Query(call).finish();
  // The protocol says no by a status of 400 to 499.
  if (service.ending) throw Problem(400, "ending", "the server is about to end");
  // The description of the protocol calls this "live", as it calls that of /v2/health/live. Its
  // word for models is "ready". So both are sent.
  return {.body = "{\"live\":true,\"ready\":true}\n"};
}

void check_version(const Call& call) {
  const auto version = call.captures.find("version");
  if (version == call.captures.end() || version->second == only_version) return;
  throw Problem(
      404, "version",
      fmt::format("expected the version {}, found {}", only_version, to_utf8(version->second)));
}

[[noreturn]] void refuse_name(const std::string& name, const Service& service) {
  std::string names = ensemble;
  for (const std::string& model : service.loaded.names()) names += ", " + model;
  throw Problem(404, "model", fmt::format("expected one of {}, found {}", names, to_utf8(name)));
}

std::shared_ptr<const Network> network_of(const std::string& name, Service& service) {
  std::shared_ptr<const Network> network = service.loaded.find(name);
  if (!network) refuse_name(name, service);
  return network;
}

/// Where the outputs of a network are in `Network::outputs`, each once: heads may share one.
std::vector<std::size_t> distinct_outputs(const Network& network) {
  std::vector<std::string> names;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < network.outputs().size(); ++i) {
    const std::string& name = network.outputs()[i].name;
    if (std::ranges::count(names, name) > 0) continue;
    names.push_back(name);
    places.push_back(i);
  }
  return places;
}

Reply model_metadata(const Call& call, Service& service) {
  Query(call).finish();
  check_version(call);
  const std::string& name = call.captures.at("name");
  Json json = {{"name", name}, {"versions", Json::array({only_version})}};
  if (name == ensemble) {
    // The protocol's form is a project and a format.
    json["platform"] = "mien_ensemble";
    json["inputs"] = Json::array({tensor_info_json(ensemble_input, "BYTES", {-1})});
    json["outputs"] = Json::array({tensor_info_json(ensemble_output, "BYTES", {-1})});
  } else {
    const std::shared_ptr<const Network> network = network_of(name, service);
    json["platform"] = "onnx_onnxv1";
    json["inputs"] =
        Json::array({tensor_info_json(network->input().name, "FP32", network->input().shape)});
    json["outputs"] = Json::array();
    for (const std::size_t place : distinct_outputs(*network)) {
      const TensorInfo& output = network->outputs()[place];
      json["outputs"].push_back(tensor_info_json(output.name, "FP32", output.shape));
    }
  }
  return {.body = json.dump() + "\n"};
}

Reply model_ready(const Call& call, Service& service) {
  Query(call).finish();
  check_version(call);
  const std::string& name = call.captures.at("name");
  if (name != ensemble) static_cast<void>(network_of(name, service));
  const Json json = {{"name", name}, {"ready", true}};
  return {.body = json.dump() + "\n"};
}

std::string read_body(const Call& call) {
  if (!call.type.empty() && !call.type.starts_with("application/json")) {
    throw Problem(415, "type",
                  fmt::format("Content-Type: expected application/json, found \"{}\"; "
                              "binary data are not taken",
                              to_utf8(call.type)));
  }
  std::string body;
  const bool whole = call.body.whole([&](std::string_view piece) {
    body += piece;
    return body.size() <= call.length;
  });
  if (whole && body.size() == call.length) return body;
  throw Problem(400, "body",
                fmt::format("body: expected {} bytes, found an early end after {}", call.length,
                            body.size()));
}

std::string answer_json(const std::string& model, const std::optional<std::string>& id,
                        const std::string& outputs) {
  const std::string name = Json(model).dump();
  const std::string echo = id ? fmt::format(R"("id":{},)", Json(*id).dump()) : "";
  return fmt::format(R"({{"model_name":{},"model_version":"{}",{}"outputs":[{}]}})", name,
                     only_version, echo, outputs) +
         "\n";
}

bool is_wanted(const std::vector<std::string>& outputs, const std::string& name) {
  return outputs.empty() || std::ranges::count(outputs, name) > 0;
}

/// The JSON of mien analyze for each picture.
Reply infer_ensemble(const std::string& body, Service& service) {
  const Limits& limits = service.options.limits;
  const InferenceRequest request = parse_inference(body, {ensemble_output});
  std::vector<PictureJob> jobs;
  for (const std::string& text : read_texts(request.input, ensemble_input, limits.pictures)) {
    std::optional<std::string> bytes = base64_decode(text);
    if (!bytes) throw Problem(400, "tensor", "image: data: expected a picture in base64");
    jobs.emplace_back();
    jobs.back().bytes = std::move(*bytes);
    jobs.back().name = "picture";
  }
  Json rows = Json::array();
  for (std::future<ImageResult>& answer :
       service.batcher.answers(std::move(jobs), limits.answer_time)) {
    ImageResult row;
    try {
      row = answer.get();
    } catch (const std::exception& error) {
      if (!is_of_picture(error)) throw;
      row.file = "picture";
      row.error = error.what();
    }
    rows.push_back(to_json(row));
  }
  const Json output = {{"name", ensemble_output},
                       {"shape", Json::array({rows.size()})},
                       {"datatype", "BYTES"},
                       {"data", rows}};
  return {.body = answer_json(ensemble, request.id, output.dump())};
}

Reply infer(const Call& call, Service& service) {
  Query(call).finish();
  check_version(call);
  const std::string& name = call.captures.at("name");
  const std::size_t memory = std::min(growth * call.length, service.options.limits.bodies);
  const BodyBudget::Lease lease(service.bodies, memory);
  if (name == ensemble) return infer_ensemble(read_body(call), service);
  const std::shared_ptr<const Network> network = network_of(name, service);
  const std::vector<std::size_t> places = distinct_outputs(*network);
  std::vector<std::string> names;
  names.reserve(places.size());
  for (const std::size_t place : places) names.push_back(network->outputs()[place].name);
  const InferenceRequest request = parse_inference(read_body(call), names);
  const Tensor input = read_tensor(request.input, network->input(), most_rows);
  const std::vector<Tensor> tensors = service.loaded.run(*network, {input.shape, input.data});
  std::string outputs;
  for (const std::size_t place : places) {
    const std::string& output = network->outputs()[place].name;
    if (!is_wanted(request.outputs, output)) continue;
    outputs += (outputs.empty() ? "" : ",") + tensor_json(output, tensors[place]);
  }
  return {.body = answer_json(name, request.id, outputs)};
}

}  // namespace

std::vector<Route> inference_routes(Service& service) {
  const auto route = [&](const char* method, const std::string& pattern, Role role, bool work,
                         Reply (*answer)(const Call&, Service&)) {
    return Route{.method = method,
                 .pattern = pattern,
                 .role = role,
                 .work = work,
                 .answer = [&service, answer](const Call& call) { return answer(call, service); }};
  };
  std::vector<Route> routes = {route("GET", "/v2", Role::read, false, server_metadata),
                               route("GET", "/v2/", Role::read, false, server_metadata),
                               route("GET", "/v2/health/live", Role::anyone, false, live),
                               route("GET", "/v2/health/ready", Role::anyone, false, ready)};
  for (const std::string model : {"/v2/models/{name}", "/v2/models/{name}/versions/{version}"}) {
    routes.push_back(route("GET", model, Role::read, false, model_metadata));
    routes.push_back(route("GET", model + "/ready", Role::read, false, model_ready));
    routes.push_back(route("POST", model + "/infer", Role::read, true, infer));
  }
  return routes;
}

}  // namespace mien::serve
