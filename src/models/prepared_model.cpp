#include "models/prepared_model.h"

#include <fmt/format.h>

#include <system_error>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "models/digest.h"
#include "nn/mapped_file.h"
#include "nn/prepared_network.h"

namespace mien::models {

namespace {

namespace fs = std::filesystem;

/// The detectors run on kernels of mien's own, which read the .onnx.
bool is_run_by_engine(const CatalogueEntry& entry) { return entry.metadata.task != "detection"; }

std::string key_of(const CatalogueEntry& entry) {
  const std::string machine = preparation_key();
  if (machine.empty()) return "";
  const std::string text = entry.sha256 + "\n" + machine;
  return sha256_hex(std::as_bytes(std::span(text)));
}

/// What a prepared network was made for, and its checksum.
std::string note_of(std::span<const std::byte> network, const std::string& key) {
  return fmt::format("{}\n{}\n", key, sha256_hex(network));
}

}  // namespace

fs::path prepared_folder(const ModelStore& store) { return store.folder() / "prepared"; }

fs::path prepared_path(const ModelStore& store, std::string_view id) {
  return prepared_folder(store) / (store.catalogue().at(id).id + ".bin");
}

std::optional<fs::path> usable_prepared(const ModelStore& store, std::string_view id) {
  const CatalogueEntry& entry = store.catalogue().at(id);
  const fs::path path = prepared_path(store, id);
  std::error_code ignored;
  if (!fs::exists(path, ignored) || !fs::exists(store.path_of(id), ignored)) return std::nullopt;
  const MappedFile file(path);
  const PreparedParts parts = prepared_parts(file.bytes());
  const std::string key = key_of(entry);
  // It only saves time: what is wrong with it is no concern of who reads faces.
  if (key.empty() || parts.network.empty() || parts.note != note_of(parts.network, key)) return {};
  return path;
}

bool prepare_model(const ModelStore& store, std::string_view id) {
  const CatalogueEntry& entry = store.catalogue().at(id);
  const std::string key = key_of(entry);
  if (!is_run_by_engine(entry) || key.empty() || usable_prepared(store, id)) return false;
  const Bytes network = prepare_network(store.load(id), id);
  const fs::path path = prepared_path(store, id);
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) {
    throw Error(ErrorCode::output, fmt::format("{}: cannot create this folder: {}",
                                               path.parent_path().string(), error.message()));
  }
  write_file(path, prepared_file(network, note_of(network, key)), {.durable = true});
  return true;
}

}  // namespace mien::models
