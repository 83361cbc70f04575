#include "dataset/folder_source.h"

#include <fmt/format.h>

#include <span>
#include <string_view>
#include <utility>

#include "dataset/input_file.h"
#include "dataset/manifest.h"
#include "mien/core/error.h"
#include "models/digest.h"

namespace mien::dataset {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> files_below(const fs::path& folder) {
  std::vector<std::string> paths;
  try {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_directory()) continue;
      paths.push_back(entry.path().lexically_relative(folder).generic_string());
    }
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::input, fmt::format("{}: cannot read this folder: {}", folder.string(),
                                              error.code().message()));
  }
  return paths;
}

class FolderSource : public PictureSource {
 public:
  FolderSource(const fs::path& folder, Records records)
      : PictureSource(folder.string(), "", std::move(records)), folder_(folder) {}

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
  return std::make_shared<FolderSource>(path, records_by_folder(files_below(path), path.string()));
}

}  // namespace mien::dataset
