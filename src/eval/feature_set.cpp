#include "eval/feature_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <new>

#include "core/thread_pool.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien::eval {

namespace {

using State = PictureOutcome::State;

constexpr std::size_t batch_size = 32;

/// Ends a run whose pictures are too often unreadable.
void check_unreadable(std::size_t unreadable, std::size_t total, const std::string& last,
                      const FeatureOptions& options) {
  if (static_cast<double>(unreadable) <= options.max_corrupt_share * static_cast<double>(total)) {
    return;
  }
  throw Error(ErrorCode::input,
              fmt::format("expected at most {:g} % of {} pictures to be unreadable, "
                          "found {}, the last: {}",
                          100 * options.max_corrupt_share, total, unreadable, last));
}

/// Decodes records, several at a time; those that cannot be read are empty and say why.
class PictureLoop {
 public:
  PictureLoop(const dataset::PictureSource& source, std::span<const std::size_t> records,
              const FeatureOptions& options)
      : source_(source), records_(records), options_(options), pool_(options.threads) {}

  /// @param prepare called for each decoded picture, from several threads
  /// @param finish called for each batch: its first record's place and its pictures
  std::vector<PictureOutcome> run(
      const std::function<void(std::size_t place, const Image& picture)>& prepare,
      const std::function<void(std::size_t first, std::span<const Image> pictures)>& finish) {
    std::vector<PictureOutcome> outcomes(records_.size());
    std::size_t unreadable = 0;
    for (std::size_t first = 0; first < records_.size(); first += batch_size) {
      if (options_.stop && options_.stop()) {
        throw Error(ErrorCode::cancelled,
                    fmt::format("interrupted after {} of {} pictures", first, records_.size()));
      }
      const std::size_t count = std::min(batch_size, records_.size() - first);
      std::vector<Image> pictures(count);
      pool_.parallel_for(count, [&](std::size_t i) {
        outcomes[first + i] = decode(records_[first + i], pictures[i]);
        if (!pictures[i].empty()) prepare(first + i, pictures[i]);
      });
      for (std::size_t i = first; i < first + count; ++i) {
        if (outcomes[i].state != State::unreadable) continue;
        check_unreadable(++unreadable, records_.size(), outcomes[i].message, options_);
      }
      finish(first, pictures);
      if (options_.progress) options_.progress(first + count, records_.size());
    }
    return outcomes;
  }

 private:
  PictureOutcome decode(std::size_t record, Image& picture) const {
    try {
      picture = decode_image(source_.read(record), source_.where(record));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::input) throw;
      return {State::unreadable, error.what()};
    } catch (const std::bad_alloc&) {
      return {State::unreadable, source_.where(record) + ": not enough memory for this picture"};
    }
    return {};
  }

  const dataset::PictureSource& source_;
  std::span<const std::size_t> records_;
  const FeatureOptions& options_;
  ThreadPool pool_;
};

/// How far a box's centre is from the picture's, squared.
float distance_to_centre(const Box& box, Size picture) {
  const float x = box.x + box.width / 2 - static_cast<float>(picture.width) / 2;
  const float y = box.y + box.height / 2 - static_cast<float>(picture.height) / 2;
  return x * x + y * y;
}

bool needs_faces(FeatureCrop crop) {
  return crop == FeatureCrop::box || crop == FeatureCrop::model;
}

Box whole_box(Size size) {
  return {0, 0, static_cast<float>(size.width), static_cast<float>(size.height)};
}

/// Faces of a batch that are cut by one rule, and where their rows are.
struct Part {
  std::vector<FaceInPicture> faces;
  std::vector<std::size_t> places;

  void add(const Image& picture, const Detection& face, std::size_t place) {
    faces.push_back({&picture, face});
    places.push_back(place);
  }
};

void read_part(const FeatureReader& reader, const Part& part, const CropSpec& crop,
               FeatureMatrix& matrix) {
  const std::vector<std::vector<float>> features = reader.read(part.faces, crop);
  for (std::size_t i = 0; i < features.size(); ++i) {
    std::ranges::copy(features[i], matrix.row(part.places[i]).begin());
  }
}

}  // namespace

