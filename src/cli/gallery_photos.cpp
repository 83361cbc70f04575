#include "cli/gallery_photos.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/gallery_warnings.h"
#include "cli/inputs.h"
#include "core/console.h"
#include "core/counted.h"
#include "core/printable.h"
#include "dataset/manifest.h"
#include "media/folder_walk.h"
#include "media/read_file.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace fs = std::filesystem;

namespace {

/// What to say if all photos of a folder are of one person by its layout, or each of its own.
std::string level_warning(const fs::path& folder, const std::vector<NamedPhoto>& photos) {
  std::set<std::string> people;
  std::set<fs::path> folders;
  std::size_t beside = 0;
  for (const NamedPhoto& photo : photos) {
    people.insert(photo.person);
    const fs::path parent = photo.photo.lexically_relative(folder).parent_path();
    if (parent.empty()) ++beside;
    folders.insert(parent);
  }
  if (photos.size() > 1 && beside == photos.size()) {
    return fmt::format(
        "warning: {}: each photo is taken for a person of its own, since none is in a folder: a "
        "folder for each person, or --name NAME, says whose photos these are",
        folder.string());
  }
  if (people.size() == 1 && beside == 0 && folders.size() > 1) {
    return fmt::format(
        "warning: {}: all photos are taken for those of one person, \"{}\", though they lie in "
        "{}: if these are people, give {}",
        folder.string(), *people.begin(), counted(folders.size(), "folder"),
        (folder / *people.begin()).string());
  }
  return {};
}

NamedPhotos of_people(const fs::path& folder) {
  std::error_code ignored;
  const fs::file_status status = fs::status(folder, ignored);
  if (fs::exists(status) && !fs::is_directory(status)) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected a folder with a folder for each person, found a file; "
                            "--name NAME says whose photos these are",
                            folder.string()));
  }
  if (status.type() == fs::file_type::not_found) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected a folder with a folder for each person, found nothing",
                            folder.string()));
  }
  media::FolderWalk walk = media::walk_folder(folder, {.clips = false});
  NamedPhotos named{{}, {}, std::move(walk.left_out), {}};
  for (media::FoundFile& file : walk.files) {
    if (!file.error.empty()) {
      named.problems.push_back(std::move(file.error));
      continue;
    }
    const fs::path below = file.path.lexically_relative(folder);
    const bool beside = ++below.begin() == below.end();
    named.photos.push_back({(beside ? below.stem() : *below.begin()).string(), file.path});
  }
  named.warning = level_warning(folder, named.photos);
  return named;
}

std::vector<NamedPhoto> of_csv(const fs::path& csv) {
  const media::FileBytes bytes = media::read_file(csv);
  const std::string_view text(reinterpret_cast<const char*>(bytes.bytes().data()), bytes.size);
  const dataset::Records records = dataset::read_manifest(text, csv.string());
  const std::optional<std::size_t> person = records.find_column("person");
  if (!person) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a column \"person\", found none", csv.string()));
  }
  std::vector<NamedPhoto> photos;
  for (std::size_t i = 0; i < records.size(); ++i) {
    photos.push_back(
        {std::string(records.field(i, *person)), csv.parent_path() / fs::path(records.path(i))});
    if (photos.back().person.empty()) {
      throw Error(ErrorCode::input, fmt::format("{}: line {}: expected a person, found nothing",
                                                csv.string(), records.line(i)));
    }
  }
  return photos;
}

}  // namespace

NamedPhotos named_photos(const GallerySource& source) {
  if (!source.csv.empty()) {
    if (!source.paths.empty() || !source.name.empty()) {
      throw Error(ErrorCode::usage, "--input-csv: expected neither a PATH nor --name beside it");
    }
    return {of_csv(source.csv), {}, {}, {}};
  }
  if (source.paths.empty()) {
    throw Error(ErrorCode::usage, "expected a PATH or --input-csv, found neither (see --help)");
  }
  NamedPhotos named;
  if (!source.name.empty()) {
    Photos photos = photos_of(source.paths, source.null);
    for (fs::path& photo : photos.paths) named.photos.push_back({source.name, std::move(photo)});
    for (ImageResult& row : photos.unreadable) named.problems.push_back(std::move(row.error));
    named.left_out = std::move(photos.left_out);
    return named;
  }
  for (const std::string& path : source.paths) {
    NamedPhotos more = of_people(path);
    std::ranges::move(more.photos, std::back_inserter(named.photos));
    std::ranges::move(more.problems, std::back_inserter(named.problems));
    named.left_out.add(more.left_out);
    if (named.warning.empty()) named.warning = std::move(more.warning);
  }
  if (named.photos.empty() && named.problems.empty()) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected folders with photos, found {}", source.paths.front(),
                            named.left_out.empty() ? "no photo" : left_out_text(named.left_out)));
  }
  return named;
}

