#include "eval/pair_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/random.h"
#include "mien/core/error.h"

namespace mien::eval {

namespace {

/// Photos of each person.
using PeoplesPhotos = std::vector<std::vector<std::size_t>>;

std::size_t pairs_of(const std::vector<std::size_t>& photos) {
  return photos.size() * (photos.size() - 1) / 2;
}

/// The people of each fold.
std::vector<PeoplesPhotos> dealt(std::span<const std::size_t> people, const PairOptions& options) {
  std::map<std::size_t, std::vector<std::size_t>> by_person;
  for (std::size_t i = 0; i < people.size(); ++i) by_person[people[i]].push_back(i);
  PeoplesPhotos all;
  for (auto& [person, photos] : by_person) all.push_back(std::move(photos));
  Random random{options.seed, 0};
  for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[random.below(i)]);
  std::ranges::stable_sort(all, std::greater<>(), [](const auto& photos) { return photos.size(); });
  std::vector<PeoplesPhotos> folds(options.folds);
  for (std::size_t i = 0; i < all.size(); ++i) {
    // There and back, so that no fold always gets the larger one.
    const std::size_t turn = i % (2 * options.folds);
    folds[std::min(turn, 2 * options.folds - 1 - turn)].push_back(std::move(all[i]));
  }
  return folds;
}

/// How many different pairs of one person, and of two, a fold has; the fewer of both.
std::size_t available(const PeoplesPhotos& fold) {
  std::size_t photos = 0;
  std::size_t same = 0;
  for (const std::vector<std::size_t>& of_person : fold) {
    photos += of_person.size();
    same += pairs_of(of_person);
  }
  const std::size_t all = photos == 0 ? 0 : photos * (photos - 1) / 2;
  return std::min(same, all - same);
}

using Places = std::pair<std::size_t, std::size_t>;

/// The pairs of each person's photos; people of one photo have none.
std::vector<std::vector<Places>> pairs_by_person(const PeoplesPhotos& fold) {
  std::vector<std::vector<Places>> all;
  for (const std::vector<std::size_t>& photos : fold) {
    std::vector<Places> pairs;
    for (std::size_t i = 0; i < photos.size(); ++i) {
      for (std::size_t j = i + 1; j < photos.size(); ++j) pairs.emplace_back(photos[i], photos[j]);
    }
    if (!pairs.empty()) all.push_back(std::move(pairs));
  }
  return all;
}

/// @param count at most as many as there are
std::vector<Places> draw_same(const PeoplesPhotos& fold, std::size_t count, Random& random) {
  std::vector<std::vector<Places>> left = pairs_by_person(fold);
  std::vector<Places> drawn;
  while (drawn.size() < count) {
    const std::size_t person = random.below(left.size());
    std::vector<Places>& pairs = left[person];
    std::swap(pairs[random.below(pairs.size())], pairs.back());
    drawn.push_back(pairs.back());
    pairs.pop_back();
    if (pairs.empty()) left.erase(left.begin() + static_cast<std::ptrdiff_t>(person));
  }
  return drawn;
}

/// @param count at most as many as there are
std::vector<Places> draw_different(const PeoplesPhotos& fold, std::size_t count, Random& random) {
  std::set<Places> known;
  std::vector<Places> drawn;
  while (drawn.size() < count) {
    const std::size_t a = random.below(fold.size());
    const std::size_t b = random.below(fold.size());
    if (a == b) continue;
    const std::size_t first = fold[a][random.below(fold[a].size())];
    const std::size_t second = fold[b][random.below(fold[b].size())];
    if (known.insert(std::minmax(first, second)).second) drawn.emplace_back(first, second);
  }
  return drawn;
}

}  // namespace

PairList draw_pairs(std::span<const std::size_t> people, const PairOptions& options) {
  if (options.folds < 2 || options.per_fold == 0) {
    throw Error(ErrorCode::usage, fmt::format("pairs: expected 2 folds or more of 1 pair or more, "
                                              "found {} of {}",
                                              options.folds, options.per_fold));
  }
  const std::vector<PeoplesPhotos> folds = dealt(people, options);
  PairList list{{}, options.folds, options.per_fold};
  for (const PeoplesPhotos& fold : folds) list.per_fold = std::min(list.per_fold, available(fold));
  if (list.per_fold == 0) {
    throw Error(ErrorCode::input,
                fmt::format("pairs: expected people for {} folds, in each two people, one of them "
                            "with two photos, found too few among {} photos",
                            options.folds, people.size()));
  }
  for (std::size_t fold = 0; fold < folds.size(); ++fold) {
    Random random{options.seed, 1, fold};
    for (const auto& [a, b] : draw_same(folds[fold], list.per_fold, random)) {
      list.pairs.push_back({a, b, true, fold});
    }
    for (const auto& [a, b] : draw_different(folds[fold], list.per_fold, random)) {
      list.pairs.push_back({a, b, false, fold});
    }
  }
  return list;
}

