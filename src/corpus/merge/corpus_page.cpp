#include "corpus/merge/corpus_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/counted.h"
#include "core/output_file.h"
#include "corpus/run/part_rows.h"
#include "corpus/run/scan.h"
#include "dataset/csv_parser.h"
#include "mien/core/error.h"
#include "report/clip_rows.h"
#include "report/html/html_parts.h"
#include "report/html/html_summary.h"
#include "report/html/html_text.h"
#include "report/result_csv.h"
#include "report/values.h"

namespace mien::corpus {

namespace {

constexpr std::size_t most_lines = 200;

/// Where columns stand in rows that are read for the page, behind mien's own.
class PageColumns {
 public:
  explicit PageColumns(const std::string& header) {
    const auto names = dataset::CsvParser(header, "columns").next();
    for (const std::string& name : names->fields) places_.emplace(name, places_.size());
  }

  [[nodiscard]] std::size_t all() const { return places_.size(); }
  [[nodiscard]] std::size_t at(std::string_view name) const { return places_.find(name)->second; }

 private:
  std::map<std::string, std::size_t, std::less<>> places_;
};

/// A row and the names of its fields.
struct PageRow {
  const PageColumns& columns;
  std::vector<std::string> fields;

  [[nodiscard]] const std::string& operator[](std::string_view name) const {
    return fields.at(columns.at(name));
  }
};

struct FolderLine {
  std::uint64_t photos = 0;
  std::uint64_t clips = 0;
  std::uint64_t faces = 0;
  std::uint64_t errors = 0;
  std::uint64_t with_age = 0;
  double sum_of_ages = 0;
  std::map<std::string, std::uint64_t> emotions;
};

struct ReasonLine {
  std::uint64_t count = 0;
  std::string first;  ///< a file
};

/// What the rows of all parts come to.
class PageContent {
 public:
  /// The rows of one photo.
  void add(const ImageResult& result) {
    summary_.add(result);
    FolderLine& folder = folders_[folder_of(result.file)];
    ++folder.photos;
    for (const Face& face : result.faces) {
      add_face(folder, face.age, face.emotion ? face.emotion->label : "");
    }
    if (result.error.empty()) return;
    add_error(folder, result.file, std::string(error_without_file(result)));
  }

  /// The rows of one clip, of which each person counts as a face.
  void add(const ClipSummary& clip) {
    summary_.add(clip);
    FolderLine& folder = folders_[folder_of(clip.clip)];
    ++folder.clips;
    ++clips_;
    for (const TrackSummary& person : clip.tracks) add_face(folder, person.age, person.dominant);
    if (clip.error.empty()) return;
    add_error(folder, clip.clip, std::string(message_without_file(clip.error, clip.clip)));
  }

  [[nodiscard]] std::string html() const { return summary_.html() + folders() + reasons(); }

 private:
  static void add_face(FolderLine& folder, const std::optional<float>& age,
                       const std::string& emotion) {
    ++folder.faces;
    if (age) {
      ++folder.with_age;
      folder.sum_of_ages += *age;
    }
    if (!emotion.empty()) ++folder.emotions[emotion];
  }

  void add_error(FolderLine& folder, const std::string& file, const std::string& text) {
    ++folder.errors;
    ReasonLine& reason = reasons_[text];
    if (++reason.count == 1) reason.first = file;
  }

  static std::string folder_of(const std::string& file) {
    const std::size_t slash = file.rfind('/');
    return slash == std::string::npos ? "." : file.substr(0, std::max<std::size_t>(slash, 1));
  }

  [[nodiscard]] std::string folders() const {
    std::vector<std::pair<std::string, FolderLine>> lines(folders_.begin(), folders_.end());
    std::ranges::stable_sort(lines, std::ranges::greater(), [](const auto& line) {
      return line.second.photos + line.second.clips;
    });
    std::string text = "<h2>Folders</h2>\n<table>\n<thead><tr>";
    for (const std::string_view name :
         {"Folder", "Photos", "Clips", "Faces", "Errors", "Mean age", "Expression shown most"}) {
      if (name != "Clips" || clips_ > 0) text += fmt::format("<th scope=\"col\">{}</th>", name);
    }
    text += "</tr></thead>\n<tbody>\n";
    for (std::size_t i = 0; i < std::min(lines.size(), most_lines); ++i) {
      const auto& [name, line] = lines[i];
      const auto most = std::ranges::max_element(
          line.emotions, {}, [](const auto& emotion) { return emotion.second; });
      text += fmt::format(
          "<tr><th scope=\"row\">{}</th><td>{}</td>{}<td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
          "</tr>\n",
          html_text(name), line.photos,
          clips_ > 0 ? fmt::format("<td>{}</td>", line.clips) : std::string(), line.faces,
          line.errors,
          line.with_age == 0
              ? ""
              : fixed(line.sum_of_ages / static_cast<double>(line.with_age), age_decimals),
          most == line.emotions.end() ? "" : html_text(most->first));
    }
    return text + "</tbody>\n</table>\n" + more(lines.size(), "folder");
  }

  [[nodiscard]] std::string reasons() const {
    if (reasons_.empty()) return {};
    std::vector<std::pair<std::string, ReasonLine>> lines(reasons_.begin(), reasons_.end());
    std::ranges::stable_sort(lines, std::ranges::greater(),
                             [](const auto& line) { return line.second.count; });
    std::string text =
        "<h2>Errors</h2>\n<table>\n<thead><tr><th scope=\"col\">Reason</th><th "
        "scope=\"col\">Inputs</th><th scope=\"col\">The first of them</th></tr></thead>\n"
        "<tbody>\n";
    for (std::size_t i = 0; i < std::min(lines.size(), most_lines); ++i) {
      text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n",
                          html_text(lines[i].first), lines[i].second.count,
                          html_text(lines[i].second.first));
    }
    return text + "</tbody>\n</table>\n" + more(lines.size(), "reason");
  }

