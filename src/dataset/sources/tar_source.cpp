#include "dataset/sources/tar_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "dataset/input_file.h"
#include "dataset/manifest.h"
#include "dataset/sources/tar_index.h"
#include "media/folder_walk.h"
#include "mien/core/error.h"

namespace mien::dataset {

namespace {

constexpr std::string_view manifest_path = "labels.csv";

class TarSource : public PictureSource {
 public:
  TarSource(std::unique_ptr<InputFile> file, const TarIndex& index, const std::string& manifest,
            Records records, WalkFindings findings = {})
      : PictureSource(file->path().string(), manifest, std::move(records), std::move(findings)),
        file_(std::move(file)) {
    for (std::size_t i = 0; i < this->records().size(); ++i) {
      const auto entry = index.find(inside_path(this->records().path(i), where(i)));
      if (entry == index.end()) {
        throw Error(ErrorCode::input,
                    fmt::format("{}: expected this file in the archive, found none", where(i)));
      }
      members_.push_back(entry->second);
    }
  }

  [[nodiscard]] std::vector<std::byte> read(std::size_t record) const override {
    const TarMember& member = members_[record];
    return file_->read(member.offset, member.size);
  }

  [[nodiscard]] std::string sha256() const override { return file_->sha256(); }

 private:
  std::unique_ptr<InputFile> file_;
  std::vector<TarMember> members_;
};

}  // namespace

std::shared_ptr<const PictureSource> open_tar(const std::filesystem::path& path) {
  auto file = std::make_unique<InputFile>(path);
  const TarListing listing = index_tar(*file);
  const TarIndex& index = listing.files;
  const auto entry = index.find(std::string(manifest_path));
  if (entry == index.end()) {
    std::vector<std::string> paths;
    for (const auto& [name, member] : index) paths.push_back(name);
    std::ranges::sort(paths);
    media::SortedPaths sorted = media::pictures_of(paths);
    for (const std::string& link : listing.links) {
      sorted.left_out.add(LeftOutReason::archive_link, link);
    }
    Records records = records_by_folder(std::move(sorted.pictures), path.string(), sorted.left_out);
    return std::make_shared<TarSource>(std::move(file), index, "", std::move(records),
                                       WalkFindings{std::move(sorted.left_out), {}});
  }
  const std::string name = fmt::format("{}/{}", path.string(), manifest_path);
  const std::vector<std::byte> bytes = file->read(entry->second.offset, entry->second.size);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  Records records = read_manifest(text, name);
  return std::make_shared<TarSource>(std::move(file), index, name, std::move(records));
}

}  // namespace mien::dataset
