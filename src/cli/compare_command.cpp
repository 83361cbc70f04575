#include "cli/compare_command.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "cli/identity_json.h"
#include "cli/identity_options.h"
#include "cli/photo_reader.h"
#include "cli/run_files.h"
#include "core/output_file.h"
#include "mien/core/error.h"
#include "mien/identity/search.h"
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

/// The face of a photo that is compared.
struct ChosenFace {
  ImageResult result;
  std::size_t index = 0;

  [[nodiscard]] const Face& face() const { return result.faces[index]; }
};

ChosenFace choose(ImageResult result, const AnalyzerOptions& options) {
  if (!result.error.empty()) throw Error(ErrorCode::input, result.error);
  if (result.faces.empty()) {
    throw Error(ErrorCode::input, fmt::format("{}: expected {}, found none", result.file, wanted_face(options)));
  }
  const std::size_t index = largest_face(result.faces);
  return {std::move(result), index};
}

std::string face_text(const ChosenFace& chosen) {
  const Box& box = chosen.face().box;
  const std::size_t count = chosen.result.faces.size();
  const std::optional<float> quality = chosen.face().quality;
  return fmt::format("{}: {}, {}x{} pixels at {},{}, score {}{}\n", chosen.result.file,
                     count == 1 ? "the face" : fmt::format("the largest of {} faces", count),
                     fixed(box.width, 0), fixed(box.height, 0), fixed(box.x, 0), fixed(box.y, 0),
                     fixed(chosen.face().score, 2),
                     quality ? ", quality " + fixed(*quality, quality_decimals) : "");
}

IdentityJson face_json(const ChosenFace& chosen) {
  IdentityJson json = {{"file", chosen.result.file},
                       {"faces", chosen.result.faces.size()},
                       {"face", chosen.index},
                       {"box", box_json(chosen.face().box)},
                       {"score", *rounded(chosen.face().score, probability_decimals)}};
  if (chosen.face().quality) json["quality"] = *rounded(*chosen.face().quality, quality_decimals);
  return json;
}

void prepare_outputs(const CompareRequest& request) {
  RunFiles files;
  for (const fs::path& photo : request.photos) files.reads(photo);
  files.reads_models({&request.identity.model, 1});
  files.writes("--json", request.json);
  files.prepare();
}

int run_compare(const CompareRequest& request) {
  prepare_outputs(request);
  const PhotoReader reader(request.identity, request.photos.size());
  const Threshold threshold = chosen_threshold(reader.model(), request.threshold);
  std::vector<ChosenFace> chosen;
  reader.read(request.photos, 0, [&](std::size_t, PhotoFaces faces) {
    chosen.push_back(choose(std::move(faces.result), request.identity.analyzer));
  });
  const float distance = identity_distance(chosen[0].face().identity, chosen[1].face().identity);
  const float cosine = 1 - distance * distance / 2;
  const bool same = distance <= threshold.distance;
  if (!request.json.empty()) {
    const IdentityJson json = {{"same", same},
                               {"distance", distance_json(distance)},
                               {"cosine", distance_json(cosine)},
                               {"threshold", threshold_json(threshold)},
                               {"model", reader.model().id},
                               {"photos", {face_json(chosen[0]), face_json(chosen[1])}}};
    write_file(request.json, json_text(json));
  }
  if (request.json != "-") {
    std::string text = face_text(chosen[0]) + face_text(chosen[1]);
    text += fmt::format("{}: distance {:.4f} {} threshold {:.4f} (cosine {:.4f})\n",
                        same ? "probably the same person" : "probably different people", distance,
                        same ? "is within the" : "is over the", threshold.distance, cosine);
    const std::string evidence = evidence_text(threshold);
    if (!evidence.empty() && !request.identity.quiet) text += evidence + "\n";
    std::fputs(text.c_str(), stdout);
  }
  return same ? exit_ok : exit_different;
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
  app->footer(
      "Examples:\n"
      "  mien compare passport.jpg door.jpg\n"
      "  mien compare a.jpg b.jpg --false-accepts 0.001\n"
      "  mien compare a.jpg b.jpg --threshold 1.1 --json -\n"
      "\n"
      "Of several faces in a photo the largest is compared. Faces look alike or they do not: that\n"
      "is no proof of who somebody is.\n"
      "Exit code: 0 the same person, 4 different people, 1 a photo cannot be read or has no face,\n"
      "2 usage, 3 set-up or output, 130 interrupted.");
  return {app, [request] { return run_compare(*request); }};
}

}  // namespace mien::cli