  static std::string more(std::size_t count, std::string_view name) {
    if (count <= most_lines) return {};
    return fmt::format("<p>and {} with fewer inputs</p>\n", counted(count - most_lines, name));
  }

  HtmlSummary summary_;
  std::map<std::string, FolderLine> folders_;
  std::map<std::string, ReasonLine> reasons_;
  std::uint64_t clips_ = 0;
};

std::optional<float> age_of(const PageRow& row) {
  const std::string& age = row["age"];
  float years = 0;
  const auto [end, failure] = std::from_chars(age.data(), age.data() + age.size(), years);
  const bool whole = failure == std::errc{} && end == age.data() + age.size();
  return whole ? std::optional(years) : std::nullopt;
}

std::optional<Classification> emotion_of(const std::string& label) {
  if (label.empty()) return std::nullopt;
  return Classification{label, {{label, 1.0F}}};
}

/// Calls `on_row` with the number of the input and the row, for each row of a part's file.
template <typename OnRow>
void for_each_row(const RunFolder& run, const PartFacts& part, PartFile file,
                  const PageColumns& columns, const OnRow& on_row) {
  const std::filesystem::path path = run.part(part.shard) / file_name(file);
  scan_records(path, [&](std::string_view record) {
    const std::uint64_t number = record_number(record, path.string());
    auto row = dataset::CsvParser(behind_fields(record, own_fields(file)), path.string()).next();
    if (!row || row->fields.size() != columns.all()) {
      throw Error(ErrorCode::input, fmt::format("{}: expected rows of {} columns, found another",
                                                path.string(), columns.all()));
    }
    on_row(number, PageRow{columns, std::move(row->fields)});
  });
}

void add_photos(PageContent& content, const RunFolder& run, const PartFacts& part) {
  const PageColumns columns(result_csv_header());
  std::optional<std::uint64_t> number;
  ImageResult result;
  for_each_row(run, part, PartFile::faces, columns, [&](std::uint64_t next, const PageRow& row) {
    if (number && *number != next) content.add(result);
    if (number != next) {
      result = {};
      result.file = row["file"];
      result.error = row["error"];
    }
    number = next;
    if (row["face"].empty()) return;
    Face face;
    face.age = age_of(row);
    face.emotion = emotion_of(row["emotion"]);
    result.faces.push_back(face);
  });
  if (number) content.add(result);
}

void add_clips(PageContent& content, const RunFolder& run, const PartFacts& part) {
  const PageColumns columns(track_csv_header());
  std::optional<std::uint64_t> number;
  ClipSummary clip;
  for_each_row(run, part, PartFile::tracks, columns, [&](std::uint64_t next, const PageRow& row) {
    if (number && *number != next) content.add(clip);
    if (number != next) {
      clip = {};
      clip.clip = row["clip"];
      // A damaged clip counts as an error, too.
      clip.error = row["error"].empty() ? row["damage"] : row["error"];
    }
    number = next;
    if (row["track"].empty()) return;
    TrackSummary person;
    person.age = age_of(row);
    person.dominant = row["dominant"];
    person.emotion = emotion_of(person.dominant);
    clip.tracks.push_back(std::move(person));
  });
  if (number) content.add(clip);
}

/// How many people and segments the clips have; nothing without clips.
std::string clips_text(const std::vector<PartFacts>& parts) {
  RowCounts counts;
  for (const PartFacts& part : parts) counts += part.counts;
  if (counts.clips == 0) return {};
  return fmt::format(
      "<h2>Clips</h2>\n<p>{}: {}, {}. Above and in the table of folders, each person of a clip "
      "counts as one face, with the mean age and the expression shown most.</p>\n",
      counted(counts.clips, "clip"), counted(counts.tracks, "person", "people"),
      counted(counts.segments, "segment of one expression", "segments of one expression"));
}

constexpr std::string_view page_statement =
    "Age and expression are estimates of how a face looks in a picture. An expression says nothing "
    "certain of what a person feels inside. Estimates may be wrong, and more often so for groups "
    "that are rare in the training data. Do not decide on people by them.";

}  // namespace

std::vector<PartFacts> present_parts(const RunFolder& run, const Plan& plan) {
  std::vector<PartFacts> parts;
  for (std::size_t shard = 0; shard < plan.shards.size(); ++shard) {
    if (part_exists(run, shard)) parts.push_back(read_part_facts(run, plan, shard));
  }
  return parts;
}

void write_corpus_page(const RunFolder& run, const Plan& plan, const std::vector<PartFacts>& parts,
                       const std::filesystem::path& path) {
  PageContent content;
  for (const PartFacts& part : parts) {
    add_photos(content, run, part);
    add_clips(content, run, part);
  }
  const std::size_t missing = plan.shards.size() - parts.size();
  std::string text = html_page_head(
      "Faces of a collection",
      missing == 0
          ? "Apparent attributes: how each face looks to a model, not who or what a "
            "person is or feels."
          : fmt::format("Not whole: the result of {} is missing.", counted(missing, "shard")));
  text += "<footer class=\"foot\">\n" + content.html() + clips_text(parts);
  text += fmt::format("<h2>How to read this page</h2>\n<p>{}</p>\n<p>Plan {}</p>\n", page_statement,
                      plan.id);
  write_file(path, text + "</footer>\n</body>\n</html>\n");
}

}  // namespace mien::corpus
