#include "paper/protocols/affectnet.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "dataset/input_file.h"
#include "mien/core/error.h"
#include "paper/protocols/affectnet_releases.h"
#include "paper/protocols/path_kind.h"

namespace mien::paper {

namespace fs = std::filesystem;

namespace {

/// The first of `affectnet_expressions` are expressions; the others are not.
constexpr std::size_t classes = 8;

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

AffectNet open_folders(const fs::path& path, const AffectNetOptions& options) {
  const auto source = dataset::open_source(path);
  const dataset::Records& all = source->records();
  std::optional<std::size_t> column = all.find_column("label");
  if (!column) column = all.find_column("expression");
  if (!column) {
    throw Error(ErrorCode::input, fmt::format("{}: expected a folder for each expression or the "
                                              "column \"expression\", found {}",
                                              path.string(), fmt::join(all.columns(), ", ")));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string_view label = all.field(i, *column);
    if (!is_number(label) || options.labels.contains(label)) continue;
    throw Error(ErrorCode::input,
                fmt::format("{}: expected expressions by name, found \"{}\"; exports number them "
                            "differently",
                            source->where(i), label));
  }
  eval::NameMap labels;
  for (const auto& [name, label] : options.labels) {
    const std::optional<std::string> known = eval::label_of("emotion", label);
    if (!known) {
      throw Error(
          ErrorCode::usage,
          fmt::format(R"(labels: "{}" stands for "{}": expected an expression)", name, label));
    }
    labels.emplace(name, *known);
  }
  return {"a folder for each class", path, source, std::move(labels), {}};
}

}  // namespace

AffectNet open_affectnet(const fs::path& path, const AffectNetOptions& options) {
  const bool train = options.part == AffectNetPart::train;
  const auto with_own_labels = [&](AffectNet set) {
    if (options.labels.empty()) return set;
    throw Error(ErrorCode::usage, fmt::format("labels: expected folders for classes, found the {}, "
                                              "which says its own",
                                              set.layout));
  };
  if (is_file(path) && path.extension() == ".csv") {
    // mien's own manifests end so, too; they name the column "path".
    const dataset::InputFile file(path);
    const std::vector<std::byte> bytes = file.read(0, std::min<std::uint64_t>(file.size(), 1024));
    const std::string_view head(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::string_view line = head.substr(0, head.find_first_of("\r\n"));
    if (("," + std::string(line) + ",").find(",path,") == std::string::npos) {
      return with_own_labels(open_affectnet_2017(path));
    }
  }
  const fs::path csv = path / (train ? "training.csv" : "validation.csv");
  if (is_file(csv)) return with_own_labels(open_affectnet_2017(csv));
  const fs::path part = path / (train ? "train_set" : "val_set");
  if (is_folder(part / "annotations")) return with_own_labels(open_affectnet_2021(part));
  if (is_folder(path / "annotations")) return with_own_labels(open_affectnet_2021(path));
  if (is_file(path) || is_folder(path)) {
    try {
      return open_folders(path, options);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::input || !is_folder(path)) throw;
      throw Error(ErrorCode::input,
                  fmt::format("{} (AffectNet's layouts: {} of 2017; {}/images and "
                              "{}/annotations of 2021; a folder for each class by name)",
                              error.what(), csv.filename().string(), part.filename().string(),
                              part.filename().string()));
    }
  }
  throw Error(ErrorCode::input,
              fmt::format("{}: expected AffectNet's folder, found nothing", path.string()));
}

std::string affectnet_manifest(const AffectNet& set, const fs::path& folder) {
  const fs::path from = fs::weakly_canonical(fs::absolute(folder));
  const fs::path below = fs::weakly_canonical(fs::absolute(set.folder)).lexically_relative(from);
  if (below.empty() || *below.begin() == "..") {
    throw Error(ErrorCode::usage,
                fmt::format("manifest: expected a file in {} or above it, since paths in a "
                            "manifest are relative to it, found one in {}",
                            set.folder.string(), from.string()));
  }
  const dataset::Records& records = set.source->records();
  const std::optional<std::size_t> expression = records.find_column("expression");
  if (!expression) {
    throw Error(ErrorCode::usage,
                "manifest: expected a release of AffectNet, found folders for classes, which "
                "mien train reads as they are");
  }
  const auto quoted = [](std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string result = "\"";
    for (const char c : text) result += c == '"' ? "\"\"" : std::string(1, c);
    return result + "\"";
  };
  std::string text = fmt::format("{}\n", fmt::join(records.columns(), ","));
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto named = std::span(affectnet_expressions).first(classes);
    if (std::ranges::find(named, records.field(i, *expression)) == named.end()) continue;
    for (std::size_t column = 0; column < records.columns().size(); ++column) {
      const bool path = records.columns()[column] == "path";
      const std::string field = path ? (below / records.path(i)).lexically_normal().generic_string()
                                     : std::string(records.field(i, column));
      text += (column == 0 ? "" : ",") + quoted(field);
    }
    text += "\n";
  }
  return text;
}

dataset::Split affectnet_part(const dataset::PictureSource& source, bool train) {
  const std::optional<std::size_t> column = source.records().find_column("split");
  if (!column) return dataset::WholeSource{};
  const std::vector<std::string> names =
      train ? std::vector<std::string>{"train", "training", "train_set"}
            : std::vector<std::string>{"valid", "val", "validation", "val_set", "test"};
  for (const std::string& name : names) {
    for (std::size_t i = 0; i < source.records().size(); ++i) {
      if (source.records().field(i, *column) == name) return dataset::SplitColumn{"split", name};
    }
  }
  throw Error(ErrorCode::input, fmt::format("{}: expected a part {}, found none", source.name(),
                                            fmt::join(names, " or ")));
}

}  // namespace mien::paper
