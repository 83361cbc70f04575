#include "cli/gallery_photos.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "cli/gallery_warnings.h"
#include "dataset/manifest.h"
#include "media/file_formats.h"
#include "media/read_file.h"
#include "mien/core/error.h"

namespace mien::cli {

namespace fs = std::filesystem;

namespace {

std::vector<NamedPhoto> of_people(const fs::path& folder) {
  if (!fs::is_directory(folder)) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected a folder with a folder for each person, found {}; "
                            "--name NAME says whose photos these are",
                            folder.string(), fs::exists(folder) ? "a file" : "nothing"));
  }
  std::vector<NamedPhoto> photos;
  try {
    constexpr auto options = fs::directory_options::skip_permission_denied;
    for (const auto& entry : fs::recursive_directory_iterator(folder, options)) {
      if (entry.is_directory() || !media::is_picture_name(entry.path())) continue;
      const fs::path below = entry.path().lexically_relative(folder);
      const bool beside = ++below.begin() == below.end();
      photos.push_back({(beside ? below.stem() : *below.begin()).string(), entry.path()});
    }
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::usage, fmt::format("{}: cannot read this folder: {}", folder.string(),
                                              error.code().message()));
  }
  std::ranges::sort(photos, {}, &NamedPhoto::photo);
  return photos;
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

std::vector<NamedPhoto> named_photos(const GallerySource& source) {
  if (!source.csv.empty()) {
    if (!source.paths.empty() || !source.name.empty()) {
      throw Error(ErrorCode::usage, "--input-csv: expected neither a PATH nor --name beside it");
    }
    return of_csv(source.csv);
  }
  if (source.paths.empty()) {
    throw Error(ErrorCode::usage, "expected a PATH or --csv, found neither (see --help)");
  }
  std::vector<NamedPhoto> photos;
  if (!source.name.empty()) {
    for (fs::path& photo : photos_of(source.paths)) photos.push_back({source.name, photo});
    return photos;
  }
  for (const std::string& path : source.paths) {
    std::ranges::move(of_people(path), std::back_inserter(photos));
  }
  if (photos.empty()) {
    throw Error(ErrorCode::usage, fmt::format("{}: expected folders with photos, found no photo",
                                              source.paths.front()));
  }
  return photos;
}

EnrolledPhotos enrol(const PhotoReader& reader, std::span<const NamedPhoto> photos,
                     std::span<const GalleryEntry> known) {
  std::set<std::pair<std::string, std::string>> there;
  for (const GalleryEntry& entry : known) there.emplace(entry.person, entry.photo);
  Enrolment counts;
  std::vector<std::string> poor;
  std::vector<fs::path> paths;
  std::vector<const NamedPhoto*> fresh;
  for (const NamedPhoto& photo : photos) {
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
    std::fputs(fmt::format("mien: {}\n", why).c_str(), stderr);
  };
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
    if (const auto why = why_poor(face)) {
      poor.push_back(fmt::format("{}: hard to compare with others: {}", result.file, *why));
    }
    if (result.faces.size() > 1) ++counts.several;
  });
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

std::string enrolment_text(const Enrolment& counts) {
  std::string text = fmt::format("{} {} added", counts.added, counts.added == 1 ? "face" : "faces");
  if (counts.several > 0) {
    text += fmt::format(" (of {} photos with several faces the largest one)", counts.several);
  }
  if (counts.known > 0) text += fmt::format(", {} known already", counts.known);
  if (counts.failures > 0) {
    text +=
        fmt::format(", {} {} left out", counts.failures, counts.failures == 1 ? "photo" : "photos");
  }
  return text;
}

}  // namespace mien::cli
