#pragma once

#include <string>

#include "mien/models/model_store.h"

namespace mien::cli {

/// The models as a table: id, task, size, state, licence, source.
[[nodiscard]] std::string models_table(const ModelStore& store);

/// The models as JSON, one object a model.
[[nodiscard]] std::string models_json(const ModelStore& store);

/// Everything the catalogue says of a model, for people.
[[nodiscard]] std::string model_description(const ModelStore& store, const CatalogueEntry& entry);

/// Everything that a model file says of itself, for people.
[[nodiscard]] std::string file_description(const std::string& path, const ModelMetadata& metadata);

}  // namespace mien::cli
