#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "corpus/run/part.h"
#include "corpus/run/plan.h"

namespace mien::corpus {

/// What a data set is made of.
enum class DataFormat {
  parquet,  ///< faces/ and inputs/, files of Parquet with zstd
  csv,      ///< faces.csv, the rows of `mien analyze --csv`, and inputs.csv
};

/// "parquet" or "csv".
[[nodiscard]] std::string_view to_string(DataFormat format);

struct MergeTotals {
  std::uint64_t inputs = 0;
  std::uint64_t faces = 0;
  std::uint64_t errors = 0;
  std::uint64_t rows = 0;  ///< of faces.csv
};

/// The parts of a run that is done, one for each shard of the plan.
/// @throws Error (ErrorCode::input) that names the first ones that are missing, are of another
/// run, or are not named by the plan
[[nodiscard]] std::vector<PartFacts> all_parts(const RunFolder& run, const Plan& plan);

[[nodiscard]] MergeTotals totals_of(const std::vector<PartFacts>& parts);

/// Makes one data set of all parts, in the order of the plan's list. Each part is compared with its
/// digest, and each input must have its row. _manifest.json, which names all files, comes last; a
/// folder that has the manifest of this plan and format stays as it is.
/// @throws Error (ErrorCode::input) as `all_parts`, and for a damaged part; (setup) if there is no
/// module for Parquet; (usage) if the folder has other files; (output)
MergeTotals merge_parts(const RunFolder& run, const Plan& plan, const std::filesystem::path& folder,
                        DataFormat format);

}  // namespace mien::corpus
