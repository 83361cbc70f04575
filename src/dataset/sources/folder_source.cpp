#include "dataset/sources/folder_source.h"

#include <fmt/format.h>

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "dataset/input_file.h"
#include "dataset/manifest.h"
#include "media/file_formats.h"
#include "media/folder_walk.h"
#include "mien/core/error.h"
#include "models/digest.h"

namespace mien::dataset {

namespace fs = std::filesystem;

namespace {

class FolderSource : public PictureSource {
 public:
  FolderSource(const fs::path& folder, Records records, WalkFindings findings)
      : PictureSource(folder.string(), "", std::move(records), std::move(findings)),
        folder_(folder) {}

  [[nodiscard]] std::vector<std::byte> read(std::size_t record) const override {
    const InputFile file(folder_ / records().path(record));
    return file.read(0, file.size());
  }

  [[nodiscard]] std::string sha256() const override {
    models::Sha256 digest;
    const auto add = [&](std::string_view text) { digest.add(std::as_bytes(std::span(text))); };
    for (std::size_t record = 0; record < records().size(); ++record) {
      const std::vector<std::byte> bytes = read(record);
      add(fmt::format("{}\n{}\n", records().path(record), bytes.size()));
      digest.add(bytes);
    }
    return digest.hex();
  }

 private:
  fs::path folder_;
};

}  // namespace

std::shared_ptr<const PictureSource> open_folder(const fs::path& path) {
  media::FolderWalk walk = media::walk_folder(path, {.clips = false});
  WalkFindings findings{std::move(walk.left_out), {}};
  std::vector<std::string> pictures;
  for (media::FoundFile& file : walk.files) {
    // A picture that cannot be looked at is a record: it fails when it is read, as damaged ones do.
    if (file.error.empty() || media::is_picture_name(file.path)) {
      pictures.push_back(file.path.lexically_relative(path).generic_string());
    } else {
      findings.problems.push_back(std::move(file.error));
    }
  }
  if (pictures.empty() && !findings.problems.empty()) {
    throw Error(ErrorCode::input, findings.problems.front());
  }
  Records records = records_by_folder(std::move(pictures), path.string(), findings.left_out);
  return std::make_shared<FolderSource>(path, std::move(records), std::move(findings));
}

}  // namespace mien::dataset
