#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "mien/identity/search.h"
#include "serve/endpoints/endpoints.h"
#include "serve/likeness.h"
#include "serve/problem.h"
#include "serve/upload.h"

namespace mien::serve {

namespace {

using Json = nlohmann::ordered_json;

constexpr double compare_false_accepts = 0.01;  // as of mien compare

Json compared_photo_json(const ImageResult& photo, std::size_t chosen) {
  Json json = {{"file", photo.file}, {"faces", photo.faces.size()}, {"face", chosen}};
  json.update(place_json(photo.faces[chosen]));
  json["all"] = Json::array();
  for (const Face& face : photo.faces) json["all"].push_back(place_json(face));
  return json;
}

Reply compare(const Call& call, Service& service) {
  Query query(call);
  const ModelMetadata& model = service.networks.identity_model();
  const LikenessThreshold threshold = read_threshold(query, model, compare_false_accepts);
  query.finish();
  const BodyBudget::Lease lease(service.bodies, call.length);
  std::vector<Upload> pictures = read_pictures(call, service.options.limits);
  if (pictures.size() != 2) {
    throw Problem(400, "body",
                  fmt::format("multipart: expected two parts image, found {}", pictures.size()));
  }
  std::vector<std::future<ImageResult>> answers = service.batcher.answers(
      identity_jobs(std::move(pictures)), service.options.limits.answer_time);
  std::vector<ImageResult> photos;
  for (std::future<ImageResult>& answer : answers) {
    photos.push_back(answer.get());
    if (photos.back().faces.empty()) {
      throw Problem(422, "no_face",
                    fmt::format("{}: expected a face, found none", photos.back().file));
    }
  }

  Json distances = Json::array();
  float least = 0;
  std::array<std::size_t, 2> pair{};
  for (std::size_t a = 0; a < photos[0].faces.size(); ++a) {
    distances.push_back(Json::array());
    for (std::size_t b = 0; b < photos[1].faces.size(); ++b) {
      const float distance =
          identity_distance(photos[0].faces[a].identity, photos[1].faces[b].identity);
      distances.back().push_back(distance_json(distance));
      if (a + b > 0 && !(distance < least)) continue;
      least = distance;
      pair = {a, b};
    }
  }
  const Json json = {
      {"same", least <= static_cast<float>(threshold.distance)},
      {"distance", distance_json(least)},
      {"cosine", distance_json(1 - least * least / 2)},
      {"threshold", threshold_json(threshold)},
      {"model", model.id},
      {"photos",
       {compared_photo_json(photos[0], pair[0]), compared_photo_json(photos[1], pair[1])}},
      {"distances", distances}};
  return {.body = json.dump() + "\n"};
}

}  // namespace

Route compare_route(Service& service) {
  return {.method = "POST", .pattern = "/v1/compare", .answer = [&service](const Call& call) {
            return compare(call, service);
          }};
}

}  // namespace mien::serve
