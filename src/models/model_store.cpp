#include "mien/models/model_store.h"

#include <fmt/format.h>

#include <cstdlib>
#include <system_error>
#include <utility>

#include "core/path_check.h"
#include "mien/core/error.h"
#include "models/bytes.h"
#include "models/digest.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

fs::path folder_in(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? fs::path() : fs::path(value);
}

}  // namespace

std::string_view to_string(ModelState state) {
  switch (state) {
    case ModelState::missing:
      return "missing";
    case ModelState::ready:
      return "ready";
    case ModelState::damaged:
      return "damaged";
  }
  return "unknown";
}

ModelStore::ModelStore(Catalogue catalogue, fs::path folder)
    : catalogue_(std::move(catalogue)), folder_(std::move(folder)) {
  refuse_zero_bytes(folder_, ErrorCode::setup);
}

fs::path ModelStore::default_folder() {
  if (fs::path folder = folder_in("MIEN_MODELS"); !folder.empty()) return folder;
  // The XDG specification has relative paths ignored.
  const fs::path cache = folder_in("XDG_CACHE_HOME");
  if (cache.is_absolute()) return cache / "mien" / "models";
  const fs::path home = folder_in("HOME");
  if (!home.empty()) return home / ".cache" / "mien" / "models";
  throw Error(ErrorCode::setup,
              "expected a folder for models in MIEN_MODELS, or HOME to be set, found neither");
}

fs::path ModelStore::path_of(std::string_view id) const { return folder_ / catalogue_.at(id).file; }

ModelState ModelStore::state(std::string_view id) const {
  std::error_code ignored;
  if (!fs::exists(path_of(id), ignored)) return ModelState::missing;
  try {
    (void)load(id);
    return ModelState::ready;
  } catch (const Error&) {
    return ModelState::damaged;
  }
}

std::vector<std::byte> ModelStore::load(std::string_view id) const {
  const CatalogueEntry& entry = catalogue_.at(id);
  const fs::path path = path_of(id);
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected the model {}, found no file; run: mien models fetch {}",
                            path.string(), id, id));
  }
  std::vector<std::byte> bytes = models::read_file(path);
  const std::string digest = models::sha256_hex(bytes);
  if (digest != entry.sha256) {
    throw Error(
        ErrorCode::model,
        fmt::format("{}: expected the model {} with SHA-256 {}, found {} bytes with {}; the "
                    "file is damaged or of another version; run: mien models fetch --force {}",
                    path.string(), id, entry.sha256, bytes.size(), digest, id));
  }
  return bytes;
}

}  // namespace mien
