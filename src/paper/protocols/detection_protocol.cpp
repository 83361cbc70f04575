#include "paper/protocols/detection_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <limits>
#include <utility>

#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien::paper {

namespace {

constexpr float least_overlap = 0.5F;
constexpr std::array<std::string_view, 3> difficulties = {"easy", "medium", "hard"};

/// The numbers of a text that spaces separate.
/// @throws Error (ErrorCode::input)
std::vector<double> numbers(std::string_view text, std::string_view where) {
  std::vector<double> values;
  while (true) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return values;
    text.remove_prefix(first);
    const std::string_view word = text.substr(0, text.find(' '));
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(value)) {
      throw Error(ErrorCode::input, fmt::format("{}: expected numbers, found \"{}\"", where, word));
    }
    values.push_back(value);
    text.remove_prefix(word.size());
  }
}

/// The labels of a picture.
struct Labels {
  std::vector<LabelledBox> boxes;
  std::map<std::string, std::vector<LabelledBox>> by_difficulty;
};

std::vector<Labels> read_labels(const dataset::PictureSource& source, std::size_t column) {
  std::vector<Labels> all;
  const dataset::Records& records = source.records();
  for (std::size_t i = 0; i < records.size(); ++i) {
    const std::string where = source.where(i);
    Labels labels{read_boxes(records.field(i, column), where), {}};
    for (const std::string_view name : difficulties) {
      const std::optional<std::size_t> of = records.find_column(name);
      if (!of) continue;
      std::vector<LabelledBox> boxes = labels.boxes;
      for (LabelledBox& box : boxes) box.valid = false;
      for (const double number : numbers(records.field(i, *of), where)) {
        const auto index = static_cast<std::size_t>(std::max(0.0, number));
        if (number < 0 || index >= boxes.size()) {
          throw Error(ErrorCode::input,
                      fmt::format("{}: \"{}\": expected numbers of the {} boxes from 0 on, found "
                                  "{}",
                                  where, name, boxes.size(), number));
        }
        boxes[index].valid = labels.boxes[index].valid;
      }
      labels.by_difficulty[std::string(name)] = std::move(boxes);
    }
    labels.by_difficulty["all"] = labels.boxes;
    all.push_back(std::move(labels));
  }
  return all;
}

/// The processor's time of this thread, which other work of a busy machine does not lengthen.
double processor_milliseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// What one detector found.
struct DetectorAnswers {
  std::vector<std::vector<Detection>> faces;  ///< one list a picture
  std::vector<Size> sizes;
  double milliseconds = 0;
};

std::vector<DetectorAnswers> run_detectors(const dataset::PictureSource& source,
                                           std::span<const NamedDetector> detectors,
                                           const DetectionProtocolOptions& options) {
  std::vector<DetectorAnswers> answers(detectors.size());
  std::vector<std::vector<double>> times(detectors.size());
  const std::size_t pictures = source.records().size();
  for (std::size_t i = 0; i < pictures; ++i) {
    if (options.stop && options.stop()) {
      throw Error(ErrorCode::cancelled,
                  fmt::format("interrupted after {} of {} pictures", i, pictures));
    }
    const Image picture = decode_image(source.read(i), source.where(i));
    for (std::size_t d = 0; d < detectors.size(); ++d) {
      answers[d].faces.push_back(detectors[d].detector->detect(picture));
      const double start = processor_milliseconds();
      (void)detectors[d].timed->detect(picture);
      times[d].push_back(processor_milliseconds() - start);
      answers[d].sizes.push_back(picture.size());
    }
    if (options.progress) options.progress(i + 1, pictures);
  }
  for (std::size_t d = 0; d < detectors.size(); ++d) {
    std::ranges::sort(times[d]);
    answers[d].milliseconds = times[d][times[d].size() / 2];
  }
  return answers;
}

std::vector<Detection> at_least(const std::vector<Detection>& faces, double score) {
  std::vector<Detection> kept;
  for (const Detection& face : faces) {
    if (face.score >= static_cast<float>(score)) kept.push_back(face);
  }
  return kept;
}

