#include "paper/protocols/identity_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "mien/core/error.h"
#include "pipeline/model_loading.h"

namespace mien::paper {

namespace {

using State = eval::PictureOutcome::State;

bool needs_faces(const IdentityOptions& options) {
  return std::ranges::any_of(options.crops, [](eval::FeatureCrop crop) {
    return crop == eval::FeatureCrop::box || crop == eval::FeatureCrop::model;
  });
}

void check(const IdentityOptions& options) {
  if (options.models.empty() || options.crops.empty()) {
    throw Error(ErrorCode::usage, fmt::format("identity: expected a model and a crop or more, "
                                              "found {} and {}",
                                              options.models.size(), options.crops.size()));
  }
  if (needs_faces(options) && !options.detector) {
    throw Error(ErrorCode::usage,
                "identity: expected a detector for crops of detected faces, found none");
  }
}

/// The rows of the features of one model and crop, before any is left out.
struct ReadFeatures {
  IdentityScores scores;
  eval::FeatureSet set;
};

/// Shows the passes over the pictures as one.
class Passes {
 public:
  Passes(const IdentityOptions& options, std::size_t pictures)
      : options_(options),
        total_(pictures *
               (options.models.size() * options.crops.size() + (needs_faces(options) ? 1 : 0))) {}

  [[nodiscard]] eval::FeatureOptions next(eval::FeatureCrop crop, std::size_t pictures) {
    eval::FeatureOptions pass{crop, options_.threads, options_.max_corrupt_share, nullptr,
                              options_.stop};
    if (options_.progress) {
      pass.progress = [this, before = before_](std::size_t done, std::size_t) {
        options_.progress(before + done, total_);
      };
    }
    before_ += pictures;
    return pass;
  }

