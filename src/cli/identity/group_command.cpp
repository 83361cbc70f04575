#include "cli/identity/group_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/exit_code.h"
#include "cli/files/inputs.h"
#include "cli/files/run_files.h"
#include "cli/identity/clip_people.h"
#include "cli/identity/group_outputs.h"
#include "cli/identity/photo_reader.h"
#include "cli/shell/common_options.h"
#include "core/console.h"
#include "core/counted.h"
#include "core/output_file.h"
#include "core/printable.h"
#include "mien/core/error.h"
#include "mien/identity/group.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;

constexpr int thumbnail_side = 144;

struct GroupRequest {
  std::vector<std::string> names;
  bool null = false;
  IdentityOptions identity;
  ThresholdOptions threshold = {.distance = std::nullopt, .false_accepts = 0.0001};
  float duplicate_distance = 0.3F;
  int detect_every = ClipReadOptions{}.detect_every;
  fs::path json;
  fs::path csv;
  fs::path report;
};

FaceGroups group_photos(const GroupRequest& request, PhotosAndClips named) {
  const PhotoReader reader(request.identity, named.photos.size(), named.clips.size());
  FaceGroups groups;
  groups.left_out = std::move(named.left_out);
  groups.model = reader.model().id;
  groups.threshold = chosen_threshold(reader.model(), request.threshold);
  groups.duplicate_distance = request.duplicate_distance;
  std::optional<Gallery> features;
  const bool page = !request.report.empty();
  const auto take = [&](ImageResult result, std::vector<std::vector<std::byte>> thumbnails) {
    for (std::size_t i = 0; i < result.faces.size(); ++i) {
      Face& face = result.faces[i];
      if (!features) features.emplace(groups.model, face.identity.size());
      features->add({"unknown", ""}, face.identity);
      face.identity = {};
      groups.faces.push_back({groups.photos.size(), i});
      if (page) groups.thumbnails.push_back(std::move(thumbnails[i]));
    }
    groups.photos.push_back(std::move(result));
  };
  const int side = page ? thumbnail_side : 0;
  reader.read(paths_of(named.photos), side, [&](std::size_t, PhotoFaces read) {
    take(std::move(read.result), std::move(read.thumbnails));
  });
  const ClipReadOptions clips{.detect_every = request.detect_every, .thumbnail_side = side};
  read_clips(reader, named.clips, clips, [&](std::size_t, ClipPeople clip) {
    const std::size_t place = groups.photos.size();
    take(std::exchange(clip.result, {}), std::exchange(clip.thumbnails, {}));
    groups.clips.emplace(place, std::move(clip));
  });
  std::ranges::move(named.unreadable, std::back_inserter(groups.photos));
  if (!features) return groups;
  const int threads = request.identity.threads;
  groups.groups =
      group_faces(*features, {.distance = groups.threshold.distance, .threads = threads});
  groups.duplicates =
      near_duplicates(*features, {.distance = request.duplicate_distance, .threads = threads});
  return groups;
}

void print_group_notes(const FaceGroups& groups) {
  std::size_t without = 0;
  for (const ImageResult& photo : groups.photos) {
    if (!photo.error.empty()) say(fmt::format("mien: {}\n", printable(photo.error)));
    if (photo.error.empty() && photo.faces.empty()) ++without;
  }
  for (const auto& [place, clip] : groups.clips) {
    if (clip.summary.damage.empty()) continue;
    say(fmt::format("mien: {}: partial: {}\n", printable(groups.photos[place].file),
                    printable(clip.summary.damage)));
  }
  const std::string clips =
      groups.clips.empty() ? "" : " and " + counted(groups.clips.size(), "clip");
  const auto people =
      std::ranges::count_if(groups.groups, [](const auto& group) { return group.size() > 1; });
  say(fmt::format(
      "{}{} ({} without a face), {}: {} with several faces, {} alone, {} of near-duplicates\n",
      counted(groups.photos.size() - groups.clips.size(), "photo"), clips, without,
      counted(groups.faces.size(), "face"),
      counted(static_cast<std::uint64_t>(people), "person", "people"),
      counted(groups.groups.size() - static_cast<std::size_t>(people), "face"),
      counted(groups.duplicates.size(), "set")));
  say(left_out_line(groups.left_out));
}

void prepare_group_outputs(const GroupRequest& request, const PhotosAndClips& named) {
  RunFiles files;
  if (std::ranges::count(request.names, "-") > 0) files.reads("-");
  for (const Input& input : named.all()) files.reads(input.path);
  files.reads_models({&request.identity.model, 1});
  files.writes("--json", request.json);
  files.writes("--csv", request.csv);
  files.writes("--report", request.report);
  files.prepare();
}

int run_group(const GroupRequest& request) {
  PhotosAndClips named = photos_and_clips(request.names, request.null);
  prepare_group_outputs(request, named);
  const FaceGroups groups = group_photos(request, std::move(named));
  if (!request.json.empty()) write_file(request.json, groups_json(groups));
  if (!request.csv.empty()) write_file(request.csv, groups_csv(groups));
  if (!request.report.empty()) write_groups_page(groups, request.report);
  if (request.json != "-" && request.csv != "-" && request.report != "-" &&
      !request.identity.quiet) {
    show(groups_text(groups));
  }
  if (!request.identity.quiet) print_group_notes(groups);
  const bool failed = std::ranges::any_of(
      groups.photos, [](const ImageResult& photo) { return !photo.error.empty(); });
  const bool damaged = std::ranges::any_of(
      groups.clips, [](const auto& clip) { return !clip.second.summary.damage.empty(); });
  return failed || damaged ? app::exit_some_inputs_failed : app::exit_ok;
}

}  // namespace

Command add_group_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "group", "Tell which faces of photos and clips look like the same person");
  auto request = std::make_shared<GroupRequest>();
  app->add_option("PATH", request->names,
                  "Folders, photos, clips, patterns, or - for a list of paths")
      ->required();
  add_null(*app, request->null);
  app->add_option("--duplicates", request->duplicate_distance,
                  "Faces within this distance are listed as near-duplicates; 0: exact copies")
      ->check(CLI::Range(0.0, 2.0))
      ->type_name("DISTANCE")
      ->capture_default_str();
  app->add_option("--detect-every", request->detect_every,
                  "Detect faces in every Nth frame of a clip and follow them in between")
      ->check(CLI::Range(1, 1000))
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--json", request->json, "Write all groups as JSON; - is standard output")
      ->type_name("FILE");
  app->add_option("--csv", request->csv, "Write a row for each face; - is standard output")
      ->type_name("FILE");
  app->add_option("--report", request->report,
                  "Write one self-contained page with the faces of each group")
      ->type_name("FILE.html");
  add_threshold_options(*app, request->threshold);
  add_identity_options(*app, request->identity);
  app->footer(
      "Examples:\n"
      "  mien group holiday/ --report people.html\n"
      "  mien group holiday/ --csv groups.csv --threshold 1.1\n"
      "  mien group holiday/ party.mp4 --json groups.json\n"
      "\n"
      "Every face of every photo, and every person of every clip by their best faces, is in one\n"
      "group. Groups are joined while the mean distance between their faces is within the\n"
      "threshold (average link, docs/guides/identity.md).\n"
      "Exit code: 0 all good, 1 some inputs failed or are damaged, 2 usage, 3 set-up or output,\n"
      "130 interrupted (nothing is written then).");
  return {app, [request] { return run_group(*request); }};
}

}  // namespace mien::cli
