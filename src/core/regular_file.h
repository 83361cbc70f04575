#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "mien/core/error.h"

namespace mien {

/// Reads a whole regular file and never waits for a pipe or a device.
/// @param limit the most bytes that such a file may have
/// @param expected what it is to be, for messages: "a model file"
/// @param code of the errors
/// @throws Error (code) that names the file if it is no regular file, is longer than `limit`,
/// cannot be read or does not fit into memory
[[nodiscard]] std::vector<std::byte> read_regular_file(const std::filesystem::path& path,
                                                       std::size_t limit, std::string_view expected,
                                                       ErrorCode code);

/// The same as text.
[[nodiscard]] std::string read_regular_text(const std::filesystem::path& path, std::size_t limit,
                                            std::string_view expected, ErrorCode code);

}  // namespace mien
