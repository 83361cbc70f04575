#include "train/run/training_data.h"

#include <limits>
#include <map>
#include <utility>

#include "mien/core/error.h"

namespace mien::train {

namespace {

using dataset::PictureSet;
using dataset::TargetKind;
using Sources = std::map<std::string, std::shared_ptr<const dataset::PictureSource>>;

std::vector<dataset::TargetHead> target_heads(const Recipe& recipe) {
  std::vector<dataset::TargetHead> heads;
  for (const HeadRecipe& head : recipe.heads) {
    heads.push_back({.attribute = head.attribute,
                     .kind = head.kind,
                     .labels = head.labels,
                     .age_first = head.age_first,
                     .age_count = head.kind == TargetKind::age ? head.age_count : 0});
  }
  return heads;
}

std::vector<dataset::SourceSelection> selections(const Recipe& recipe, DataUse use,
                                                 Sources& opened) {
  std::vector<dataset::SourceSelection> result;
  for (const DataRecipe& data : recipe.data) {
    if (data.use != use) continue;
    auto& source = opened[data.path];
    if (!source) source = dataset::open_source(data.path);
    // A run takes hours: it does not begin on a part of the data.
    if (const auto& problems = source->findings().problems; !problems.empty()) {
      throw Error(ErrorCode::input, problems.front());
    }
    result.push_back({source, data.split, data.labels});
  }
  return result;
}

std::vector<double> sampling_of(const Recipe& recipe, const PictureSet& set) {
  std::vector<double> factors;
  for (const DataRecipe& data : recipe.data) {
    if (data.use == DataUse::train) factors.push_back(data.sampling);
  }
  if (std::count(factors.begin(), factors.end(), 1.0) == std::ssize(factors)) return {};
  std::vector<double> result;
  result.reserve(set.pictures.size());
  for (const dataset::LabelledPicture& picture : set.pictures) {
    result.push_back(factors[picture.source]);
  }
  return result;
}

}  // namespace

TrainingData load_data(const Recipe& recipe) {
  Sources opened;
  const auto heads = target_heads(recipe);
  const bool taught = !recipe.teachers.empty();
  const auto train = selections(recipe, DataUse::train, opened);
  const auto validation = selections(recipe, DataUse::validate, opened);
  TrainingData data;
  data.train =
      std::make_shared<PictureSet>(dataset::build_set(train, heads, {.keep_unlabelled = taught}));
  // Identities are numbered as in training.
  data.validation = std::make_shared<PictureSet>(
      dataset::build_set(validation, data.train->heads, {.require_all_classes = false}));
  data.sampling = sampling_of(recipe, *data.train);
  return data;
}

std::vector<SourceDigest> digests(const TrainingData& data) {
  std::map<std::string, std::string> digest_of;
  for (const auto& set : {data.train, data.validation}) {
    for (const auto& source : set->sources) {
      std::string& digest = digest_of[source->name()];
      if (digest.empty()) digest = source->sha256();
    }
  }
  std::vector<SourceDigest> result;
  result.reserve(digest_of.size());
  for (auto& [path, digest] : digest_of) result.push_back({path, std::move(digest)});
  return result;
}

dataset::EncodedPictures encoded(const std::shared_ptr<const PictureSet>& set) {
  const auto source = [set](std::size_t index) -> const dataset::PictureSource& {
    return *set->sources[set->pictures[index].source];
  };
  const auto record = [set](std::size_t index) { return set->pictures[index].record; };
  return {.size = set->pictures.size(),
          .bytes = [=](std::size_t index) { return source(index).read(record(index)); },
          .name = [=](std::size_t index) { return source(index).where(record(index)); },
          .box = [=](std::size_t index) { return source(index).box(record(index)); }};
}

torch::Tensor target_tensor(const PictureSet& set, std::size_t head) {
  const dataset::TargetHead& about = set.heads[head];
  const auto pictures = static_cast<std::int64_t>(set.pictures.size());
  if (about.kind == TargetKind::identity) {
    torch::Tensor indices = torch::full({pictures}, -1, torch::kLong);
    auto* values = indices.data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < pictures; ++i) {
      const dataset::Target& target = set.pictures[static_cast<std::size_t>(i)].targets[head];
      if (!target.empty()) values[i] = static_cast<std::int64_t>(target.front());
    }
    return indices;
  }
  std::int64_t width = std::ssize(about.labels);
  double unlabelled = 0;
  if (about.kind == TargetKind::age) width = about.age_count;
  if (about.kind == TargetKind::binary) {
    width = 1;
    unlabelled = -1;
  }
  if (about.kind == TargetKind::affect) {
    width = 2;
    unlabelled = std::numeric_limits<double>::quiet_NaN();
  }
  torch::Tensor rows = torch::full({pictures, width}, unlabelled, torch::kFloat);
  auto* values = rows.data_ptr<float>();
  for (std::int64_t i = 0; i < pictures; ++i) {
    const dataset::Target& target = set.pictures[static_cast<std::size_t>(i)].targets[head];
    std::copy(target.begin(), target.end(), values + i * width);
  }
  return rows;
}

}  // namespace mien::train
