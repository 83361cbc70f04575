#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mien/learn/pipeline.h"

namespace mien {

/// Descriptors and their index.
struct DescriptorTable {
  FeatureMatrix features;
  std::string index;                           ///< file name of the index; empty without one
  std::vector<std::string> columns;            ///< of the index
  std::vector<std::vector<std::string>> rows;  ///< one a descriptor; empty without an index

  [[nodiscard]] std::optional<std::size_t> find(const std::string& column) const;
  /// @throws Error (ErrorCode::input) if there is no such column
  [[nodiscard]] std::size_t column(const std::string& name) const;
};

/// Where the index of descriptors is: `index`, or if that is empty the file beside the descriptors
/// with .csv after its name; empty if that is not there.
[[nodiscard]] std::filesystem::path index_of(const std::filesystem::path& descriptors,
                                             const std::filesystem::path& index);

/// @param index a CSV with a line for each descriptor, in their order; as `index_of` takes it
/// @throws Error (ErrorCode::input) as `read_npy`, or if the index has another number of lines
[[nodiscard]] DescriptorTable read_descriptors(const std::filesystem::path& descriptors,
                                               const std::filesystem::path& index);

/// Descriptors of known classes, and whose they are.
struct LabelledTable {
  LabelledFeatures samples;         ///< names sorted
  std::vector<std::size_t> rows;    ///< of the table
  std::vector<std::size_t> groups;  ///< one a sample; empty without a group column
  std::size_t unlabelled = 0;       ///< left out
  std::size_t faceless = 0;         ///< left out: no frame with a face
};

/// @param group empty: none
/// @param faceless whether descriptors without a face count, too
/// @throws Error (ErrorCode::input) if a column is missing or no row is labelled
[[nodiscard]] LabelledTable labelled_rows(const DescriptorTable& table, const std::string& label,
                                          const std::string& group, bool faceless);

}  // namespace mien
