#include "cli/identity/identify_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "app/exit_code.h"
#include "app/progress.h"
#include "cli/analyze/marked_files.h"
#include "cli/files/inputs.h"
#include "cli/files/run_files.h"
#include "cli/identity/clip_people.h"
#include "cli/identity/gallery_photos.h"
#include "cli/identity/identify_marks.h"
#include "cli/identity/identify_outputs.h"
#include "cli/identity/photo_reader.h"
#include "cli/shell/common_options.h"
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
  fs::path json_lines;
  fs::path csv;
  fs::path report;
  IdentifyMarks marks;
  int detect_every = ClipReadOptions{}.detect_every;
};

constexpr int page_thumbnail = 144;     // pixels
constexpr int timeline_thumbnail = 64;  // likewise

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
void identify(std::vector<IdentifiedInput>& inputs, const Gallery& gallery,
              const IdentifyRequest& request) {
  std::vector<float> features;
  for (const IdentifiedInput& input : inputs) {
    for (const Face& face : input.result.faces) {
      gallery.check_features(gallery.model(), face.identity.size());
      features.insert(features.end(), face.identity.begin(), face.identity.end());
    }
  }
  SearchOptions options = request.search;
  options.threads = request.identity.threads;
  options.queries = features.size() / gallery.dimension();
  std::optional<app::ProgressBar> progress;
  progress.emplace(gallery.size(), "entries in the graph", !request.identity.quiet);
  options.progress = [&](std::size_t done) { progress->update(done); };
  const GallerySearch search(gallery, options);
  progress.reset();
  std::vector<std::vector<PersonMatch>> people = nearest_people(search, features, request.top);
  auto next = people.begin();
  for (IdentifiedInput& input : inputs) {
    for (std::size_t i = 0; i < input.result.faces.size(); ++i) {
      input.people.push_back(std::move(*next++));
    }
  }
}

/// Photos, then clips, then what cannot be looked at.
std::vector<IdentifiedInput> read_inputs(const IdentifyRequest& request, const PhotoReader& reader,
                                         PhotosAndClips& named) {
  std::vector<IdentifiedInput> inputs;
  const bool page = !request.report.empty();
  reader.read(
      paths_of(named.photos), page ? page_thumbnail : 0, [&](std::size_t, PhotoFaces faces) {
        inputs.push_back({std::move(faces.result), {}, std::move(faces.thumbnails), std::nullopt});
      });
  ClipReadOptions options{.detect_every = request.detect_every,
                          .boxes = !request.marks.annotate.empty()};
  if (!request.marks.timeline.empty()) options.thumbnail_side = timeline_thumbnail;
  if (page) options.thumbnail_side = page_thumbnail;
  read_clips(reader, named.clips, options, [&](std::size_t, ClipPeople clip) {
    ImageResult result = std::exchange(clip.result, {});
    std::vector<std::vector<std::byte>> thumbnails = std::exchange(clip.thumbnails, {});
    inputs.push_back({std::move(result), {}, std::move(thumbnails), std::move(clip)});
  });
  for (ImageResult& row : named.unreadable) inputs.push_back({std::move(row), {}, {}, {}});
  return inputs;
}

/// Photos or clips with their faces and those of the faces that are known: for a note.
struct Found {
  std::size_t inputs = 0;
  std::size_t faces = 0;
  std::size_t known = 0;
};

void print_identify_notes(const std::vector<IdentifiedInput>& inputs, const Threshold& threshold,
                          const LeftOut& left_out) {
  Found photos;
  Found clips;
  for (const IdentifiedInput& input : inputs) {
    if (!input.result.error.empty()) {
      say(fmt::format("mien: {}\n", printable(input.result.error)));
    } else if (input.clip && !input.clip->summary.damage.empty()) {
      say(fmt::format("mien: {}: partial: {}\n", printable(input.result.file),
                      printable(input.clip->summary.damage)));
    }
    Found& results = input.clip ? clips : photos;
    ++results.inputs;
    results.faces += input.people.size();
    results.known += static_cast<std::size_t>(std::ranges::count_if(
        input.people, [&](const auto& people) { return is_known(people, threshold); }));
  }
  std::string text;
  if (photos.inputs > 0) {
    text = fmt::format("{}, {}, {} known", counted(photos.inputs, "photo"),
                       counted(photos.faces, "face"), photos.known);
  }
  if (clips.inputs > 0) {
    text +=
        fmt::format("{}{}, {}, {} known", text.empty() ? "" : "; ", counted(clips.inputs, "clip"),
                    counted(clips.faces, "person", "people"), clips.known);
  }
  say(text + "\n" + left_out_line(left_out));
}

void prepare_identify_outputs(const IdentifyRequest& request, std::span<const Input> inputs) {
  RunFiles files;
  if (std::ranges::count(request.names, "-") > 0) files.reads("-");
  for (const Input& input : inputs) files.reads(input.path);
  files.reads(request.gallery);
  files.reads_models({&request.identity.model, 1});
  files.writes("--json", request.json);
  files.writes("--jsonl", request.json_lines);
  files.writes("--csv", request.csv);
  files.writes("--report", request.report);
  add_marked_files(files, request.marks.annotate, request.marks.timeline, inputs);
  files.check();
  if (!request.marks.overwrite) {
    refuse_to_replace_others("--annotate", marked_files(request.marks.annotate, inputs));
  }
  files.make_ready();
}

