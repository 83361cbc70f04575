#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/picture_set.h"

namespace mien::eval {

/// The pictures of a set by their value in a column.
struct PictureGroups {
  std::string column;
  std::vector<std::string> names;              ///< of the groups, in order
  std::vector<std::optional<std::size_t>> of;  ///< each picture's group; none if the field is empty
};

/// Groups the pictures of a set of one source. A column of more than twelve different ages is
/// grouped by decades.
/// @throws Error (ErrorCode::input) if there is no such column, or it has more than 100 values
[[nodiscard]] PictureGroups picture_groups(const dataset::PictureSet& set,
                                           const std::string& column);

/// The columns by which scores are told apart if nobody says which: gender, ethnicity, race,
/// age_group and age, if they are there and have two values or more.
[[nodiscard]] std::vector<PictureGroups> usual_groups(const dataset::PictureSet& set);

/// A number for each picture, the same for those of the same value in a column.
/// @throws Error (ErrorCode::input) if there is no such column
[[nodiscard]] std::vector<std::size_t> clusters_of(const dataset::PictureSet& set,
                                                   const std::string& column);

}  // namespace mien::eval
