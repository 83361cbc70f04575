#include "dataset/picture_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "mien/core/error.h"

namespace mien::dataset {

namespace {

[[noreturn]] void refuse_set(ErrorCode code, const std::string& message) {
  throw Error(code, message);
}

std::size_t head_of(const std::vector<TargetHead>& heads, const std::string& attribute) {
  const auto match = std::ranges::find(heads, attribute, &TargetHead::attribute);
  if (match == heads.end()) {
    refuse_set(ErrorCode::usage,
               fmt::format("labels of {}: expected a head of this name, found none", attribute));
  }
  return static_cast<std::size_t>(match - heads.begin());
}

/// The names that records have in the column of a head of identity.
void add_names(const SourceSelection& selection, const std::vector<std::size_t>& records,
               const NameColumn& from, std::set<std::string, std::less<>>& names) {
  const Records& all = selection.source->records();
  const std::optional<std::size_t> column = all.find_column(from.column);
  if (!column) return;  // target_reader says what is missing
  for (const std::size_t record : records) {
    const std::string_view name = all.field(record, *column);
    if (name.empty() || from.ignore.contains(name)) continue;
    const auto mapped = from.values.find(name);
    names.emplace(mapped == from.values.end() ? name : mapped->second);
  }
}

void fill_identities(std::span<const SourceSelection> selections,
                     const std::vector<std::vector<std::size_t>>& records,
                     std::vector<TargetHead>& heads) {
  for (TargetHead& head : heads) {
    if (head.kind != TargetKind::identity || !head.labels.empty()) continue;
    std::set<std::string, std::less<>> names;
    for (std::size_t s = 0; s < selections.size(); ++s) {
      for (const LabelMapping& mapping : selections[s].mappings) {
        const auto* from = std::get_if<NameColumn>(&mapping.from);
        if (from != nullptr && mapping.attribute == head.attribute) {
          add_names(selections[s], records[s], *from, names);
        }
      }
    }
    head.labels.assign(names.begin(), names.end());
  }
}

std::vector<TargetReader> readers_of(const SourceSelection& selection,
                                     const std::vector<TargetHead>& heads) {
  std::vector<TargetReader> readers(heads.size());
  for (const LabelMapping& mapping : selection.mappings) {
    const std::size_t head = head_of(heads, mapping.attribute);
    if (readers[head]) {
      refuse_set(ErrorCode::usage, fmt::format("{}: labels of {}: expected one mapping, found two",
                                               selection.source->name(), mapping.attribute));
    }
    readers[head] = target_reader(*selection.source, heads[head], mapping);
  }
  return readers;
}

void add_pictures(PictureSet& set, std::size_t source, const std::vector<std::size_t>& records,
                  const std::vector<TargetReader>& readers, bool keep_unlabelled) {
  for (const std::size_t record : records) {
    LabelledPicture picture{source, record, {}};
    for (const TargetReader& reader : readers) {
      picture.targets.push_back(reader ? reader(record) : Target{});
    }
    const bool unlabelled = std::ranges::all_of(picture.targets, &Target::empty);
    if (unlabelled) ++set.unlabelled;
    if (!unlabelled || keep_unlabelled) set.pictures.push_back(std::move(picture));
  }
}

void check_set(const PictureSet& set, const PictureSetOptions& options) {
  if (set.pictures.empty()) {
    refuse_set(
        ErrorCode::input,
        fmt::format("expected labelled pictures, found none among {} records", set.unlabelled));
  }
  for (std::size_t h = 0; h < set.heads.size(); ++h) {
    const TargetHead& head = set.heads[h];
    const std::vector<double> counts = class_counts(set, h);
    if (std::accumulate(counts.begin(), counts.end(), 0.0) == 0) {
      if (options.keep_unlabelled) continue;
      refuse_set(ErrorCode::input,
                 fmt::format("labels of {}: expected labelled pictures, found none among {}",
                             head.attribute, set.pictures.size()));
    }
    const bool listed = head.kind == TargetKind::classes || head.kind == TargetKind::binary;
    if (!listed || !options.require_all_classes) continue;
    const auto absent = std::ranges::find(counts, 0.0);
    if (absent != counts.end()) {
      refuse_set(ErrorCode::input,
                 fmt::format("labels of {}: expected pictures of each class, found none of \"{}\"",
                             head.attribute,
                             head.labels[static_cast<std::size_t>(absent - counts.begin())]));
    }
  }
}

void check_heads(const std::vector<TargetHead>& heads) {
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const TargetHead& head = heads[i];
    const bool good = (head.kind == TargetKind::classes && head.labels.size() >= 2) ||
                      (head.kind == TargetKind::binary && head.labels.size() == 2) ||
                      (head.kind == TargetKind::age && head.age_count >= 1) ||
                      head.kind == TargetKind::identity || head.kind == TargetKind::affect;
    if (!good || head_of(heads, head.attribute) != i) {
      refuse_set(ErrorCode::usage,
                 fmt::format("labels of {}: expected a head of its own name with two "
                             "or more labels or at least one age",
                             head.attribute));
    }
  }
}

}  // namespace

PictureSet build_set(std::span<const SourceSelection> selections, std::vector<TargetHead> heads,
                     const PictureSetOptions& options) {
  check_heads(heads);
  std::vector<std::vector<std::size_t>> records;
  for (const SourceSelection& selection : selections) {
    records.push_back(select_records(*selection.source, selection.split));
  }
  fill_identities(selections, records, heads);
  PictureSet set;
  set.heads = std::move(heads);
  for (std::size_t s = 0; s < selections.size(); ++s) {
    set.sources.push_back(selections[s].source);
    add_pictures(set, s, records[s], readers_of(selections[s], set.heads), options.keep_unlabelled);
  }
  check_set(set, options);
  return set;
}

std::vector<double> class_counts(const PictureSet& set, std::size_t head) {
  const TargetHead& about = set.heads[head];
  std::size_t classes = about.labels.size();
  if (about.kind == TargetKind::age) classes = static_cast<std::size_t>(about.age_count);
  if (about.kind == TargetKind::affect) classes = 1;
  std::vector<double> counts(classes);
  for (const LabelledPicture& picture : set.pictures) {
    const Target& target = picture.targets[head];
    if (target.empty()) continue;
    if (about.kind == TargetKind::identity) {
      counts[static_cast<std::size_t>(target.front())] += 1;
    } else if (about.kind == TargetKind::binary) {
      counts[target.front() > 0.5F ? 0 : 1] += 1;
    } else if (about.kind == TargetKind::affect) {
      counts.front() += 1;
    } else {
      const double sum = std::accumulate(target.begin(), target.end(), 0.0);
      for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += target[i] / sum;
    }
  }
  return counts;
}

std::vector<double> class_weights(std::span<const double> counts) {
  const double most = counts.empty() ? 0 : *std::ranges::max_element(counts);
  std::vector<double> weights;
  for (const double count : counts) weights.push_back(count > 0 ? most / count : 0);
  return weights;
}

}  // namespace mien::dataset