void write_rows(const IdentifyRequest& request, const std::vector<IdentifiedInput>& inputs,
                const Threshold& threshold, const Gallery& gallery, const LeftOut& left_out) {
  if (!request.json.empty()) {
    write_file(request.json, identified_json(inputs, threshold, gallery, left_out));
  }
  if (!request.json_lines.empty()) {
    write_file(request.json_lines, identified_json_lines(inputs, threshold, gallery, left_out));
  }
  if (!request.csv.empty()) {
    write_file(request.csv, identified_csv(inputs, threshold, request.top));
  }
  if (!request.report.empty()) {
    write_identified_page(inputs, threshold, gallery, left_out, request.report);
  }
  const bool shown = request.json.empty() && request.json_lines.empty() && request.csv.empty() &&
                     request.report != "-";
  if (shown) show(identified_text(inputs, threshold));
}

int run_identify(const IdentifyRequest& request) {
  PhotosAndClips named = photos_and_clips(request.names, request.null);
  const std::vector<Input> all = named.all();
  require_one_clip("--annotate", request.marks.annotate, ".mp4", all.size(), named.clips.size());
  require_one_clip("--timeline", request.marks.timeline, ".svg", all.size(), named.clips.size());
  prepare_identify_outputs(request, all);
  const PhotoReader reader(request.identity, named.photos.size(), named.clips.size());
  const Threshold threshold = chosen_threshold(reader.model(), request.threshold);
  const auto [gallery, whole] = load_gallery(request, reader);
  std::vector<IdentifiedInput> inputs = read_inputs(request, reader, named);
  identify(inputs, gallery, request);
  write_rows(request, inputs, threshold, gallery, named.left_out);
  write_marks(request.marks, all, inputs, threshold, request.identity.max_pixels,
              request.identity.quiet);
  if (!request.identity.quiet) print_identify_notes(inputs, threshold, named.left_out);
  const bool failed = std::ranges::any_of(inputs, [](const IdentifiedInput& input) {
    return !input.result.error.empty() || (input.clip && !input.clip->summary.damage.empty());
  });
  return failed || !whole ? app::exit_some_inputs_failed : app::exit_ok;
}

}  // namespace

Command add_identify_command(CLI::App& parent) {
  CLI::App* app = parent.add_subcommand(
      "identify", "Tell who of a gallery the faces of photos and clips look like");
  auto request = std::make_shared<IdentifyRequest>();
  app->add_option("PATH", request->names,
                  "Photos, clips, folders, patterns, or - for a list of paths")
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
  app->add_option("--seed", request->search.seed,
                  "Start of the random numbers of the approximate search")
      ->type_name("N")
      ->capture_default_str();
  app->add_option("--json", request->json, "All answers as JSON; - is standard output")
      ->type_name("FILE");
  app->add_option("--jsonl", request->json_lines,
                  "A line of JSON for each photo and clip; - is standard output")
      ->type_name("FILE");
  app->add_option("--csv", request->csv,
                  "One row a face, of clips one a person; - is standard output")
      ->type_name("FILE");
  app->add_option("--report", request->report,
                  "Write one self-contained page with the faces of each person")
      ->type_name("FILE.html");
  app->add_option("--annotate", request->marks.annotate,
                  "Draw boxes and names: write marked copies into a folder, or of one clip an .mp4")
      ->type_name("DIR|FILE.mp4");
  app->add_flag("--overwrite", request->marks.overwrite,
                "Let --annotate replace files that mien did not write; never an input");
  app->add_option("--timeline", request->marks.timeline,
                  "Plot when the people of clips are seen, into a folder, or of one clip into an "
                  ".svg")
      ->type_name("DIR|FILE.svg");
  app->add_option("--detect-every", request->detect_every,
                  "Detect faces in every Nth frame of a clip and follow them in between")
      ->check(CLI::Range(1, 1000))
      ->type_name("N")
      ->capture_default_str();
  add_threshold_options(*app, request->threshold);
  add_identity_options(*app, request->identity);
  app->footer([request] {
    return "Examples:\n"
           "  mien identify --gallery people.gallery party/\n"
           "  mien identify --gallery people/ door.jpg --top 3       (people/ann/1.jpg and so on)\n"
           "  mien identify --gallery people.gallery 'in/*.jpg' --csv who.csv --false-accepts "
           "0.0001\n"
           "  mien identify --gallery people.gallery party.mp4 --annotate named.mp4 --timeline "
           "who.svg\n"
           "\n"
           "A face whose nearest person is over the threshold is unknown. Faces look alike or they "
           "do\n"
           "not: that is no proof of who somebody is. Of a clip the best faces of each person are\n"
           "compared.\n" +
           evidence_help(request->identity.model, request->threshold) +
           "Exit code: 0 all good, 1 some inputs failed or are damaged, 2 usage, 3 set-up or\n"
           "output, 130 interrupted. It is 1, too, if the gallery's last addition never came to\n"
           "its end. After an interrupt there are rows only if marks were being written.";
  });
  return {app, [request] { return run_identify(*request); }};
}

}  // namespace mien::cli
