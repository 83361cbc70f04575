#pragma once

#include <string_view>

namespace mien {

// What the programs say to people goes through here and nowhere else, so that no name of a file,
// person or model can command a terminal. Where a name with a line end would look like a line of
// its own, `printable` is for it.

/// Writes lines to standard error, with control characters but line ends as escapes.
void say(std::string_view lines);

/// Writes lines to standard output, with control characters but line ends as escapes.
/// @throws Error (ErrorCode::output) if they are lost, such as on a full disk
void show(std::string_view lines);

}  // namespace mien
