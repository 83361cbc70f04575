#include "cli/identity/gallery_photos.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "cli/files/inputs.h"
#include "cli/identity/clip_entry.h"
#include "cli/identity/clip_people.h"
#include "cli/identity/gallery_warnings.h"
#include "core/console.h"
#include "core/counted.h"
#include "core/printable.h"
#include "dataset/manifest.h"
#include "media/folder_walk.h"
#include "media/read_file.h"
#include "media/video/input_kind.h"
#include "mien/core/error.h"
#include "mien/identity/main_face.h"

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

/// Photos that are to be read.
struct NewPhotos {
  std::vector<const NamedPhoto*> photos;
  std::vector<const NamedPhoto*> clips;
  std::size_t known = 0;  ///< others, which were there before
};

NewPhotos new_photos(const NamedPhotos& photos, std::span<const GalleryEntry> known) {
  std::set<std::pair<std::string, std::string>> existing;
  for (const GalleryEntry& entry : known) {
    // When the best face of a clip is seen is known only when it was read.
    const std::optional<ClipMoment> moment = clip_moment(entry.photo);
    existing.emplace(entry.person, moment ? moment->clip.string() : entry.photo);
  }
  NewPhotos fresh;
  for (const NamedPhoto& photo : photos.photos) {
    const std::string name =
        photo.moment ? clip_entry({photo.photo, *photo.moment}) : photo.photo.string();
    if (!existing.emplace(photo.person, name).second) {
      ++fresh.known;
    } else {
      (photo.clip ? fresh.clips : fresh.photos).push_back(&photo);
    }
  }
  return fresh;
}

std::string no_face(const ImageResult& result, const PhotoReader& reader) {
  return fmt::format("{}: expected {}, found none", result.file,
                     wanted_face(reader.options().analyzer));
}

/// The person of a clip who is meant. Of the people who are seen at the moment it is the one whose
/// best face is the nearest in time. If nobody is, it is the person seen longest.
std::optional<std::size_t> chosen_person(const ClipPeople& clip, std::optional<double> moment) {
  if (clip.people.empty()) return std::nullopt;
  if (!moment) return seen_longest(clip.people);
  constexpr double rounding = 0.01;  // of the time in an entry
  std::optional<std::size_t> chosen;
  for (std::size_t i = 0; i < clip.people.size(); ++i) {
    const ClipPerson& person = clip.people[i];
    const bool seen = std::ranges::any_of(person.spans, [&](const auto& span) {
      return *moment >= span.first - rounding && *moment <= span.second + rounding;
    });
    const auto distance = [&](std::size_t index) {
      return std::abs(clip.people[index].best - *moment);
    };
    if (seen && (!chosen || distance(i) < distance(*chosen))) chosen = i;
  }
  return chosen;
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
    fs::path path = csv.parent_path() / fs::path(records.path(i));
    const bool clip = media::input_kind(path.string()) == media::InputKind::clip;
    photos.push_back({std::string(records.field(i, *person)), std::move(path), clip});
    if (photos.back().person.empty()) {
      throw Error(ErrorCode::input, fmt::format("{}: line {}: expected a person, found nothing",
                                                csv.string(), records.line(i)));
    }
  }
  return photos;
}

}  // namespace

std::size_t NamedPhotos::clips() const {
  return static_cast<std::size_t>(std::ranges::count(photos, true, &NamedPhoto::clip));
}

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
    PhotosAndClips photos = photos_and_clips(source.paths, source.null);
    for (Input& input : photos.all()) {
      named.photos.push_back({source.name, std::move(input.path), input.clip});
    }
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
                     std::span<const GalleryEntry> existing) {
  const NewPhotos fresh = new_photos(photos, existing);
  Enrolment counts;
  counts.existing = fresh.known;
  std::vector<std::string> poor;
  // The dimension is known with the first face.
  std::optional<Gallery> gallery;
  const auto refuse = [&](const std::string& why) {
    ++counts.failures;
    say(fmt::format("mien: {}\n", printable(why)));
  };
  for (const std::string& problem : photos.problems) refuse(problem);
  std::set<std::string> people;
  const auto add = [&](const std::string& person, const std::string& name, const Face& face) {
    if (!gallery) gallery.emplace(reader.model().id, face.identity.size());
    gallery->add({person, name}, face.identity);
    ++counts.added;
    people.insert(person);
    if (const auto why = why_poor(face)) {
      poor.push_back(fmt::format("{}: hard to compare with others: {}", name, *why));
    }
  };
  std::vector<fs::path> paths;
  for (const NamedPhoto* photo : fresh.photos) paths.push_back(photo->photo);
  reader.read(paths, 0, [&](std::size_t i, const PhotoFaces& read) {
    const ImageResult& result = read.result;
    if (!result.error.empty()) return refuse(result.error);
    const auto face = main_face(result);
    if (!face) return refuse(no_face(result, reader));
    add(fresh.photos[i]->person, result.file, result.faces[*face]);
    if (result.faces.size() > 1) ++counts.several;
  });
  std::vector<Input> inputs;
  for (const NamedPhoto* clip : fresh.clips) inputs.push_back({clip->photo, clip->photo, true});
  read_clips(reader, inputs, {}, [&](std::size_t i, const ClipPeople& clip) {
    const auto person = chosen_person(clip, fresh.clips[i]->moment);
    if (!person) {
      ++counts.clip_failures;
      return refuse(clip.result.error.empty() ? no_face(clip.result, reader) : clip.result.error);
    }
    const std::string name = clip_entry({clip.result.file, clip.people[*person].best});
    add(fresh.clips[i]->person, name, clip.result.faces[*person]);
    if (!clip.summary.damage.empty()) {
      poor.push_back(fmt::format("{}: a part of the clip: {}", name, clip.summary.damage));
    }
    if (clip.people.size() > 1 && !fresh.clips[i]->moment) ++counts.several_people;
  });
  counts.people = people.size();
  if (!gallery && (counts.existing == 0 || counts.failures > 0)) {
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
    text +=
        fmt::format(" (of {} with several faces the main one)", counted(counts.several, "photo"));
  }
  if (counts.several_people > 0) {
    text += fmt::format(" (of {} with several people the one seen longest)",
                        counted(counts.several_people, "clip"));
  }
  if (counts.existing > 0) text += fmt::format(", {} known already", counts.existing);
  const std::size_t photos = counts.failures - counts.clip_failures;
  if (photos > 0) text += fmt::format(", {} left out", counted(photos, "photo"));
  if (counts.clip_failures > 0) {
    text += fmt::format(", {} left out", counted(counts.clip_failures, "clip"));
  }
  return text;
}

std::string enrolment_text(const Enrolment& counts, const NamedPhotos& photos) {
  std::string text = enrolment_text(counts) + "\n" + left_out_line(photos.left_out);
  return photos.warning.empty() ? text : text + printable(photos.warning) + "\n";
}

}  // namespace mien::cli
