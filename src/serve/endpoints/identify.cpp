#include <nlohmann/json.hpp>
#include <set>

#include "serve/endpoints/endpoints.h"
#include "serve/likeness.h"
#include "serve/problem.h"
#include "serve/upload.h"

namespace mien::serve {

namespace {

using Json = nlohmann::ordered_json;

constexpr double identify_false_accepts = 0.001;  // as of mien identify

Json face_json(const Face& face, const std::vector<PersonMatch>& people,
               const LikenessThreshold& threshold) {
  Json json = place_json(face);
  const bool known =
      !people.empty() && people.front().match.distance <= static_cast<float>(threshold.distance);
  json["person"] = known ? Json(people.front().person) : Json(nullptr);
  json["nearest"] = Json::array();
  for (const PersonMatch& match : people) {
    json["nearest"].push_back(
        {{"person", match.person}, {"distance", distance_json(match.match.distance)}});
  }
  return json;
}

Json identified_photo_json(std::future<ImageResult>& answer, const std::string& name,
                           const GalleryState* known, const LikenessThreshold& threshold,
                           std::size_t top) {
  Json json = {{"file", name}, {"error", nullptr}, {"faces", Json::array()}};
  try {
    const ImageResult result = answer.get();
    for (const Face& face : result.faces) {
      std::vector<PersonMatch> people;
      if (known != nullptr && known->gallery.size() > 0) {
        people = nearest_people(known->search, face.identity, top).front();
      }
      json["faces"].push_back(face_json(face, people, threshold));
    }
  } catch (const std::exception& error) {
    if (!is_of_picture(error)) throw;
    json["error"] = error.what();
    json["faces"] = Json::array();
  }
  return json;
}

Reply identify(const Call& call, Service& service) {
  Query query(call);
  const ModelMetadata& model = service.networks.identity_model();
  const LikenessThreshold threshold = read_threshold(query, model, identify_false_accepts);
  const auto top = static_cast<std::size_t>(query.integer("top", 1, 100).value_or(1));
  query.finish();
  const BodyBudget::Lease lease(service.bodies, call.length);
  std::vector<PictureJob> jobs = identity_jobs(read_pictures(call, service.options.limits));
  std::vector<std::string> names;
  names.reserve(jobs.size());
  for (const PictureJob& job : jobs) names.push_back(job.name);
  std::vector<std::future<ImageResult>> answers =
      service.batcher.answers(std::move(jobs), service.options.limits.answer_time);
  const std::shared_ptr<const GalleryState> known = gallery_of(service).state();
  std::set<std::string> people;
  if (known) {
    for (const GalleryEntry& entry : known->gallery.entries()) people.insert(entry.person);
  }
  Json json = {
      {"model", model.id},
      {"threshold", threshold_json(threshold)},
      {"gallery", {{"people", people.size()}, {"faces", known ? known->gallery.size() : 0}}},
      {"photos", Json::array()}};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    json["photos"].push_back(
        identified_photo_json(answers[i], names[i], known.get(), threshold, top));
  }
  return {.body = json.dump() + "\n"};
}

}  // namespace

GalleryKeeper& gallery_of(Service& service) {
  if (service.gallery) return *service.gallery;
  throw Problem(404, "gallery", "expected a server that was started with --gallery");
}

std::vector<PictureJob> identity_jobs(std::vector<Upload> pictures) {
  std::vector<PictureJob> jobs;
  for (Upload& picture : pictures) {
    jobs.emplace_back();
    jobs.back().bytes = std::move(picture.bytes);
    jobs.back().name = std::move(picture.name);
    jobs.back().choice = {.only_identity = true, .identity = true};
  }
  return jobs;
}

Route identify_route(Service& service) {
  return {.method = "POST", .pattern = "/v1/identify", .answer = [&service](const Call& call) {
            return identify(call, service);
          }};
}

}  // namespace mien::serve
