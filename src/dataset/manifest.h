#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/records.h"
#include "mien/core/geometry.h"
#include "mien/core/left_out.h"

namespace mien::dataset {

/// Reads a manifest: CSV whose first line names the columns, "path" among them; paths are relative
/// and stay below where they start from.
/// @param name what to call it in messages
/// @throws Error (ErrorCode::input) that names the line: no column, an empty or a doubled one, or a
/// line of another number of fields. Also for a path that is empty, absolute or climbs with "..",
/// and for no record at all.
[[nodiscard]] Records read_manifest(std::string_view text, const std::string& name);

/// The boxes of the faces of a manifest with the columns x, y, width and height, pixels of the
/// upright picture. There is one a record, absent where all four fields are empty. Empty without
/// the columns.
/// @throws Error (ErrorCode::input) that names the line of a box that is none
[[nodiscard]] std::vector<std::optional<Box>> read_boxes(const Records& records,
                                                         const std::string& name);

/// Whether four fields (x, y, width, height) are a box: finite numbers, width and height above 0.
[[nodiscard]] bool is_box(const std::array<std::string_view, 4>& fields);

/// A relative path in its shortest form, with slashes ("./a//b" is "a/b").
/// @param where what to say before the message
/// @throws Error (ErrorCode::input) if it is empty, absolute or has a ".." in it
[[nodiscard]] std::string inside_path(std::string_view path, const std::string& where);

/// Records of pictures that lie in folders by class: CLASS/PICTURE, or SPLIT/CLASS/PICTURE. Columns
/// "path", "label" (the class) and, in the second case, "split"; sorted by path.
/// @param pictures relative paths
/// @param name what to call where they are, in messages
/// @param left_out what else is there, for the message if there is no picture
/// @throws Error (ErrorCode::input) if there is no picture, or one lies at another depth
[[nodiscard]] Records records_by_folder(std::vector<std::string> pictures, const std::string& name,
                                        const LeftOut& left_out = {});

}  // namespace mien::dataset
