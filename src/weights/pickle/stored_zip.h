#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mien::train {

/// The files inside a .zip, as views of its bytes.
using StoredFiles = std::map<std::string, std::span<const std::byte>, std::less<>>;

/// The names of the files in a .zip, stored or not.
/// @throws Error (ErrorCode::model) if there is no list of files at its end.
[[nodiscard]] std::vector<std::string> zip_names(std::span<const std::byte> zip,
                                                 std::string_view name);

/// Finds the files of a .zip whose files are stored as they are, as PyTorch writes it; since
/// nothing is unpacked, a small file cannot become a large one. Checksums are compared.
/// @param name what to call it in messages
/// @throws Error (ErrorCode::model) if it is damaged or cut off, or a file is compressed, encrypted
/// or there twice.
[[nodiscard]] StoredFiles read_stored_zip(std::span<const std::byte> zip, std::string_view name);

}  // namespace mien::train
