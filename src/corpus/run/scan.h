#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace mien::corpus {

/// What a file of records holds.
struct ScannedRecords {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::string sha256;
};

/// Reads a CSV file record by record, in little memory.
/// @param on_record gets each record with its line end
/// @throws Error (ErrorCode::input) if it cannot be read, or ends inside a record
ScannedRecords scan_records(const std::filesystem::path& path,
                            const std::function<void(std::string_view record)>& on_record);

}  // namespace mien::corpus
