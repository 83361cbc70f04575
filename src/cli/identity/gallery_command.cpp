#include "cli/identity/gallery_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "cli/files/run_files.h"
#include "cli/identity/clip_entry.h"
#include "cli/identity/gallery_listing.h"
#include "cli/identity/gallery_photos.h"
#include "cli/identity/gallery_thresholds.h"
#include "cli/identity/gallery_warnings.h"
#include "cli/identity/identity_options.h"
#include "cli/shell/common_options.h"
#include "core/console.h"
#include "core/counted.h"
#include "core/printable.h"
#include "mien/core/error.h"
#include "mien/identity/gallery_file.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;

struct GalleryRequest {
  fs::path gallery;
  GallerySource source;
  IdentityOptions identity;
  bool force = false;
  std::vector<std::string> people;  ///< to remove
  std::vector<std::string> photos;  ///< to remove
  GalleryListing listing;
  ThresholdListing thresholds;
  std::function<int()> run;
};

void note(const GalleryRequest& request, const std::string& lines) {
  if (!request.identity.quiet) say("mien: " + lines);
}

/// The files of a run that puts photos into the gallery.
RunFiles files_of(const GalleryRequest& request, const NamedPhotos& photos) {
  RunFiles files;
  for (const std::string& path : request.source.paths) files.reads(path);
  for (const NamedPhoto& photo : photos.photos) files.reads(photo.photo);
  files.reads(request.source.csv);
  files.reads_models({&request.identity.model, 1});
  return files;
}

/// Says which photos of those that were added are poor, and who looks like somebody else.
/// @param before the gallery that they were added to
void warn(const GalleryRequest& request, const EnrolledPhotos& enrolled, const ModelMetadata& model,
          const Gallery* before = nullptr) {
  if (request.identity.quiet || enrolled.counts.added == 0) return;
  print_warnings(enrolled.poor);
  Gallery all = before == nullptr ? Gallery(model.id, enrolled.gallery.dimension()) : *before;
  const std::size_t first = all.size();
  for (std::size_t i = 0; i < enrolled.gallery.size(); ++i) {
    all.add_halves(enrolled.gallery.entries()[i], enrolled.gallery.halves(i));
  }
  print_warnings(shared_faces(all, model, first, request.identity.threads));
}

int exit_code(bool failed) { return failed ? app::exit_some_inputs_failed : app::exit_ok; }

int build(const GalleryRequest& request) {
  if (fs::exists(request.gallery) && !request.force) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected a new file, found one; add to it with mien gallery add, "
                            "or replace it with --force",
                            request.gallery.string()));
  }
  const NamedPhotos photos = named_photos(request.source);
  RunFiles files = files_of(request, photos);
  files.writes("GALLERY", request.gallery);
  files.prepare();
  const PhotoReader reader(request.identity, photos.photos.size(), photos.clips());
  const EnrolledPhotos enrolled = enrol(reader, photos);
  write_gallery(enrolled.gallery, request.gallery);
  note(request, enrolment_text(enrolled.counts, photos));
  warn(request, enrolled, reader.model());
  return exit_code(enrolled.counts.failures > 0);
}

int add(const GalleryRequest& request) {
  const StoredGallery stored = read_gallery(request.gallery);
  const bool torn = say_torn(stored, request.gallery);
  const NamedPhotos photos = named_photos(request.source);
  RunFiles files = files_of(request, photos);
  files.appends("GALLERY", request.gallery);
  files.prepare();
  const PhotoReader reader(request.identity, photos.photos.size(), photos.clips());
  expect_model(stored.gallery, reader.model(), request.gallery);
  const EnrolledPhotos enrolled = enrol(reader, photos, stored.gallery.entries());
  if (enrolled.counts.added > 0) append_to_gallery(enrolled.gallery, request.gallery);
  note(request, enrolment_text(enrolled.counts, photos));
  warn(request, enrolled, reader.model(), &stored.gallery);
  return exit_code(torn || enrolled.counts.failures > 0);
}

