#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include "corpus/run/input.h"
#include "mien/core/left_out.h"

namespace mien::cli {

struct CorpusInputs {
  std::vector<corpus::Input> inputs;
  LeftOut left_out;  ///< of folders and archives; clips, too
};

/// The photos that the user named, in the order of `mien analyze` (cli/files/inputs.h), with their
/// sizes. A tar archive gives its pictures, sorted; they are named "ARCHIVE.tar/PATH".
/// @param null as `InputOptions::null`
/// @throws Error (ErrorCode::usage) as `expand_inputs`, and if there is no photo at all; (input)
/// for a damaged archive
[[nodiscard]] CorpusInputs corpus_inputs(std::span<const std::string> names, std::istream& list,
                                         bool null);

}  // namespace mien::cli
