#pragma once

#include <span>
#include <string>

#include "cli/licences/component_list.h"
#include "mien/models/catalogue.h"

namespace mien::cli {

/// A bill of materials in the format CycloneDX 1.5 (JSON): mien, its components, and the models
/// that it ships with their SHA-256. It has no time and no serial number, so that the same build
/// has the same file.
/// @param version of mien
[[nodiscard]] std::string cyclone_dx(const std::string& version,
                                     std::span<const Component> components,
                                     std::span<const CatalogueEntry> models);

}  // namespace mien::cli