/// Reads the photos of a gallery again, by the network of today. A photo that is no longer there
/// would lose its face: then nothing is written.
int rebuild(const GalleryRequest& request) {
  const StoredGallery stored = read_gallery(request.gallery);
  const bool torn = say_torn(stored, request.gallery);
  NamedPhotos photos;
  for (const GalleryEntry& entry : stored.gallery.entries()) {
    const std::optional<ClipMoment> moment = clip_moment(entry.photo);
    if (moment) {
      photos.photos.push_back({entry.person, moment->clip, true, moment->seconds});
    } else {
      photos.photos.push_back({entry.person, entry.photo});
    }
  }
  const PhotoReader reader(request.identity, photos.photos.size(), photos.clips());
  const EnrolledPhotos enrolled = enrol(reader, photos);
  note(request, enrolment_text(enrolled.counts, photos));
  if (enrolled.counts.failures > 0 && !request.force) {
    note(
        request,
        fmt::format("{}: nothing was written, since {} of its {} failed; --force leaves them out\n",
                    printable(request.gallery.string()), enrolled.counts.failures,
                    counted(photos.photos.size(), "photo")));
    return app::exit_some_inputs_failed;
  }
  write_gallery(enrolled.gallery, request.gallery);
  warn(request, enrolled, reader.model());
  return exit_code(torn || enrolled.counts.failures > 0);
}

int remove(const GalleryRequest& request) {
  if (request.people.empty() && request.photos.empty()) {
    throw Error(ErrorCode::usage, "expected --name or --photo, found neither (see --help)");
  }
  if (fs::is_regular_file(request.gallery)) {
    RunFiles files;
    files.writes("GALLERY", request.gallery);
    files.prepare();
  }
  const bool torn = say_torn(read_gallery(request.gallery), request.gallery);
  const std::size_t removed = remove_from_gallery(request.gallery, [&](const GalleryEntry& entry) {
    return std::ranges::count(request.people, entry.person) > 0 ||
           std::ranges::count(request.photos, entry.photo) > 0;
  });
  if (removed == 0) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected faces of that name or photo, found none",
                            request.gallery.string()));
  }
  note(request, counted(removed, "face") + " removed\n");
  return exit_code(torn);
}

int list(const GalleryRequest& request) {
  RunFiles files;
  files.reads(request.gallery);
  files.writes("--json", request.listing.json);
  files.writes("--csv", request.listing.csv);
  files.prepare();
  const StoredGallery stored = read_gallery(request.gallery);
  const bool torn = say_torn(stored, request.gallery);
  write_listing(stored.gallery, request.listing);
  return exit_code(torn);
}

int thresholds(const GalleryRequest& request) {
  RunFiles files;
  files.reads(request.gallery);
  files.writes("--json", request.thresholds.json);
  files.prepare();
  const StoredGallery stored = read_gallery(request.gallery);
  const bool torn = say_torn(stored, request.gallery);
  ThresholdListing listing = request.thresholds;
  listing.quiet = request.identity.quiet;
  write_thresholds(stored.gallery, listing);
  return exit_code(torn);
}

using Request = std::shared_ptr<GalleryRequest>;

CLI::App* add_gallery_part(CLI::App& parent, const Request& request, const char* name,
                           const char* description, int (*run)(const GalleryRequest&)) {
  CLI::App* app = parent.add_subcommand(name, description);
  app->add_option("GALLERY", request->gallery, "The gallery file")->required();
  app->callback(
      [request, run] { request->run = [chosen = request.get(), run] { return run(*chosen); }; });
  return app;
}

void add_source_options(CLI::App& app, GalleryRequest& request) {
  app.add_option("PATH", request.source.paths,
                 "A folder with a folder for each person; with --name photos and clips of that "
                 "person, or - for a list of them on standard input");
  add_null(app, request.source.null);
  app.add_option("--name", request.source.name, "Name of the person whose photos and clips follow")
      ->type_name("NAME");
  app.add_option(
         "--input-csv", request.source.csv,
         "Read the photos from a table with the columns path (relative to the table) and person")
      ->type_name("FILE");
  add_identity_options(app, request.identity);
}

void add_build(CLI::App& parent, const Request& request) {
  CLI::App* app =
      add_gallery_part(parent, request, "build", "Write a gallery of people's photos", build);
  add_source_options(*app, *request);
  app->add_flag("--force", request->force, "Replace the file if it is there");
  app->footer(
      "Examples:\n"
      "  mien gallery build people.gallery people/         (people/ann/1.jpg, people/bob.jpg)\n"
      "  mien gallery build people.gallery --input-csv people.csv\n"
      "\n"
      "Of several faces in a photo the main one is taken: a large one near the middle. Of a clip "
      "it "
      "is the person who is seen longest.");
}

void add_add(CLI::App& parent, const Request& request) {
  CLI::App* app = add_gallery_part(parent, request, "add", "Add people's photos to a gallery", add);
  add_source_options(*app, *request);
  app->footer(
      "Examples:\n"
      "  mien gallery add people.gallery --name 'Ann Lee' ann-*.jpg\n"
      "  mien gallery add people.gallery --name 'Ann Lee' holiday.mp4\n"
      "  mien gallery add people.gallery more-people/\n"
      "\n"
      "Of a clip the person who is seen longest is taken.\n"
      "All photos of a run are added or none: after a crash the gallery is as it was before.");
}

