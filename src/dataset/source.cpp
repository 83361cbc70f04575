#include "dataset/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "core/path_check.h"
#include "dataset/manifest.h"
#include "dataset/sources/folder_source.h"
#include "dataset/sources/manifest_source.h"
#include "dataset/sources/tar_source.h"
#include "mien/core/error.h"

namespace mien::dataset {

void WalkFindings::add(const WalkFindings& more) {
  left_out.add(more.left_out);
  problems.insert(problems.end(), more.problems.begin(), more.problems.end());
}

PictureSource::PictureSource(std::string name, std::string manifest, Records records,
                             WalkFindings findings)
    : name_(std::move(name)),
      manifest_(std::move(manifest)),
      records_(std::move(records)),
      findings_(std::move(findings)) {
  if (!manifest_.empty()) boxes_ = read_boxes(records_, manifest_);
}

std::optional<Box> PictureSource::box(std::size_t record) const {
  return boxes_.empty() ? std::nullopt : boxes_[record];
}

std::string PictureSource::where(std::size_t record) const {
  if (manifest_.empty()) return fmt::format("{}: {}", name_, records_.path(record));
  return fmt::format("{}:{}: {}", manifest_, records_.line(record), records_.path(record));
}

std::shared_ptr<const PictureSource> open_source(const std::filesystem::path& path) {
  refuse_zero_bytes(path, ErrorCode::input);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    const std::filesystem::path manifest = path / "labels.csv";
    if (std::filesystem::exists(manifest, ignored)) return open_manifest(manifest);
    return open_folder(path);
  }
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (ending == ".csv") return open_manifest(path);
  if (ending == ".tar") return open_tar(path);
  throw Error(ErrorCode::input,
              fmt::format("{}: expected a folder, a manifest (.csv) or an archive (.tar), found {}",
                          path.string(),
                          std::filesystem::exists(path, ignored) ? "another file" : "nothing"));
}

}  // namespace mien::dataset
