#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "mien/models/model_store.h"

namespace mien::models {

/// Where a store keeps the prepared forms of its models.
[[nodiscard]] std::filesystem::path prepared_folder(const ModelStore& store);

/// Where the prepared form of a model is or would be.
[[nodiscard]] std::filesystem::path prepared_path(const ModelStore& store, std::string_view id);

/// The file of the prepared form of a model (nn/prepared_network.h), for `Network::from_file`.
/// Nothing if there is none that is whole and of this model, this engine and this processor, or if
/// the store lacks the model itself.
/// @throws Error (ErrorCode::usage) for a model that the catalogue does not have
[[nodiscard]] std::optional<std::filesystem::path> usable_prepared(const ModelStore& store,
                                                                   std::string_view id);

/// Writes it, if the model is one that the engine runs and the processor is known. Programs that
/// start meanwhile see the old file or the new one.
/// @return whether a file was written; false also if a good one is there
/// @throws Error (ErrorCode::model) if the model is missing or damaged, (ErrorCode::output) if the
/// file cannot be written
bool prepare_model(const ModelStore& store, std::string_view id);

}  // namespace mien::models
