#include "corpus/merge/corpus_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <string_view>

#include "core/counted.h"
#include "core/output_file.h"
#include "corpus/run/part_rows.h"
#include "corpus/run/scan.h"
#include "dataset/csv_parser.h"
#include "mien/core/error.h"
#include "report/html/html_parts.h"
#include "report/html/html_summary.h"
#include "report/html/html_text.h"
#include "report/result_csv.h"
#include "report/values.h"

namespace mien::corpus {

namespace {

constexpr std::size_t most_lines = 200;

/// Where the columns that the page needs stand in a row of faces.csv, behind mien's own two.
struct PageColumns {
  std::size_t all = 0;
  std::size_t file = 0;
  std::size_t error = 0;
  std::size_t face = 0;
  std::size_t age = 0;
  std::size_t emotion = 0;
};

PageColumns page_columns() {
  const auto header = dataset::CsvParser(result_csv_header(), "columns").next();
  const auto at = [&](std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(header->fields, name) -
                                    header->fields.begin());
  };
  return {header->fields.size(), at("file"), at("error"), at("face"), at("age"), at("emotion")};
}

struct FolderLine {
  std::uint64_t photos = 0;
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
  /// The rows of one input.
  void add(const ImageResult& result) {
    summary_.add(result);
    FolderLine& folder = folders_[folder_of(result.file)];
    ++folder.photos;
    folder.faces += result.faces.size();
    for (const Face& face : result.faces) {
      if (face.age) {
        ++folder.with_age;
        folder.sum_of_ages += *face.age;
      }
      if (face.emotion) ++folder.emotions[face.emotion->label];
    }
    if (result.error.empty()) return;
    ++folder.errors;
    ReasonLine& reason = reasons_[std::string(error_without_file(result))];
    if (++reason.count == 1) reason.first = result.file;
  }

  [[nodiscard]] std::string html() const { return summary_.html() + folders() + reasons(); }

 private:
  static std::string folder_of(const std::string& file) {
    const std::size_t slash = file.rfind('/');
    return slash == std::string::npos ? "." : file.substr(0, std::max<std::size_t>(slash, 1));
  }

  [[nodiscard]] std::string folders() const {
    std::vector<std::pair<std::string, FolderLine>> lines(folders_.begin(), folders_.end());
    std::ranges::stable_sort(lines, std::ranges::greater(),
                             [](const auto& line) { return line.second.photos; });
    std::string text =
        "<h2>Folders</h2>\n<table>\n<thead><tr><th scope=\"col\">Folder</th><th "
        "scope=\"col\">Photos</th><th scope=\"col\">Faces</th><th scope=\"col\">Errors</th><th "
        "scope=\"col\">Mean age</th><th scope=\"col\">Expression shown most</th></tr></thead>\n"
        "<tbody>\n";
    for (std::size_t i = 0; i < std::min(lines.size(), most_lines); ++i) {
      const auto& [name, line] = lines[i];
      const auto most = std::ranges::max_element(
          line.emotions, {}, [](const auto& emotion) { return emotion.second; });
      text += fmt::format(
          "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
          "</tr>\n",
          html_text(name), line.photos, line.faces, line.errors,
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
        "scope=\"col\">Photos</th><th scope=\"col\">The first of them</th></tr></thead>\n"
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
    return fmt::format("<p>and {} with fewer photos</p>\n", counted(count - most_lines, name));
  }

  HtmlSummary summary_;
  std::map<std::string, FolderLine> folders_;
  std::map<std::string, ReasonLine> reasons_;
};

Face face_of(const std::vector<std::string>& fields, const PageColumns& columns) {
  Face face;
  const std::string& age = fields[columns.age];
  float years = 0;
  const auto [end, failure] = std::from_chars(age.data(), age.data() + age.size(), years);
  if (failure == std::errc{} && end == age.data() + age.size()) face.age = years;
  const std::string& emotion = fields[columns.emotion];
  if (!emotion.empty()) face.emotion = Classification{emotion, {{emotion, 1.0F}}};
  return face;
}

void add_part_rows(PageContent& content, const RunFolder& run, const PartFacts& part,
                   const PageColumns& columns) {
  constexpr int own_fields = 2;
  const std::filesystem::path path = run.part(part.shard) / faces_file;
  std::optional<std::uint64_t> number;
  ImageResult result;
  scan_records(path, [&](std::string_view record) {
    const std::uint64_t next = record_number(record, path.string());
    const auto row = dataset::CsvParser(behind_fields(record, own_fields), path.string()).next();
    if (!row || row->fields.size() != columns.all) {
      throw Error(ErrorCode::input, fmt::format("{}: expected rows of {} columns, found another",
                                                path.string(), columns.all));
    }
    if (number && *number != next) content.add(result);
    if (number != next) {
      result = {};
      result.file = row->fields[columns.file];
      result.error = row->fields[columns.error];
    }
    number = next;
    if (!row->fields[columns.face].empty()) result.faces.push_back(face_of(row->fields, columns));
  });
  if (number) content.add(result);
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
  const PageColumns columns = page_columns();
  PageContent content;
  for (const PartFacts& part : parts) add_part_rows(content, run, part, columns);
  const std::size_t missing = plan.shards.size() - parts.size();
  std::string text = html_page_head(
      "Faces of a collection",
      missing == 0
          ? "Apparent attributes: how each face looks to a model, not who or what a "
            "person is or feels."
          : fmt::format("Not whole: the result of {} is missing.", counted(missing, "shard")));
  text += "<footer class=\"foot\">\n" + content.html();
  text += fmt::format("<h2>How to read this page</h2>\n<p>{}</p>\n<p>Plan {}</p>\n", page_statement,
                      plan.id);
  write_file(path, text + "</footer>\n</body>\n</html>\n");
}

}  // namespace mien::corpus
