#include "cli/identify_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/common_options.h"
#include "cli/gallery_photos.h"
#include "cli/identify_outputs.h"
#include "cli/inputs.h"
#include "cli/photo_reader.h"
#include "cli/progress.h"
#include "cli/run_files.h"
#include "core/console.h"
#include "core/counted.h"
#include "core/output_file.h"
#include "core/printable.h"
#include "mien/core/error.h"
#include "mien/identity/gallery_file.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;

struct IdentifyRequest {
  fs::path gallery;
  std::vector<std::string> names;
  bool null = false;
  IdentityOptions identity;
  ThresholdOptions threshold;
  std::size_t top = 1;
  SearchOptions search;
  fs::path json;
  fs::path csv;
};

struct LoadedGallery {
  Gallery gallery;
  bool whole = true;  ///< without photos that failed, or a torn end
};

LoadedGallery load_gallery(const IdentifyRequest& request, const PhotoReader& reader) {
  std::error_code ignored;
  if (fs::is_directory(request.gallery, ignored)) {
    const NamedPhotos photos = named_photos({.paths = {request.gallery.string()}});
    EnrolledPhotos enrolled = enrol(reader, photos);
    if (!request.identity.quiet) {
      say("mien: gallery: " + enrolment_text(enrolled.counts, photos));
    }
    return {std::move(enrolled.gallery), enrolled.counts.failures == 0};
  }
  StoredGallery stored = read_gallery(request.gallery);
  expect_model(stored.gallery, reader.model(), request.gallery);
  const bool torn = say_torn(stored, request.gallery);
  return {std::move(stored.gallery), !torn};
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

void print_notes(const std::vector<IdentifiedPhoto>& photos, const Threshold& threshold,
                 const LeftOut& left_out) {
  std::size_t faces = 0;
  std::size_t known = 0;
  for (const IdentifiedPhoto& photo : photos) {
    if (!photo.result.error.empty()) {
      say(fmt::format("mien: {}\n", printable(photo.result.error)));
    }
    faces += photo.people.size();
    known += static_cast<std::size_t>(std::ranges::count_if(
        photo.people, [&](const auto& people) { return is_known(people, threshold); }));
  }
  std::string text = fmt::format("{}, {}, {} known\n", counted(photos.size(), "photo"),
                                 counted(faces, "face"), known);
  text += left_out_line(left_out);
  say(text);
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
  Photos named = photos_of(request.names, request.null);
  prepare_outputs(request, named.paths);
  const PhotoReader reader(request.identity, named.paths.size());
  const Threshold threshold = chosen_threshold(reader.model(), request.threshold);
  const auto [gallery, whole] = load_gallery(request, reader);
  std::vector<IdentifiedPhoto> photos;
  reader.read(named.paths, 0, [&](std::size_t, PhotoFaces faces) {
    photos.push_back({std::move(faces.result), {}});
  });
  for (ImageResult& row : named.unreadable) photos.push_back({std::move(row), {}});
  identify(photos, gallery, request);
  if (!request.json.empty()) {
    write_file(request.json, identified_json(photos, threshold, gallery, named.left_out));
  }
  if (!request.csv.empty()) {
    write_file(request.csv, identified_csv(photos, threshold, request.top));
  }
  if (request.json.empty() && request.csv.empty()) {
    show(identified_text(photos, threshold));
  }
  if (!request.identity.quiet) print_notes(photos, threshold, named.left_out);
  const bool failed = std::ranges::any_of(
      photos, [](const IdentifiedPhoto& photo) { return !photo.result.error.empty(); });
  return failed || !whole ? exit_some_inputs_failed : exit_ok;
}

}  // namespace

Command add_identify_command(CLI::App& parent) {
  CLI::App* app =
      parent.add_subcommand("identify", "Tell who of a gallery the faces of photos look like");
  auto request = std::make_shared<IdentifyRequest>();
  app->add_option("PHOTO", request->names, "Photos, folders, patterns, or - for a list of paths")
      ->required();
  add_null(*app, request->null);
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
  app->footer([request] {
    return "Examples:\n"
           "  mien identify --gallery people.gallery party/\n"
           "  mien identify --gallery people/ door.jpg --top 3       (people/ann/1.jpg and so on)\n"
           "  mien identify --gallery people.gallery 'in/*.jpg' --csv who.csv --false-accepts "
           "0.0001\n"
           "\n"
           "A face whose nearest person is over the threshold is unknown. Faces look alike or they "
           "do\n"
           "not: that is no proof of who somebody is.\n" +
           evidence_help(request->identity.model, request->threshold) +
           "Exit code: 0 all good, 1 some photos failed or the gallery's last addition never came\n"
           "to its end, 2 usage, 3 set-up or output, 130 interrupted (nothing is written then).";
  });
  return {app, [request] { return run_identify(*request); }};
}

}  // namespace mien::cli
