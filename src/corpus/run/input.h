#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mien::corpus {

/// One photo or clip of a corpus.
struct Input {
  std::string file;          ///< as the rows name it (bytes, not necessarily UTF-8)
  std::string archive{};     ///< the tar that holds it; empty for a file of its own
  std::uint64_t offset = 0;  ///< where its bytes begin in the archive
  std::uint64_t bytes = 0;   ///< size of its file when it was planned; 0 if that is unknown
  std::string error{};       ///< why it cannot be read; empty if nothing is known to be wrong
  bool clip = false;         ///< then it is in no archive
};

/// One line of JSON with its line end. Names that are not UTF-8 are written in base64.
[[nodiscard]] std::string input_line(const Input& input);

/// @param source what to call the line in messages
/// @throws Error (ErrorCode::input) if it is no such line
[[nodiscard]] Input parse_input_line(std::string_view line, const std::string& source);

/// The bytes of a photo's file.
/// @throws Error (ErrorCode::input) that names the file if it cannot be read
[[nodiscard]] std::vector<std::byte> read_input(const Input& input);

}  // namespace mien::corpus