Box centre_square(Size picture) {
  constexpr double share = 224.0 / 250.0;
  const int side =
      std::max(1, static_cast<int>(std::lround(share * std::min(picture.width, picture.height))));
  const int left = (picture.width - side) / 2;
  const int top = (picture.height - side) / 2;
  return {static_cast<float>(left), static_cast<float>(top), static_cast<float>(side),
          static_cast<float>(side)};
}

std::vector<std::optional<Detection>> central_faces(const dataset::PictureSource& source,
                                                    std::span<const std::size_t> records,
                                                    const Detector& detector,
                                                    const FeatureOptions& options) {
  std::vector<std::optional<Detection>> faces(records.size());
  PictureLoop loop(source, records, options);
  const auto find = [&](std::size_t place, const Image& picture) {
    const std::vector<Detection> detections = detector.detect(picture);
    const auto nearest = std::ranges::min_element(detections, {}, [&](const Detection& face) {
      return distance_to_centre(face.box, picture.size());
    });
    if (nearest != detections.end()) faces[place] = *nearest;
  };
  loop.run(find, [](std::size_t, std::span<const Image>) {});
  return faces;
}

FeatureSet read_features(const FeatureReader& reader, const dataset::PictureSource& source,
                         std::span<const std::size_t> records,
                         std::span<const std::optional<Detection>> faces,
                         const FeatureOptions& options) {
  const bool detected = needs_faces(options.crop);
  if (detected && faces.size() != records.size()) {
    throw Error(ErrorCode::usage, fmt::format("features: expected a face for each of {} records, "
                                              "found {}",
                                              records.size(), faces.size()));
  }
  const CropSpec rule =
      options.crop == FeatureCrop::model ? reader.network().metadata().crop : CropSpec{};
  FeatureSet set;
  set.features = {records.size(), reader.dimension(),
                  std::vector<float>(records.size() * reader.dimension())};
  PictureLoop loop(source, records, options);
  std::vector<std::size_t> without;
  const auto read = [&](std::size_t first, std::span<const Image> pictures) {
    Part part;
    Part plain;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      const Image& picture = pictures[i];
      if (picture.empty()) continue;
      if (detected && faces[first + i]) {
        part.add(picture, *faces[first + i], first + i);
        continue;
      }
      if (detected) without.push_back(first + i);
      const bool whole = options.crop == FeatureCrop::whole;
      plain.add(
          picture,
          {.box = whole ? whole_box(picture.size()) : centre_square(picture.size()), .score = 1},
          first + i);
    }
    read_part(reader, part, rule, set.features);
    read_part(reader, plain, {}, set.features);
  };
  set.outcomes = loop.run([](std::size_t, const Image&) {}, read);
  for (const std::size_t place : without) {
    set.outcomes[place] = {State::no_face, source.where(records[place]) +
                                               ": expected a face, found none; its centre is read"};
  }
  return set;
}

People people_of(const dataset::PictureSource& source, std::span<const std::size_t> records) {
  std::optional<std::size_t> column;
  for (const char* name : {"identity", "person", "subject", "label"}) {
    if (!column) column = source.records().find_column(name);
  }
  if (!column) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a folder for each person, or a column \"identity\", "
                            "\"person\", \"subject\" or \"label\", found neither",
                            source.name()));
  }
  People people;
  std::vector<std::string> of;
  for (const std::size_t record : records) {
    of.emplace_back(source.records().field(record, *column));
    if (of.back().empty()) {
      throw Error(ErrorCode::input, fmt::format("{}: expected whose picture it is, found nothing",
                                                source.where(record)));
    }
  }
  people.names = of;
  std::ranges::sort(people.names);
  people.names.erase(std::unique(people.names.begin(), people.names.end()), people.names.end());
  for (const std::string& name : of) {
    const auto at = std::ranges::lower_bound(people.names, name);
    people.of.push_back(static_cast<std::size_t>(at - people.names.begin()));
  }
  return people;
}

}  // namespace mien::eval
