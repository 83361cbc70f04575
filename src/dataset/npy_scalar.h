#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace mien::dataset {

/// The value of a NumPy file that holds one text or number (shape () or (1,)), as text. A text of
/// type U or S comes without trailing zeros, an integer in decimal. A floating-point number has the
/// digits that give it back. Little-endian types of up to 8 bytes; versions 1 to 3.
/// @param name what to call the file in messages
/// @throws Error (ErrorCode::input) if it is no such file: another format, a pickled object, other
/// shapes and types, cut short, text that is not ASCII
[[nodiscard]] std::string npy_scalar(std::span<const std::byte> bytes, const std::string& name);

}  // namespace mien::dataset
