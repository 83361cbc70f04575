#pragma once

#include <filesystem>
#include <vector>

#include "corpus/run/part.h"
#include "corpus/run/plan.h"

namespace mien::corpus {

/// Writes one self-contained HTML page on what the parts hold: counts, expressions and ages of all
/// faces, and of clips those of each person. There are a line for each folder, and the errors by
/// their reason. Folders and reasons beyond the 200 most frequent are counted together.
/// @param parts those that are there; the page says how many shards are missing
/// @param path "-" is standard output; a regular file appears only when it is whole
/// @throws Error (ErrorCode::input) for a damaged part, (output)
void write_corpus_page(const RunFolder& run, const Plan& plan, const std::vector<PartFacts>& parts,
                       const std::filesystem::path& path);

/// The parts of a run that are there.
/// @throws Error (ErrorCode::input) for one that is not of this plan
[[nodiscard]] std::vector<PartFacts> present_parts(const RunFolder& run, const Plan& plan);

}  // namespace mien::corpus
