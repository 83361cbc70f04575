#pragma once

#include <string>

#include "cli/shell/command.h"

namespace mien::cli {

/// `mien corpus`: the photos of a corpus, read by many workers.
/// @param version of mien
Command add_corpus_command(CLI::App& parent, const std::string& version);

}  // namespace mien::cli
