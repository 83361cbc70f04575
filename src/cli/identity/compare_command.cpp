#include "cli/identity/compare_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/exit_code.h"
#include "cli/files/run_files.h"
#include "cli/identity/identity_json.h"
#include "cli/identity/identity_options.h"
#include "cli/identity/photo_reader.h"
#include "core/console.h"
#include "core/counted.h"
#include "core/output_file.h"
#include "core/printable.h"
#include "mien/core/error.h"
#include "mien/identity/search.h"
#include "mien/pipeline/analyzer_choices.h"
#include "report/values.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;

struct CompareRequest {
  std::array<fs::path, 2> photos;
  IdentityOptions identity;
  ThresholdOptions threshold = {.distance = std::nullopt, .false_accepts = 0.01};
  fs::path json;
};

/// Two photos, the distances of all pairs of their faces, and the pair that decides.
struct Comparison {
  std::vector<ImageResult> photos;
  std::vector<std::vector<float>>
      distances;                       ///< row: face of the first photo, column: of the second
  std::array<std::size_t, 2> faces{};  ///< the pair that is most alike

  [[nodiscard]] float distance() const { return distances[faces[0]][faces[1]]; }
  [[nodiscard]] std::size_t pairs() const { return distances.size() * distances.front().size(); }
};

void require_faces(const ImageResult& result, const FaceAnalyzerOptions& options) {
  if (!result.error.empty()) throw Error(ErrorCode::input, result.error);
  if (result.faces.empty()) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected {}, found none", result.file, wanted_face(options)));
  }
}

Comparison compare(std::vector<ImageResult> photos) {
  Comparison comparison{std::move(photos), {}, {}};
  const std::vector<Face>& first = comparison.photos[0].faces;
  const std::vector<Face>& second = comparison.photos[1].faces;
  for (std::size_t a = 0; a < first.size(); ++a) {
    comparison.distances.emplace_back();
    for (std::size_t b = 0; b < second.size(); ++b) {
      comparison.distances[a].push_back(identity_distance(first[a].identity, second[b].identity));
      if (comparison.distances[a][b] < comparison.distance()) comparison.faces = {a, b};
    }
  }
  return comparison;
}

std::string face_text(const ImageResult& result, std::size_t face) {
  const Box& box = result.faces[face].box;
  const std::size_t count = result.faces.size();
  const std::optional<float> quality = result.faces[face].quality;
  return fmt::format(
      "{}: {}, {}x{} pixels at {},{}, score {}{}\n", printable(result.file),
      count == 1 ? "the face" : fmt::format("face {} of {}, the most alike", face + 1, count),
      fixed(box.width, 0), fixed(box.height, 0), fixed(box.x, 0), fixed(box.y, 0),
      fixed(result.faces[face].score, 2),
      quality ? ", quality " + fixed(*quality, quality_decimals) : "");
}

IdentityJson compared_face_json(const Face& face) {
  IdentityJson json = {{"box", box_json(face.box)},
                       {"score", *rounded(face.score, probability_decimals)}};
  if (face.quality) json["quality"] = *rounded(*face.quality, quality_decimals);
  return json;
}

IdentityJson photo_json(const ImageResult& result, std::size_t chosen) {
  IdentityJson json = {{"file", result.file}, {"faces", result.faces.size()}, {"face", chosen}};
  json.update(compared_face_json(result.faces[chosen]));
  json["all"] = IdentityJson::array();
  for (const Face& face : result.faces) json["all"].push_back(compared_face_json(face));
  return json;
}

IdentityJson distances_json(const std::vector<std::vector<float>>& distances) {
  IdentityJson rows = IdentityJson::array();
  for (const std::vector<float>& row : distances) {
    rows.push_back(IdentityJson::array());
    for (const float distance : row) rows.back().push_back(distance_json(distance));
  }
  return rows;
}

