#include "cli/identify_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/gallery_photos.h"
#include "cli/identify_outputs.h"
#include "cli/photo_reader.h"
#include "cli/progress.h"
#include "cli/run_files.h"
#include "core/output_file.h"
#include "mien/core/error.h"
#include "mien/identity/gallery_file.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;

struct IdentifyRequest {
  fs::path gallery;
  std::vector<std::string> names;
  IdentityOptions identity;
  ThresholdOptions threshold;
  std::size_t top = 1;
  SearchOptions search;
  fs::path json;
  fs::path csv;
};

Gallery load_gallery(const IdentifyRequest& request, const PhotoReader& reader) {
  if (fs::is_directory(request.gallery)) {
    const GallerySource source{{request.gallery.string()}, "", ""};
    EnrolledPhotos enrolled = enrol(reader, named_photos(source));
    if (!request.identity.quiet) {
      std::fputs(fmt::format("mien: gallery: {}\n", enrolment_text(enrolled.counts)).c_str(),
                 stderr);
    }
    return std::move(enrolled.gallery);
  }
  Gallery gallery = read_gallery(request.gallery).gallery;
  expect_model(gallery, reader.model(), request.gallery);
  return gallery;
}

/// Fills in the people of all faces.
void identify(std::vector<IdentifiedPhoto>& photos, const Gallery& gallery,
              const IdentifyRequest& request) {
  std::vector<float> features;
  for (const IdentifiedPhoto& photo : photos) {
    for (const Face& face : photo.result.faces) {
      gallery.expect(gallery.model(), face.identity.size());
      features.insert(features.end(), face.identity.begin(), face.identity.end());
    }
  }
  SearchOptions options = request.search;
  options.threads = request.identity.threads;
  options.queries = features.size() / gallery.dimension();
  std::optional<ProgressBar> progress;
  progress.emplace(gallery.size(), "entries in the graph", !request.identity.quiet);
  options.progress = [&](std::size_t done) { progress->update(done); };
  const GallerySearch search(gallery, options);
  progress.reset();
  std::vector<std::vector<PersonMatch>> people = nearest_people(search, features, request.top);
  auto next = people.begin();
  for (IdentifiedPhoto& photo : photos) {
    for (std::size_t i = 0; i < photo.result.faces.size(); ++i) {
      photo.people.push_back(std::move(*next++));
    }
  }
}

void print_notes(const std::vector<IdentifiedPhoto>& photos, const Threshold& threshold) {
  std::size_t faces = 0;
  std::size_t known = 0;
  for (const IdentifiedPhoto& photo : photos) {
    if (!photo.result.error.empty()) {
      std::fputs(fmt::format("mien: {}\n", photo.result.error).c_str(), stderr);
    }
    faces += photo.people.size();
    known += static_cast<std::size_t>(std::ranges::count_if(
        photo.people, [&](const auto& people) { return is_known(people, threshold); }));
  }
  std::string text = fmt::format("{} {}, {} {}, {} known\n", photos.size(),
                                 photos.size() == 1 ? "photo" : "photos", faces,
                                 faces == 1 ? "face" : "faces", known);
  const std::string evidence = evidence_text(threshold);
  if (!evidence.empty()) text += evidence + "\n";
  std::fputs(text.c_str(), stderr);
}

void prepare_outputs(const IdentifyRequest& request, const std::vector<fs::path>& photos) {
  RunFiles files;
  if (std::ranges::count(request.names, "-") > 0) files.reads("-");
  for (const fs::path& photo : photos) files.reads(photo);
  files.reads(request.gallery);
  files.reads_models({&request.identity.model, 1});
  files.writes("--json", request.json);
  files.writes("--csv", request.csv);
  files.prepare();
}

int run_identify(const IdentifyRequest& request) {
  const std::vector<fs::path> paths = photos_of(request.names);
  prepare_outputs(request, paths);
  const PhotoReader reader(request.identity, paths.size());
  const Threshold threshold = chosen_threshold(reader.model(), request.threshold);
  const Gallery gallery = load_gallery(request, reader);
  std::vector<IdentifiedPhoto> photos;
  reader.read(paths, 0, [&](std::size_t, PhotoFaces faces) {
    photos.push_back({std::move(faces.result), {}});
  });
  identify(photos, gallery, request);
  if (!request.json.empty()) {
    write_file(request.json, identified_json(photos, threshold, gallery));
  }
  if (!request.csv.empty()) {
    write_file(request.csv, identified_csv(photos, threshold, request.top));
  }
  if (request.json.empty() && request.csv.empty()) {
    std::fputs(identified_text(photos, threshold).c_str(), stdout);
  }
  if (!request.identity.quiet) print_notes(photos, threshold);
  const bool failed = std::ranges::any_of(
      photos, [](const IdentifiedPhoto& photo) { return !photo.result.error.empty(); });
  return failed ? exit_some_inputs_failed : exit_ok;
}

}  // namespace

Command add_identify_command(CLI::App& parent) {
  CLI::App* app =
      parent.add_subcommand("identify", "Tell who of a gallery the faces of photos look like");
  auto request = std::make_shared<IdentifyRequest>();
  app->add_option("PHOTO", request->names, "Photos, folders, patterns, or - for a list of paths")
      ->required();
  app->add_option("--gallery", request->gallery,
                  "A file of mien gallery, or a folder with a folder of photos for each person")
      ->required()
      ->type_name("FILE|DIR");
  app->add_option("--top", request->top,
                  "Name this many people for each face, the most alike first")
      ->check(CLI::Range(1, 1000))
      ->type_name("K")
      ->capture_default_str();
  const std::map<std::string, SearchMethod> methods = {{"auto", SearchMethod::automatic},
                                                       {"exact", SearchMethod::exact},
                                                       {"graph", SearchMethod::approximate}};
  app->add_option("--search", request->search.method,
                  "Compare with every entry, or walk a graph of neighbours, which is built for it "
                  "and pays for thousands of faces and a large gallery")
      ->transform(CLI::CheckedTransformer(methods).description(""))
      ->type_name("auto|exact|graph")
      ->default_str("auto");
  app->add_option("--seed", request->search.seed, "Of the graph")
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--json", request->json, "All answers as JSON; - is standard output")
      ->type_name("FILE");
  app->add_option("--csv", request->csv, "One row a face; - is standard output")->type_name("FILE");
  add_threshold_options(*app, request->threshold);
  add_identity_options(*app, request->identity);
  app->footer(
      "Examples:\n"
      "  mien identify --gallery people.gallery party/\n"
      "  mien identify --gallery people/ door.jpg --top 3       (people/ann/1.jpg and so on)\n"
      "  mien identify --gallery people.gallery 'in/*.jpg' --csv who.csv --false-accepts 0.0001\n"
      "\n"
      "A face whose nearest person is over the threshold is unknown. Faces look alike or they do\n"
      "not: that is no proof of who somebody is.\n"
      "Exit code: 0 all good, 1 some photos failed, 2 usage, 3 set-up or output, 130 interrupted\n"
      "(nothing is written then).");
  return {app, [request] { return run_identify(*request); }};
}

}  // namespace mien::cli
