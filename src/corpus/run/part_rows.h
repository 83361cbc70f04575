#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "corpus/run/part.h"

namespace mien::corpus {

/// The names of the columns of inputs.csv: "input_id,file,bytes,sha256,width,height,faces,error".
inline constexpr std::string_view input_columns =
    "input_id,file,bytes,sha256,width,height,faces,error";

/// The rows of one input for faces.csv.
[[nodiscard]] std::string part_face_rows(const ImageResult& result, std::size_t number,
                                         bool identity);

/// The row of one input for inputs.csv.
[[nodiscard]] std::string part_input_row(const ImageResult& result, const InputFacts& facts);

/// The length of the first record of a CSV text with its line end, which may stand inside quotes
/// before; 0 if the text has no whole record.
[[nodiscard]] std::size_t record_length(std::string_view text);

/// What lies behind the first `fields` fields of a record, none of which may be quoted.
[[nodiscard]] std::string_view behind_fields(std::string_view record, int fields);

/// The number at the beginning of a record.
/// @throws Error (ErrorCode::input) if there is none
[[nodiscard]] std::uint64_t record_number(std::string_view record, const std::string& source);

}  // namespace mien::corpus
