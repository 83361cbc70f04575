#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mien::models {

using Bytes = std::vector<std::byte>;

/// The files of a published model, held in memory, by their name relative to the main file.
using SourceFiles = std::map<std::string, Bytes>;

/// The largest file that mien reads as a model or as a part of one.
inline constexpr std::size_t max_model_bytes = std::size_t{1} << 30;

/// Reads a whole regular file.
/// @throws Error (ErrorCode::model) if it is none, cannot be read or is longer than `limit`.
[[nodiscard]] Bytes read_file(const std::filesystem::path& path,
                              std::size_t limit = max_model_bytes);

[[nodiscard]] std::string_view as_text(std::span<const std::byte> bytes);

}  // namespace mien::models
