#pragma once

#include <filesystem>
#include <vector>

#include "mien/models/catalogue.h"
#include "models/bytes.h"

namespace mien::models {

/// Folders where the models that mien ships may be, the likeliest first. It is $MIEN_SHIPPED alone
/// if that is set. Otherwise they are share/mien/models beside the library or program that holds
/// this code, and the source tree that it was built from.
[[nodiscard]] std::vector<std::filesystem::path> shipped_folders();

/// The first of `shipped_folders` that exists; empty if none does.
[[nodiscard]] std::filesystem::path shipped_folder();

/// A file of mien's own, whose SHA-256 is that of the source.
/// @param folder where it is; if empty, the first of `shipped_folders` that has it
/// @throws Error (ErrorCode::setup) if there is none; (model) if the SHA-256 differs.
[[nodiscard]] Bytes load_shipped(const ShippedSource& source,
                                 const std::filesystem::path& folder = {});

}  // namespace mien::models
