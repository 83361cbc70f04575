#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/utf8.h"
#include "mien/identity/main_face.h"
#include "serve/endpoints/endpoints.h"
#include "serve/problem.h"
#include "serve/query.h"
#include "serve/upload.h"

namespace mien::serve {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t longest_person = 200;  // bytes

/// The faces of each person.
std::map<std::string, std::size_t> people_of(Service& service) {
  std::map<std::string, std::size_t> people;
  const std::shared_ptr<const GalleryState> known = gallery_of(service).state();
  if (!known) return people;
  for (const GalleryEntry& entry : known->gallery.entries()) ++people[entry.person];
  return people;
}

Json person_json(const std::string& person, std::size_t faces) {
  return {{"person", to_utf8(person)}, {"faces", faces}};
}

std::string person_named_by(const Call& call) {
  const std::string& name = call.captures.at("name");
  const bool printable = std::ranges::none_of(name, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
  if (!name.empty() && name.size() <= longest_person && printable && is_utf8(name)) return name;
  throw Problem(400, "usage",
                fmt::format("name: expected 1 to {} bytes of UTF-8 without control characters",
                            longest_person));
}

Reply list(const Call& call, Service& service) {
  Query(call).finish();
  Json people = Json::array();
  for (const auto& [person, faces] : people_of(service)) {
    people.push_back(person_json(person, faces));
  }
  const Json json = {{"model", service.networks.identity_model().id}, {"people", people}};
  return {.body = json.dump() + "\n"};
}

Reply look_up(const Call& call, Service& service) {
  Query(call).finish();
  const std::string person = person_named_by(call);
  const auto people = people_of(service);
  const auto entry = people.find(person);
  if (entry == people.end())
    throw Problem(404, "person", "expected somebody who is in the gallery");
  return {.body = person_json(person, entry->second).dump() + "\n"};
}

Reply add(const Call& call, Service& service) {
  Query(call).finish();
  const std::string person = person_named_by(call);
  GalleryKeeper& gallery = gallery_of(service);
  const BodyBudget::Lease lease(service.bodies, call.length);
  std::vector<std::future<ImageResult>> answers =
      service.batcher.answers(identity_jobs(read_pictures(call, service.options.limits)),
                              service.options.limits.answer_time);
  std::vector<std::vector<float>> features;
  // All or nothing: a picture without a face is a mistake of who sent it.
  for (std::future<ImageResult>& answer : answers) {
    const ImageResult photo = answer.get();
    const std::optional<std::size_t> face = main_face(photo);
    if (!face) {
      throw Problem(422, "no_face", fmt::format("{}: expected a face, found none", photo.file));
    }
    features.push_back(photo.faces[*face].identity);
  }
  gallery.add(person, features);
  return {.body = person_json(person, people_of(service)[person]).dump() + "\n"};
}

Reply remove(const Call& call, Service& service) {
  Query(call).finish();
  const std::string person = person_named_by(call);
  const std::size_t faces = gallery_of(service).remove(person);
  if (faces == 0) throw Problem(404, "person", "expected somebody who is in the gallery");
  return {.body = person_json(person, 0).dump() + "\n"};
}

}  // namespace

std::vector<Route> gallery_routes(Service& service) {
  const std::string person_path = "/v1/gallery/people/{name}";
  const auto route = [&](const char* method, const std::string& pattern, Role role, bool work,
                         Reply (*answer)(const Call&, Service&)) {
    return Route{.method = method,
                 .pattern = pattern,
                 .role = role,
                 .work = work,
                 .answer = [&service, answer](const Call& call) { return answer(call, service); }};
  };
  return {route("GET", "/v1/gallery/people", Role::read, false, list),
          route("GET", person_path, Role::read, false, look_up),
          route("POST", person_path, Role::write, true, add),
          route("DELETE", person_path, Role::write, false, remove)};
}

}  // namespace mien::serve