namespace {

/// Lines of a text and the words in them.
class WordLines {
 public:
  WordLines(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {}

  /// The next line that is not empty; nothing at the end.
  std::optional<std::vector<std::string_view>> next() {
    while (!text_.empty()) {
      const std::size_t end = std::min(text_.find('\n'), text_.size());
      const std::vector<std::string_view> words = words_of(text_.substr(0, end));
      text_.remove_prefix(std::min(end + 1, text_.size()));
      ++line_;
      if (!words.empty()) return words;
    }
    return std::nullopt;
  }

  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::input, fmt::format("{}:{}: {}", name_, line_, message));
  }

 private:
  static std::vector<std::string_view> words_of(std::string_view line) {
    constexpr std::string_view space = " \t\r";
    std::vector<std::string_view> words;
    for (std::size_t at = line.find_first_not_of(space); at < line.size();
         at = line.find_first_not_of(space, at)) {
      const std::size_t end = std::min(line.find_first_of(space, at), line.size());
      words.push_back(line.substr(at, end - at));
      at = end;
    }
    return words;
  }

  std::string_view text_;
  std::string name_;
  std::size_t line_ = 0;
};

std::size_t number_of(const WordLines& lines, std::string_view word) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || value == 0) {
    lines.fail(fmt::format("expected a number from 1 on, found \"{}\"", word.substr(0, 40)));
  }
  return value;
}

/// Places of photos by their file names without ending.
class PhotoNames {
 public:
  PhotoNames(const dataset::PictureSource& source, std::span<const std::size_t> records)
      : source_(source.name()) {
    for (std::size_t i = 0; i < records.size(); ++i) {
      places_.emplace(std::filesystem::path(source.records().path(records[i])).stem().string(), i);
    }
  }

  [[nodiscard]] std::size_t place(const WordLines& lines, std::string_view person,
                                  std::string_view photo) const {
    const std::string name = fmt::format("{}_{:04}", person, number_of(lines, photo));
    const auto entry = places_.find(name);
    if (entry != places_.end()) return entry->second;
    lines.fail(fmt::format("expected the photo {} in {}, found none", name, source_));
  }

 private:
  std::string source_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

PairList read_lfw_pairs(std::string_view text, const std::string& name,
                        const dataset::PictureSource& source,
                        std::span<const std::size_t> records) {
  WordLines lines(text, name);
  const auto head = lines.next();
  if (!head || head->size() != 2) {
    lines.fail(R"(expected a line "FOLDS PAIRS", such as "10 300")");
  }
  PairList list;
  list.folds = number_of(lines, head->front());
  list.per_fold = number_of(lines, head->back());
  constexpr std::size_t most = 1'000'000;
  if (list.folds < 2 || list.folds > most || list.per_fold > most) {
    lines.fail(
        fmt::format("expected 2 folds or more, and at most {} pairs in each, found {} and "
                    "{}",
                    most, list.folds, list.per_fold));
  }
  const PhotoNames photos(source, records);
  for (std::size_t i = 0; i < 2 * list.per_fold * list.folds; ++i) {
    const std::size_t fold = i / (2 * list.per_fold);
    const bool same = i % (2 * list.per_fold) < list.per_fold;
    const auto words = lines.next();
    if (!words) {
      lines.fail(fmt::format("expected {} pairs, found {}", 2 * list.per_fold * list.folds, i));
    }
    if (words->size() != (same ? 3U : 4U)) {
      lines.fail(same ? "expected \"NAME I J\", two photos of one person"
                      : "expected \"NAME I NAME J\", photos of two people");
    }
    const std::vector<std::string_view>& w = *words;
    const std::size_t first = photos.place(lines, w[0], w[1]);
    const std::size_t second = photos.place(lines, w[same ? 0 : 2], w[same ? 2 : 3]);
    list.pairs.push_back({first, second, same, fold});
  }
  if (lines.next()) lines.fail("expected the end after the last pair");
  return list;
}

}  // namespace mien::eval
