#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include "cli/files/inputs.h"
#include "corpus/run/input.h"
#include "mien/core/left_out.h"

namespace mien::cli {

struct CorpusInputs {
  std::vector<corpus::Input> inputs;
  LeftOut left_out;  ///< of folders and archives; clips, too, if they are not wanted
};

struct CorpusInputOptions {
  InputOptions expansion;
  bool clips = true;  ///< wanted
};

/// The photos and then the clips that the user named, in the order of `mien analyze`
/// (cli/files/inputs.h), with their sizes. A tar archive gives its pictures, sorted; they are named
/// "ARCHIVE.tar/PATH". Its clips are left out.
/// @throws Error (ErrorCode::usage) as `expand_inputs`, for a camera or stream, and if there is
/// nothing to read at all; (input) for a damaged archive
[[nodiscard]] CorpusInputs corpus_inputs(std::span<const std::string> names, std::istream& list,
                                         const CorpusInputOptions& options);

}  // namespace mien::cli
