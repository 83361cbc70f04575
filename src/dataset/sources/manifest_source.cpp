#include "dataset/sources/manifest_source.h"

#include <fmt/format.h>

#include <span>
#include <string_view>
#include <utility>

#include "dataset/input_file.h"
#include "dataset/manifest.h"
#include "mien/core/error.h"
#include "models/digest.h"

namespace mien::dataset {

namespace {

class ManifestSource : public PictureSource {
 public:
  ManifestSource(const InputFile& manifest, Records records)
      : PictureSource(manifest.path().string(), manifest.path().string(), std::move(records)),
        manifest_(manifest.path()) {
    std::error_code ignored;
    for (std::size_t i = 0; i < this->records().size(); ++i) {
      if (!std::filesystem::is_regular_file(file_of(i), ignored)) {
        throw Error(ErrorCode::input, fmt::format("{}: expected this file, found none", where(i)));
      }
    }
  }

  [[nodiscard]] std::vector<std::byte> read(std::size_t record) const override {
    const InputFile file(file_of(record));
    return file.read(0, file.size());
  }

  [[nodiscard]] std::string sha256() const override { return InputFile(manifest_).sha256(); }

 private:
  [[nodiscard]] std::filesystem::path file_of(std::size_t record) const {
    return manifest_.parent_path() / records().path(record);
  }

  std::filesystem::path manifest_;
};

class RecordSource : public PictureSource {
 public:
  RecordSource(const std::string& name, std::filesystem::path folder, Records records,
               WalkFindings findings)
      : PictureSource(name, name, std::move(records), std::move(findings)),
        folder_(std::move(folder)) {}

  [[nodiscard]] std::vector<std::byte> read(std::size_t record) const override {
    const InputFile file(folder_ / records().path(record));
    return file.read(0, file.size());
  }

  [[nodiscard]] std::string sha256() const override {
    models::Sha256 digest;
    const auto add = [&](std::string_view text) { digest.add(std::as_bytes(std::span(text))); };
    for (const std::string& column : records().columns()) add(column + ",");
    for (std::size_t record = 0; record < records().size(); ++record) {
      add("\n");
      for (std::size_t column = 0; column < records().columns().size(); ++column) {
        add(std::string(records().field(record, column)) + ",");
      }
    }
    return digest.hex();
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace

std::shared_ptr<const PictureSource> open_manifest(const std::filesystem::path& path) {
  const InputFile file(path);
  const std::vector<std::byte> bytes = file.read(0, file.size());
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return std::make_shared<ManifestSource>(file, read_manifest(text, path.string()));
}

std::shared_ptr<const PictureSource> source_of_records(const std::string& name,
                                                       const std::filesystem::path& folder,
                                                       Records records, WalkFindings findings) {
  return std::make_shared<RecordSource>(name, folder, std::move(records), std::move(findings));
}

}  // namespace mien::dataset
