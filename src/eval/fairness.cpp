#include "eval/fairness.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mien::eval {

namespace {

/// The samples of the groups that have any.
template <typename Samples>
struct Member {
  std::string name;
  Samples samples;
};

template <typename Samples>
std::vector<Member<Samples>> members_of(const Samples& samples, const PictureGroups& groups) {
  std::vector<std::vector<std::size_t>> places(groups.names.size());
  for (std::size_t i = 0; i < samples.pictures.size(); ++i) {
    const std::optional<std::size_t> group = groups.of[samples.pictures[i]];
    if (group) places[*group].push_back(i);
  }
  std::vector<Member<Samples>> members;
  for (std::size_t g = 0; g < places.size(); ++g) {
    if (!places[g].empty()) members.push_back({groups.names[g], subset(samples, places[g])});
  }
  return members;
}

std::vector<std::size_t> clusters_of_samples(const std::vector<std::size_t>& clusters,
                                             const std::vector<std::size_t>& pictures) {
  std::vector<std::size_t> result;
  if (clusters.empty()) return result;
  for (const std::size_t picture : pictures) result.push_back(clusters[picture]);
  return result;
}

/// Whether each group is of one class: then recall is its accuracy, and F1 says nothing more.
bool are_classes(const std::vector<Member<ClassSamples>>& members) {
  return std::ranges::all_of(members, [](const Member<ClassSamples>& member) {
    const std::vector<std::uint32_t>& truth = member.samples.truth;
    return std::ranges::count(truth, truth.front()) == std::ssize(truth);
  });
}

template <typename Samples>
bool are_classes(const std::vector<Member<Samples>>& /*members*/) {
  return false;
}

/// The difference of one score of two groups, drawn together.
template <typename Samples>
Interval difference(const Samples& high, const Samples& low, std::size_t kind,
                    const std::vector<std::size_t>& clusters, const BootstrapOptions& options) {
  const Scorer above = scorer_of(high);
  const Scorer below = scorer_of(low);
  std::vector<std::size_t> pictures = high.pictures;
  pictures.insert(pictures.end(), low.pictures.begin(), low.pictures.end());
  const auto scores = [&](std::span<const std::uint32_t> times) -> std::vector<double> {
    return {above.scores(times.first(above.samples))[kind] -
            below.scores(times.subspan(above.samples))[kind]};
  };
  return bootstrap(pictures.size(), clusters_of_samples(clusters, pictures), scores, options)
      .front();
}

template <typename Samples>
void add_gaps(std::vector<FairnessGap>& gaps, const std::string& attribute, const Samples& samples,
              const PictureGroups& groups, const std::vector<std::size_t>& clusters,
              const BootstrapOptions& options) {
  const std::vector<Member<Samples>> members = members_of(samples, groups);
  std::vector<std::vector<ScoreValue>> scores;
  scores.reserve(members.size());
  for (const Member<Samples>& member : members) {
    scores.push_back(score(scorer_of(member.samples),
                           clusters_of_samples(clusters, member.samples.pictures), options));
  }
  const bool classes = are_classes(members);
  const std::size_t kinds = scores.empty() ? 0 : scores.front().size();
  for (std::size_t kind = 0; kind < kinds; ++kind) {
    const ScoreValue& first = scores.front()[kind];
    if (classes && (first.name == "balanced accuracy" || first.name == "macro F1")) continue;
    FairnessGap gap{.attribute = attribute,
                    .score = first.name,
                    .unit = first.unit,
                    .column = groups.column,
                    .gap = std::numeric_limits<double>::quiet_NaN(),
                    .interval = {},
                    .highest = "",
                    .lowest = "",
                    .groups = {}};
    std::optional<std::size_t> high;
    std::optional<std::size_t> low;
    for (std::size_t g = 0; g < members.size(); ++g) {
      const ScoreValue& value = scores[g][kind];
      const std::size_t count = members[g].samples.pictures.size();
      gap.groups.push_back({members[g].name, count, value.value, value.interval});
      if (count < GroupScores::least_samples || !std::isfinite(value.value)) continue;
      if (!high || value.value > scores[*high][kind].value) high = g;
      if (!low || value.value < scores[*low][kind].value) low = g;
    }
    if (high && low && *high != *low) {
      gap.gap = scores[*high][kind].value - scores[*low][kind].value;
      gap.highest = members[*high].name;
      gap.lowest = members[*low].name;
      gap.interval =
          difference(members[*high].samples, members[*low].samples, kind, clusters, options);
    }
    gaps.push_back(std::move(gap));
  }
}

}  // namespace

void sort_gaps(std::vector<FairnessGap>& gaps) {
  const auto size = [](const FairnessGap& gap) { return std::isfinite(gap.gap) ? gap.gap : -1; };
  std::ranges::stable_sort(gaps, [&](const FairnessGap& a, const FairnessGap& b) {
    if (a.unit != b.unit) return a.unit < b.unit;
    return size(a) > size(b);
  });
}

std::vector<FairnessGap> fairness_gaps(const Evaluation& evaluation,
                                       const EvaluationOptions& options) {
  std::vector<PictureGroups> columns;
  if (options.groups) {
    for (const std::string& column : *options.groups) {
      columns.push_back(picture_groups(evaluation.set, column));
    }
  } else {
    columns = usual_groups(evaluation.set);
  }
  std::vector<std::size_t> clusters;
  if (!options.resample_by.empty()) clusters = clusters_of(evaluation.set, options.resample_by);
  std::vector<FairnessGap> gaps;
  for (const HeadEvaluation& head : evaluation.heads) {
    for (const PictureGroups& groups : columns) {
      if (head.confusion) {
        add_gaps(gaps, head.attribute, head.class_samples, groups, clusters, options.bootstrap);
      } else if (!head.affects.empty()) {
        add_gaps(gaps, head.attribute, head.affect_samples, groups, clusters, options.bootstrap);
      } else {
        add_gaps(gaps, head.attribute, head.age_samples, groups, clusters, options.bootstrap);
      }
    }
  }
  sort_gaps(gaps);
  return gaps;
}

}  // namespace mien::eval