 private:
  const IdentityOptions& options_;
  std::size_t total_;
  std::size_t before_ = 0;
};

/// A network that reads features.
struct LoadedReader {
  IdentityScores scores;  ///< what is known of the model
  FeatureReader reader;
};

std::vector<LoadedReader> load_readers(const IdentityOptions& options) {
  std::vector<LoadedReader> readers;
  for (const std::string& model : options.models) {
    LoadedFeatures loaded = load_features(model, "", {.threads = options.threads});
    LoadedReader reader{{}, FeatureReader(std::move(loaded.network))};
    reader.scores.model = model;
    reader.scores.layer = loaded.layer;
    reader.scores.identity = loaded.identity;
    reader.scores.dimension = reader.reader.dimension();
    readers.push_back(std::move(reader));
  }
  return readers;
}

std::vector<ReadFeatures> read_all(const dataset::PictureSource& source,
                                   std::span<const std::size_t> records,
                                   const IdentityOptions& options) {
  // All of them first: a model that cannot be read is better found before the work.
  const std::vector<LoadedReader> readers = load_readers(options);
  Passes passes(options, records.size());
  std::vector<std::optional<Detection>> faces;
  if (needs_faces(options)) {
    faces = eval::central_faces(source, records, *options.detector,
                                passes.next(eval::FeatureCrop::whole, records.size()));
  }
  std::vector<ReadFeatures> all;
  for (const LoadedReader& reader : readers) {
    for (const eval::FeatureCrop crop : options.crops) {
      ReadFeatures read;
      read.set = eval::read_features(reader.reader, source, records, faces,
                                     passes.next(crop, records.size()));
      read.scores = reader.scores;
      read.scores.crop = crop;
      read.scores.without_face = static_cast<std::size_t>(
          std::ranges::count(read.set.outcomes, State::no_face, &eval::PictureOutcome::state));
      all.push_back(std::move(read));
    }
  }
  return all;
}

/// Some of the values.
std::vector<std::size_t> picked(const std::vector<std::size_t>& values,
                                std::span<const std::size_t> places) {
  std::vector<std::size_t> result;
  for (const std::size_t place : places) result.push_back(values[place]);
  return result;
}

std::string without_spaces(std::string name) {
  std::ranges::replace(name, ' ', '_');
  return name;
}

/// Which people a list names.
struct Listed {
  std::vector<bool> people;         ///< one for each of the source's
  std::vector<std::string> absent;  ///< names that are not among them
};

Listed listed_people(const dataset::PictureSource& source, const eval::People& everybody,
                     const std::vector<std::string>& list) {
  Listed result{std::vector<bool>(everybody.names.size(), list.empty()), {}};
  std::size_t matched = 0;
  for (const std::string& name : list) {
    const auto at = std::ranges::find_if(everybody.names, [&](const std::string& other) {
      return without_spaces(other) == without_spaces(name);
    });
    if (at == everybody.names.end()) {
      result.absent.push_back(name);
      continue;
    }
    result.people[static_cast<std::size_t>(at - everybody.names.begin())] = true;
    ++matched;
  }
  if (!list.empty() && matched == 0) {
    throw Error(ErrorCode::input, fmt::format("{}: expected photos of people of the list, such as "
                                              "{}, found none of {} names",
                                              source.name(), list.front(), list.size()));
  }
  return result;
}

}  // namespace

IdentityEvaluation evaluate_identity(const dataset::PictureSource& source,
                                     const IdentityOptions& options) {
  check(options);
  std::vector<std::size_t> records(source.records().size());
  std::iota(records.begin(), records.end(), std::size_t{0});
  const eval::People everybody = eval::people_of(source, records);
  const Listed listed = listed_people(source, everybody, options.people);
  // A mistake in the list of pairs is better found before the work than after it.
  if (options.pairs_text) {
    static_cast<void>(
        eval::read_lfw_pairs(*options.pairs_text, options.pairs_name, source, records));
  }
  std::vector<ReadFeatures> read = read_all(source, records, options);

  IdentityEvaluation result;
  std::vector<std::size_t> scored;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const eval::PictureOutcome& outcome = read.front().set.outcomes[i];
    if (outcome.state == State::unreadable) {
      result.unreadable.push_back(outcome.message);
    } else {
      scored.push_back(i);
    }
  }
  const std::vector<std::size_t> people = picked(everybody.of, scored);
  result.photos = scored.size();
  std::vector<bool> seen(everybody.names.size(), false);
  for (const std::size_t person : people) seen[person] = true;
  result.people = static_cast<std::size_t>(std::ranges::count(seen, true));
  result.drawn = !options.pairs_text;
  result.pairs = options.pairs_text ? eval::read_lfw_pairs(*options.pairs_text, options.pairs_name,
                                                           source, picked(records, scored))
                                    : eval::draw_pairs(people, options.pairs);
  eval::IdentificationOptions identification = options.identification;
  identification.threads = options.threads;
  identification.bootstrap = options.bootstrap;
  // Places among the scored photos that the identification is about.
  std::vector<std::size_t> known;
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (listed.people[people[i]]) known.push_back(i);
  }
  const std::vector<std::size_t> known_people = picked(people, known);
  result.absent = listed.absent;
  for (ReadFeatures& reader : read) {
    const FeatureMatrix features = rows_of(reader.set.features, scored);
    reader.set = {};
    reader.scores.identification =
        options.people.empty()
            ? eval::identify(features, people, identification)
            : eval::identify(rows_of(features, known), known_people, identification);
    reader.scores.verification = eval::verify(features, result.pairs, people, options.bootstrap);
    result.scores.push_back(std::move(reader.scores));
  }
  return result;
}

std::string_view name_of(eval::FeatureCrop crop) {
  switch (crop) {
    case eval::FeatureCrop::whole:
      return "whole";
    case eval::FeatureCrop::centre:
      return "centre";
    case eval::FeatureCrop::box:
      return "mtcnn";
    case eval::FeatureCrop::model:
      return "model";
  }
  return "";
}

std::span<const PaperIdentification> paper_table_1() {
  static constexpr std::array<PaperIdentification, 4> rows = {
      {{"SENet-50", 97.21, 4.19, 96.61, 2.02},
       {"MobileNet-v1", 90.80, 3.96, 92.60, 4.01},
       {"EfficientNet-B0", 92.71, 4.61, 94.58, 4.58},
       {"RexNet-150", 94.76, 4.45, 96.59, 3.95}}};
  return rows;
}

}  // namespace mien::paper
