#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "paper/writers/reproduced_table.h"

namespace mien::paper {

/// Measured rows, kept as a file each, so that a run that was stopped goes on where it was and a
/// repeated one is quick.
class MeasurementStore {
 public:
  /// @param folder is made if it is not there
  /// @param anew ignores what is kept
  /// @throws Error (ErrorCode::output) if the folder cannot be made
  MeasurementStore(std::filesystem::path folder, bool anew);

  /// The rows kept under a name, if they were measured with the same key; else measures and keeps
  /// them. A file that is damaged counts as none.
  /// @param name of the file, such as "table-3"
  /// @param key all that the numbers depend on: hashes of data and models, options
  [[nodiscard]] std::vector<TableRow> rows(
      const std::string& name, const nlohmann::ordered_json& key,
      const std::function<std::vector<TableRow>()>& measure) const;

 private:
  std::filesystem::path folder_;
  bool anew_;
};

}  // namespace mien::paper
