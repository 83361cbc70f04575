#include "cli/models/models_convert.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "app/exit_code.h"
#include "cli/files/run_files.h"
#include "cli/shell/command.h"
#include "core/console.h"
#include "core/output_file.h"
#include "core/printable.h"
#include "mien/core/error.h"
#include "mien/models/catalogue.h"
#include "models/bytes.h"
#include "models/convert_entry.h"
#include "models/digest.h"
#include "models/importers.h"
#include "models/npm.h"
#include "models/shipped.h"

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
  RunFiles outputs;
  for (const auto& [name, bytes] : files) outputs.reads(path.parent_path() / name);
  outputs.reads(options.metadata);
  outputs.reads(options.base);
  outputs.writes("--output", options.output);
  outputs.prepare();
  std::optional<ModelMetadata> metadata;
  if (!options.metadata.empty()) {
    metadata =
        parse_metadata(models::as_text(models::read_file(options.metadata)), options.metadata);
  }
  const bool joined = options.importer == "joined";
  if (joined == options.base.empty()) {
    throw Error(ErrorCode::usage,
                "--base: expected with --importer joined, and with no other importer");
  }
  models::Bytes base;
  if (joined) base = models::read_file(options.base);
  return models::import_model({.importer = options.importer,
                               .name = options.source,
                               .main_file = main_file,
                               .files = files,
                               .metadata = metadata ? &*metadata : nullptr,
                               .base = base});
}

models::Bytes convert_from_source(const Catalogue& catalogue, const CatalogueEntry& entry,
                                  const fs::path& packages) {
  if (const auto* package = std::get_if<PackageSource>(&entry.source)) {
    return models::convert_package(entry, models::get_tarball(*package, packages));
  }
  const auto& source = std::get<ShippedSource>(entry.source);
  models::Bytes base;
  if (!source.base.empty()) {
    base = convert_from_source(catalogue, catalogue.at(source.base), packages);
  }
  return models::convert_shipped(entry, models::load_shipped(source), base);
}

models::Bytes convert_known(const ConvertOptions& options, const Catalogue& catalogue,
                            const CatalogueEntry& entry) {
  if (!options.metadata.empty() || !options.base.empty()) {
    throw Error(
        ErrorCode::usage,
        "--metadata and --base: expected --importer with them, since a model of the catalogue "
        "brings its own");
  }
  RunFiles outputs;
  outputs.reads_shipped();
  outputs.reads_all(options.packages, ".tgz");
  outputs.writes("--output", options.output);
  outputs.prepare();
  return convert_from_source(catalogue, entry, options.packages);
}

}  // namespace

int convert_model(const ConvertOptions& options) {
  std::string expected;
  models::Bytes bytes;
  if (options.importer.empty()) {
    const Catalogue catalogue = Catalogue::standard();
    const CatalogueEntry& entry = catalogue.at(options.source);
    expected = entry.sha256;
    bytes = convert_known(options, catalogue, entry);
  } else {
    bytes = convert_file(options);
  }
  const std::string digest = models::sha256_hex(bytes);
  write_file(options.output, bytes);
  if (!expected.empty() && digest != expected) {
    say(fmt::format("{}: the catalogue has the SHA-256 {}\n", options.source, expected));
  }
  // With "-" the model itself goes to standard output.
  (options.output == "-" ? say : show)(
      fmt::format("{}  {}  {} bytes\n", digest, printable(options.output), bytes.size()));
  return app::exit_ok;
}

}  // namespace mien::cli