/// The mean of values over pictures, or a share of weights, with its interval over pictures.
MeasuredValue measured_ratio(std::span<const double> above, std::span<const double> below,
                             const eval::BootstrapOptions& options) {
  const auto of = [&](std::span<const std::uint32_t> times) {
    double sum = 0;
    double all = 0;
    for (std::size_t i = 0; i < above.size(); ++i) {
      const double weight = times.empty() ? 1.0 : times[i];
      sum += weight * above[i];
      all += weight * below[i];
    }
    return all > 0 ? sum / all : std::numeric_limits<double>::quiet_NaN();
  };
  const std::vector<eval::Interval> intervals = eval::bootstrap(
      above.size(), {},
      [&](std::span<const std::uint32_t> times) { return std::vector<double>{of(times)}; },
      options);
  return {of({}), intervals.empty() ? eval::Interval{} : intervals.front()};
}

void score_boxes(DetectionScores& scores, const DetectorAnswers& answers,
                 std::span<const Labels> labels, const DetectionProtocolOptions& options) {
  for (const auto& [name, unused] : labels.front().by_difficulty) {
    std::vector<ScoredMatch> matches;
    std::vector<std::size_t> faces;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const std::vector<LabelledBox>& boxes = labels[i].by_difficulty.at(name);
      const std::vector<Match> of_picture = match_detections(answers.faces[i], boxes);
      for (std::size_t m = 0; m < of_picture.size(); ++m) {
        matches.push_back({answers.faces[i][m].score, of_picture[m], i});
      }
      faces.push_back(
          static_cast<std::size_t>(std::ranges::count(boxes, true, &LabelledBox::valid)));
    }
    // Sorted once: the resamples keep the order.
    std::ranges::stable_sort(matches, std::ranges::greater{}, &ScoredMatch::score);
    const std::vector<eval::Interval> intervals = eval::bootstrap(
        labels.size(), {},
        [&](std::span<const std::uint32_t> times) {
          return std::vector<double>{average_precision(matches, faces, times)};
        },
        options.bootstrap);
    scores.precision[name] = {average_precision(matches, faces),
                              intervals.empty() ? eval::Interval{} : intervals.front()};
  }
  std::vector<double> recalled;
  std::vector<double> large;
  std::vector<double> wrong;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::vector<Detection> kept = at_least(answers.faces[i], scores.threshold);
    const std::vector<Match> all = match_detections(kept, labels[i].boxes);
    wrong.push_back(static_cast<double>(std::ranges::count(all, Match::wrong)));
    scores.boxes += kept.size();
    std::vector<LabelledBox> large_ones = labels[i].boxes;
    for (LabelledBox& box : large_ones) {
      scores.faces += box.valid ? 1 : 0;
      box.valid &= box.box.height >= static_cast<float>(options.large);
    }
    const std::vector<Match> of_large = match_detections(kept, large_ones);
    recalled.push_back(static_cast<double>(std::ranges::count(of_large, Match::found)));
    large.push_back(static_cast<double>(std::ranges::count(large_ones, true, &LabelledBox::valid)));
    scores.large_faces += static_cast<std::size_t>(large.back());
  }
  scores.recall = measured_ratio(recalled, large, options.bootstrap);
  scores.false_per_picture =
      measured_ratio(wrong, std::vector<double>(wrong.size(), 1), options.bootstrap);
}

bool covers_middle(const Box& box, Size picture) {
  const float x = static_cast<float>(picture.width) / 2;
  const float y = static_cast<float>(picture.height) / 2;
  return box.x <= x && x < box.right() && box.y <= y && y < box.bottom();
}

void score_centres(DetectionScores& scores, const DetectorAnswers& answers,
                   const DetectionProtocolOptions& options) {
  std::vector<double> centred;
  std::vector<double> others;
  for (std::size_t i = 0; i < answers.faces.size(); ++i) {
    const std::vector<Detection> kept = at_least(answers.faces[i], scores.threshold);
    const bool centre = std::ranges::any_of(
        kept, [&](const Detection& face) { return covers_middle(face.box, answers.sizes[i]); });
    scores.boxes += kept.size();
    centred.push_back(centre ? 1 : 0);
    others.push_back(static_cast<double>(kept.size()) - (centre ? 1 : 0));
  }
  const std::vector<double> ones(centred.size(), 1);
  scores.centre_found = measured_ratio(centred, ones, options.bootstrap);
  scores.others_per_picture = measured_ratio(others, ones, options.bootstrap);
}

}  // namespace