/// A distance that was asked for stays; a share is for all pairs together.
Threshold threshold_for_pairs(const ModelMetadata& model, const ThresholdOptions& options,
                              std::size_t pairs) {
  Threshold of_one = chosen_threshold(model, options);
  if (options.distance) return of_one;
  const std::optional<OperatingPoint> point = operating_point(model, options.false_accepts, pairs);
  return point ? Threshold{static_cast<float>(point->distance), point} : of_one;
}

void prepare_compare_outputs(const CompareRequest& request) {
  RunFiles files;
  for (const fs::path& photo : request.photos) files.reads(photo);
  files.reads_models({&request.identity.model, 1});
  files.writes("--json", request.json);
  files.prepare();
}

int run_compare(const CompareRequest& request) {
  prepare_compare_outputs(request);
  const PhotoReader reader(request.identity, request.photos.size());
  std::vector<ImageResult> photos;
  reader.read(request.photos, 0, [&](std::size_t, PhotoFaces faces) {
    require_faces(faces.result, request.identity.analyzer);
    photos.push_back(std::move(faces.result));
  });
  const Comparison comparison = compare(std::move(photos));
  const std::size_t pairs = comparison.pairs();
  const Threshold threshold = threshold_for_pairs(reader.model(), request.threshold, pairs);
  const auto& [first, second] = comparison.faces;
  const float distance = comparison.distance();
  const float cosine = 1 - distance * distance / 2;
  const bool same = distance <= threshold.distance;
  if (!request.json.empty()) {
    const IdentityJson json = {
        {"same", same},
        {"distance", distance_json(distance)},
        {"cosine", distance_json(cosine)},
        {"threshold", threshold_json(threshold)},
        {"model", reader.model().id},
        {"photos",
         {photo_json(comparison.photos[0], first), photo_json(comparison.photos[1], second)}},
        {"distances", distances_json(comparison.distances)}};
    write_file(request.json, json_text(json));
  }
  if (request.json != "-") {
    std::string text =
        face_text(comparison.photos[0], first) + face_text(comparison.photos[1], second);
    text += fmt::format("{}: distance {:.4f} {} threshold {:.4f} (cosine {:.4f}){}\n",
                        same ? "probably the same person" : "probably different people", distance,
                        same ? "is within the" : "is over the", threshold.distance, cosine,
                        pairs > 1 ? fmt::format(", the least of {}", counted(pairs, "pair")) : "");
    show(text);
  }
  return same ? app::exit_ok : exit_different;
}

}  // namespace

Command add_compare_command(CLI::App& parent) {
  CLI::App* app =
      parent.add_subcommand("compare", "Tell whether two photos look like the same person");
  auto request = std::make_shared<CompareRequest>();
  app->add_option("A", request->photos[0], "A photo")->required();
  app->add_option("B", request->photos[1], "Another photo")->required();
  app->add_option("--json", request->json, "Write the answer as JSON; - is standard output")
      ->type_name("FILE");
  add_threshold_options(*app, request->threshold);
  add_identity_options(*app, request->identity);
  app->footer([request] {
    return "Examples:\n"
           "  mien compare passport.jpg door.jpg\n"
           "  mien compare a.jpg b.jpg --false-accepts 0.001\n"
           "  mien compare a.jpg b.jpg --threshold 1.1 --json -\n"
           "\n"
           "Of several faces in a photo each is compared, and the pair that is most alike "
           "decides:\n"
           "is this person in that group? The threshold is then stricter: the share of false "
           "accepts\n"
           "is divided by the number of pairs, down to the strictest operating point.\n"
           "Faces look alike or they do not: that is no proof of who somebody is.\n" +
           evidence_help(request->identity.model, request->threshold) +
           "Exit code: 0 the same person, 4 different people, 1 a photo cannot be read or has no\n"
           "face, 2 usage, 3 set-up or output, 130 interrupted.";
  });
  return {app, [request] { return run_compare(*request); }};
}

}  // namespace mien::cli