void add_rebuild(CLI::App& parent, const Request& request) {
  CLI::App* app = add_gallery_part(
      parent, request, "rebuild",
      "Read the photos of a gallery again, as after a change of the network", rebuild);
  app->add_flag("--force", request->force, "Leave out photos that are gone or fail");
  add_identity_options(*app, request->identity);
  app->footer(
      "Example:\n"
      "  mien gallery rebuild people.gallery\n"
      "\n"
      "Photos are looked for where mien gallery list --photos says, from the folder you are in.");
}

void add_remove(CLI::App& parent, const Request& request) {
  CLI::App* app = add_gallery_part(
      parent, request, "remove", "Remove people or photos: their features leave the file", remove);
  app->add_option("--name", request->people,
                  "Remove all faces of this person; may be given several times")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app->add_option(
         "--photo", request->photos,
         "Remove the face of this photo, written as mien gallery list --photos writes it; may be "
         "given several times")
      ->type_name("PATH")
      ->allow_extra_args(false);
  app->add_flag("-q,--quiet", request->identity.quiet, "Print no notes");
  app->footer("Example:\n  mien gallery remove people.gallery --name 'Ann Lee'");
}

void add_gallery_list(CLI::App& parent, const Request& request) {
  CLI::App* app = add_gallery_part(parent, request, "list", "List the people of a gallery", list);
  app->add_flag("--photos", request->listing.photos, "List each face, not each person");
  app->add_option("--json", request->listing.json, "Write the list as JSON; - is standard output")
      ->type_name("FILE");
  app->add_option("--csv", request->listing.csv, "Write the list as CSV; - is standard output")
      ->type_name("FILE");
  app->add_flag("-q,--quiet", request->identity.quiet, "Print no notes");
  app->footer(
      "Examples:\n"
      "  mien gallery list people.gallery\n"
      "  mien gallery list people.gallery --photos --csv photos.csv");
}

void add_thresholds(CLI::App& parent, const Request& request) {
  CLI::App* app =
      add_gallery_part(parent, request, "thresholds",
                       "Measure on all pairs of a gallery's faces which distance accepts which "
                       "share of wrong pairs",
                       thresholds);
  app->add_option("--false-accepts", request->thresholds.false_accepts,
                  "Shares of pairs of different people that may be taken for one person")
      ->delimiter(',')
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("SHARE")
      ->capture_default_str();
  app->add_option(
         "--json", request->thresholds.json,
         "Write the thresholds as JSON, to put into the metadata of a model; - is standard output")
      ->type_name("FILE");
  app->add_option("--data-name", request->thresholds.data,
                  "Name of the photos that --json gives as their source")
      ->type_name("NAME");
  app->add_option("--threads", request->thresholds.threads, "Threads; 0 takes all processors")
      ->check(CLI::Range(0, 1024))
      ->type_name("N")
      ->capture_default_str();
  app->add_flag("-q,--quiet", request->identity.quiet, "Print no progress bar and no notes");
  app->footer(
      "Example:\n"
      "  mien gallery thresholds people.gallery --false-accepts 0.01,0.001\n"
      "\n"
      "Needs people with several photos, and as many pairs of different people as the smallest\n"
      "share is one of.");
}

}  // namespace

Command add_gallery_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand("gallery", "Keep a file of known faces");
  app->require_subcommand(1);
  app->footer(
      "Examples:\n"
      "  mien gallery build people.gallery people/\n"
      "  mien gallery add people.gallery --name 'Ann Lee' ann.jpg\n"
      "  mien identify --gallery people.gallery party/\n"
      "\n"
      "Features of faces are personal data, in many places specially protected: keep a gallery\n"
      "only of people who agree, and remove anyone who asks (docs/guides/identity.md).\n"
      "Exit code: 0 all good, 1 some photos failed or the gallery cannot be read, 2 usage,\n"
      "3 set-up or output, 130 interrupted (nothing is written then). It is 1, too, if the\n"
      "gallery's last addition never came to its end.");
  const auto request = std::make_shared<GalleryRequest>();
  add_build(*app, request);
  add_add(*app, request);
  add_rebuild(*app, request);
  add_remove(*app, request);
  add_gallery_list(*app, request);
  add_thresholds(*app, request);
  return {app, [request] { return request->run(); }};
}

}  // namespace mien::cli
