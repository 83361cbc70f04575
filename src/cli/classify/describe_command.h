#pragma once

#include "cli/shell/command.h"
#include "descriptors/describe_clips.h"

namespace mien::cli {

/// `mien describe INPUT... -o FILE.npy`: turns clips into descriptors.
[[nodiscard]] Command add_describe_command(CLI::App& parent);

/// The options that say how clips become descriptors; also those of the protocols on clips.
void add_describe_settings(CLI::App& app, DescribeOptions& settings);

}  // namespace mien::cli