std::vector<LabelledBox> read_boxes(std::string_view text, std::string_view where) {
  std::vector<LabelledBox> boxes;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::vector<double> values = numbers(text.substr(0, end), where);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (values.empty()) continue;
    if (values.size() != 4 && values.size() != 5) {
      throw Error(ErrorCode::input,
                  fmt::format("{}: \"boxes\": expected x, y, width, height and 0 or 1 of each "
                              "face, found {} numbers",
                              where, values.size()));
    }
    boxes.push_back({{static_cast<float>(values[0]), static_cast<float>(values[1]),
                      static_cast<float>(values[2]), static_cast<float>(values[3])},
                     values.size() == 4 || values[4] != 0});
  }
  return boxes;
}

std::vector<Match> match_detections(std::span<const Detection> detections,
                                    std::span<const LabelledBox> faces) {
  std::vector<bool> matched(faces.size(), false);
  std::vector<Match> matches;
  for (const Detection& detection : detections) {
    std::size_t best = faces.size();
    float most = 0;
    for (std::size_t f = 0; f < faces.size(); ++f) {
      const float overlap = intersection_over_union(detection.box, faces[f].box);
      if (overlap <= most) continue;
      most = overlap;
      best = f;
    }
    if (best == faces.size() || most < least_overlap) {
      matches.push_back(Match::wrong);
    } else if (!faces[best].valid) {
      matches.push_back(Match::ignored);
    } else {
      matches.push_back(matched[best] ? Match::wrong : Match::found);
      matched[best] = true;
    }
  }
  return matches;
}

double average_precision(std::vector<ScoredMatch> matches,
                         std::span<const std::size_t> faces_of_pictures,
                         std::span<const std::uint32_t> times) {
  const auto weight = [&](std::size_t picture) { return times.empty() ? 1.0 : times[picture]; };
  double faces = 0;
  for (std::size_t i = 0; i < faces_of_pictures.size(); ++i) {
    faces += weight(i) * static_cast<double>(faces_of_pictures[i]);
  }
  if (!(faces > 0)) return std::numeric_limits<double>::quiet_NaN();
  if (!std::ranges::is_sorted(matches, std::ranges::greater{}, &ScoredMatch::score)) {
    std::ranges::stable_sort(matches, std::ranges::greater{}, &ScoredMatch::score);
  }
  std::vector<std::pair<double, double>> curve;  // found and precision
  double hits = 0;
  double wrong = 0;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const double times_drawn = weight(matches[i].picture);
    if (matches[i].match == Match::found) hits += times_drawn;
    if (matches[i].match == Match::wrong) wrong += times_drawn;
    // Of equal scores none comes before the others.
    if (i + 1 < matches.size() && matches[i + 1].score == matches[i].score) continue;
    if (hits + wrong > 0) curve.emplace_back(hits, hits / (hits + wrong));
  }
  double area = 0;
  double best = 0;
  for (std::size_t i = curve.size(); i-- > 0;) {
    best = std::max(best, curve[i].second);
    area += best * (curve[i].first - (i > 0 ? curve[i - 1].first : 0));
  }
  return area / faces;
}

DetectionEvaluation evaluate_detection(const dataset::PictureSource& source,
                                       std::span<const NamedDetector> detectors,
                                       const DetectionProtocolOptions& options) {
  DetectionEvaluation evaluation;
  const std::optional<std::size_t> column = source.records().find_column("boxes");
  evaluation.has_boxes = column.has_value();
  // A label that cannot be read is better found before the work.
  const std::vector<Labels> labels = column ? read_labels(source, *column) : std::vector<Labels>();
  const std::vector<DetectorAnswers> answers = run_detectors(source, detectors, options);
  for (std::size_t d = 0; d < detectors.size(); ++d) {
    DetectionScores scores;
    scores.detector = detectors[d].name;
    scores.threshold = detectors[d].threshold;
    scores.pictures = answers[d].faces.size();
    scores.milliseconds = answers[d].milliseconds;
    if (column) {
      score_boxes(scores, answers[d], labels, options);
    } else {
      score_centres(scores, answers[d], options);
    }
    evaluation.scores.push_back(std::move(scores));
  }
  return evaluation;
}

}  // namespace mien::paper
