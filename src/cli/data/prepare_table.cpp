#include "cli/data/prepare_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string_view>
#include <utility>

#include "core/utf8.h"
#include "dataset/manifest.h"
#include "report/csv.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;

// Landmarks of the uncut picture would be wrong in the crop.
constexpr std::array<std::string_view, 6> own_columns = {"path",  "x",      "y",
                                                         "width", "height", "landmarks"};

/// "a/b.png" becomes "a/b-2.png" and so on until it is new; "labels.csv" is never met.
std::string unique_path(const std::string& preferred, std::string_view ending,
                        std::set<std::string>& taken) {
  const fs::path path(preferred);
  const std::string stem = (path.parent_path() / path.stem()).generic_string();
  std::string name = fmt::format("{}{}", stem, ending);
  for (int number = 2; !taken.insert(name).second; ++number) {
    name = fmt::format("{}-{}{}", stem, number, ending);
  }
  return name;
}

/// What to call a source by its path: "sets/people.tar", "people/" and "people/labels.csv" are all
/// "people".
std::string short_name(const std::string& source) {
  fs::path path = fs::path(source).lexically_normal();
  if (path.filename() == "labels.csv" || !path.has_filename()) path = path.parent_path();
  const std::string name = path.stem().string();
  return name.empty() || name == "." || name == ".." ? "source" : name;
}

/// A folder for the crops of each source, if there are several.
std::vector<std::string> folders_of(
    const std::vector<std::shared_ptr<const dataset::PictureSource>>& sources) {
  if (sources.size() < 2) return {""};
  std::vector<std::string> folders;
  folders.reserve(sources.size());
  std::set<std::string> taken;
  for (const auto& source : sources) {
    // The dot keeps what follows another dot in the name from being taken for its ending.
    folders.push_back(unique_path(short_name(source->name()) + ".", "", taken) + "/");
  }
  return folders;
}

}  // namespace

PreparedTable::PreparedTable(std::vector<std::shared_ptr<const dataset::PictureSource>> sources,
                             CropFormat format)
    : sources_(std::move(sources)) {
  const std::vector<std::string> folders = folders_of(sources_);
  const std::string_view ending = format == CropFormat::png ? ".png" : ".jpg";
  std::set<std::string> taken;
  for (std::size_t s = 0; s < sources_.size(); ++s) {
    const dataset::Records& all = sources_[s]->records();
    for (const std::string& column : all.columns()) {
      if (std::ranges::find(own_columns, column) == own_columns.end() &&
          std::ranges::find(columns_, column) == columns_.end()) {
        columns_.push_back(column);
      }
    }
    for (std::size_t r = 0; r < all.size(); ++r) {
      const std::string path = dataset::inside_path(all.path(r), sources_[s]->where(r));
      records_.push_back({s, r, unique_path(to_utf8(folders[s] + path), ending, taken)});
    }
  }
}

std::string PreparedTable::head() const {
  std::string text = "path";
  for (const std::string& column : columns_) text += "," + csv_field(column);
  return text + ",x,y,width,height\n";
}

std::string PreparedTable::line(const PreparedRecord& record, const std::optional<Box>& box) const {
  const dataset::Records& all = sources_[record.source]->records();
  std::string text = csv_field(record.path);
  for (const std::string& column : columns_) {
    const std::optional<std::size_t> index = all.find_column(column);
    text += "," + (index ? csv_field(all.field(record.record, *index)) : "");
  }
  if (!box) return text + ",,,,\n";
  return text +
         fmt::format(",{:.2f},{:.2f},{:.2f},{:.2f}\n", box->x, box->y, box->width, box->height);
}

}  // namespace mien::cli
