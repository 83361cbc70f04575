#pragma once

#include <span>
#include <string>

#include "cli/licences/component_list.h"
#include "cli/shell/command.h"

namespace mien::cli {

/// What `mien licences` prints: a paragraph for each part of mien, with a line for each component.
[[nodiscard]] std::string licences_text(const std::string& version,
                                        std::span<const Component> components);

/// `mien licences`: what mien is made of, and its terms.
/// @param version of mien
Command add_licences_command(CLI::App& parent, const std::string& version);

}  // namespace mien::cli
