#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace mien::cli {

/// The paths of a list, such as standard input, in its order. Each is on a line of its own, which
/// may end in CR LF, or has a zero byte behind it (`find -print0`). A list with a zero byte in it
/// is taken for the latter. A byte order mark and blank lines are passed over.
/// @param null only zero bytes divide it, also if there are none
/// @throws Error (ErrorCode::usage) if it is UTF-16, or cannot be read
[[nodiscard]] std::vector<std::string> read_path_list(std::istream& list, bool null = false);

}  // namespace mien::cli
