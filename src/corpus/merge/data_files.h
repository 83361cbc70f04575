#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "corpus/run/part.h"
#include "corpus/run/plan.h"

namespace mien::corpus {

/// A file of the data set, as the manifest names it.
struct DataFile {
  std::string name;  ///< below the folder, such as "faces/part-00000.parquet"
  std::uint64_t rows = 0;
};

/// Reads all files of a part once, and compares them with its facts: digests, counts, and that
/// each input of the shard has its row.
/// @throws Error (ErrorCode::input) that names the file
void check_part(const RunFolder& run, const Plan& plan, const PartFacts& part);

[[nodiscard]] std::vector<DataFile> write_csv_data(const RunFolder& run, const Plan& plan,
                                                   const std::vector<PartFacts>& parts,
                                                   const std::filesystem::path& folder);

/// @throws Error (ErrorCode::setup) if there is no module for Parquet
[[nodiscard]] std::vector<DataFile> write_parquet_data(const RunFolder& run, const Plan& plan,
                                                       const std::vector<PartFacts>& parts,
                                                       const std::filesystem::path& folder);

}  // namespace mien::corpus
