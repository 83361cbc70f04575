#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "dataset/source.h"

namespace mien::dataset {

/// All records.
struct WholeSource {};

/// The records whose field in a column has a value.
struct SplitColumn {
  std::string column = "split";
  std::string value;
};

/// A share of the records in an order that the seed decides: those between two quantiles. Shares of
/// the same seed and columns that meet (0 to 0.9, 0.9 to 1) have no record in common and leave none
/// out.
struct SplitShare {
  double from = 0;  ///< 0 to 1
  double to = 1;    ///< above `from`, to 1
  std::uint64_t seed = 0;
  std::string stratify;  ///< a column: take the share of each of its values; empty: of all
  std::string group;     ///< a column: records of the same value stay together; empty: none do
};

using Split = std::variant<WholeSource, SplitColumn, SplitShare>;

/// The records of a source that a split takes, in rising order.
/// @throws Error (ErrorCode::input) if the source lacks a column, or no record has the value or
/// falls into the share
/// @throws Error (ErrorCode::usage) for a share out of range, or one by strata and groups at once
[[nodiscard]] std::vector<std::size_t> select_records(const PictureSource& source,
                                                      const Split& split);

}  // namespace mien::dataset