EnrolledPhotos enrol(const PhotoReader& reader, const NamedPhotos& photos,
                     std::span<const GalleryEntry> known) {
  std::set<std::pair<std::string, std::string>> there;
  for (const GalleryEntry& entry : known) there.emplace(entry.person, entry.photo);
  Enrolment counts;
  std::vector<std::string> poor;
  std::vector<fs::path> paths;
  std::vector<const NamedPhoto*> fresh;
  for (const NamedPhoto& photo : photos.photos) {
    if (!there.emplace(photo.person, photo.photo.string()).second) {
      ++counts.known;
      continue;
    }
    fresh.push_back(&photo);
    paths.push_back(photo.photo);
  }
  // The dimension is known with the first face.
  std::optional<Gallery> gallery;
  const auto refuse = [&](const std::string& why) {
    ++counts.failures;
    say(fmt::format("mien: {}\n", printable(why)));
  };
  for (const std::string& problem : photos.problems) refuse(problem);
  std::set<std::string> people;
  reader.read(paths, 0, [&](std::size_t i, const PhotoFaces& read) {
    const ImageResult& result = read.result;
    if (!result.error.empty()) return refuse(result.error);
    if (result.faces.empty()) {
      return refuse(fmt::format("{}: expected {}, found none", result.file,
                                wanted_face(reader.options().analyzer)));
    }
    const Face& face = result.faces[largest_face(result.faces)];
    if (!gallery) gallery.emplace(reader.model().id, face.identity.size());
    gallery->add({fresh[i]->person, result.file}, face.identity);
    ++counts.added;
    people.insert(fresh[i]->person);
    if (const auto why = why_poor(face)) {
      poor.push_back(fmt::format("{}: hard to compare with others: {}", result.file, *why));
    }
    if (result.faces.size() > 1) ++counts.several;
  });
  counts.people = people.size();
  if (!gallery && (counts.known == 0 || counts.failures > 0)) {
    throw Error(ErrorCode::input, "expected a photo with a face, found none");
  }
  return {gallery ? std::move(*gallery) : Gallery(reader.model().id, 1), counts, poor};
}

void expect_model(const Gallery& gallery, const ModelMetadata& model, const fs::path& path) {
  if (gallery.model() == model.id) return;
  throw Error(ErrorCode::usage,
              fmt::format("{0}: expected features of {1}, found those of {2}, which cannot be "
                          "compared with them; mien gallery rebuild {0} reads its photos again, "
                          "and --model {2} goes on with the old network",
                          path.string(), model.id, gallery.model()));
}

bool say_torn(const StoredGallery& stored, const fs::path& path) {
  if (stored.torn_bytes == 0) return false;
  say(
      fmt::format("mien: warning: {}: expected whole additions, passed over {} of one that never "
                  "came to its end\n",
                  printable(path.string()), counted(stored.torn_bytes, "byte")));
  return true;
}

std::string enrolment_text(const Enrolment& counts) {
  std::string text = fmt::format("{} of {} added", counted(counts.added, "face"),
                                 counted(counts.people, "person", "people"));
  if (counts.several > 0) {
    text += fmt::format(" (of {} with several faces the largest one)",
                        counted(counts.several, "photo"));
  }
  if (counts.known > 0) text += fmt::format(", {} known already", counts.known);
  if (counts.failures > 0) text += fmt::format(", {} left out", counted(counts.failures, "photo"));
  return text;
}

std::string enrolment_text(const Enrolment& counts, const NamedPhotos& photos) {
  std::string text = enrolment_text(counts) + "\n" + left_out_line(photos.left_out);
  return photos.warning.empty() ? text : text + printable(photos.warning) + "\n";
}

}  // namespace mien::cli
