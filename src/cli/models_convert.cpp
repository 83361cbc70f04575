#include "cli/models_convert.h"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <optional>

#include "cli/command.h"
#include "core/output_file.h"
#include "mien/core/error.h"
#include "mien/models/catalogue.h"
#include "models/bytes.h"
#include "models/convert_entry.h"
#include "models/digest.h"
#include "models/importers.h"
#include "models/npm.h"

namespace mien::cli {

namespace {

namespace fs = std::filesystem;

models::Bytes convert_file(const ConvertOptions& options) {
  const fs::path path(options.source);
  models::SourceFiles files;
  const std::string main_file = path.filename().string();
  files[main_file] = models::read_file(path);
  for (const std::string& name :
       models::further_files(options.importer, files[main_file], options.source)) {
    files[name] = models::read_file(path.parent_path() / name);
  }
  std::optional<ModelMetadata> metadata;
  if (!options.metadata.empty()) {
    metadata =
        parse_metadata(models::as_text(models::read_file(options.metadata)), options.metadata);
  }
  return models::import_model({.importer = options.importer,
                               .name = options.source,
                               .main_file = main_file,
                               .files = files,
                               .metadata = metadata ? &*metadata : nullptr});
}

models::Bytes convert_known(const ConvertOptions& options, const CatalogueEntry& entry) {
  if (!options.metadata.empty()) {
    throw Error(
        ErrorCode::usage,
        "--metadata: expected --importer with it, since a model of the catalogue brings its "
        "own metadata");
  }
  return models::convert_entry(entry, models::get_tarball(entry.source, options.packages));
}

}  // namespace

int convert_model(const ConvertOptions& options) {
  std::string expected;
  models::Bytes bytes;
  if (options.importer.empty()) {
    const Catalogue catalogue = Catalogue::standard();
    const CatalogueEntry& entry = catalogue.at(options.source);
    expected = entry.sha256;
    bytes = convert_known(options, entry);
  } else {
    bytes = convert_file(options);
  }
  const std::string found = models::sha256_hex(bytes);
  write_file(options.output, bytes);
  if (!expected.empty() && found != expected) {
    std::cerr << fmt::format("{}: the catalogue has the SHA-256 {}\n", options.source, expected);
  }
  // With "-" the model itself goes to standard output.
  (options.output == "-" ? std::cerr : std::cout)
      << fmt::format("{}  {}  {} bytes\n", found, options.output, bytes.size());
  return exit_ok;
}

}  // namespace mien::cli
