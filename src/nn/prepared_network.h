#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mien {

/// The first bytes of a file with a prepared network.
inline constexpr std::string_view prepared_mark = "mien: a prepared network, 1\n";

/// What the engine makes of an .onnx while it loads it: the optimised graph in the engine's own
/// format. Loading that is faster, and the answers are the same to the bit.
/// It holds for the engine and processor of `preparation_key` alone.
/// @param name of the .onnx, for messages
/// @throws Error (ErrorCode::model) if the engine cannot load it, (ErrorCode::setup) if the system
/// gives no file in memory
[[nodiscard]] std::vector<std::byte> prepare_network(std::span<const std::byte> onnx,
                                                     std::string_view name);

/// The file that `Network::from_file` takes like an .onnx: `prepared_mark`, a note, zeros up to a
/// page, and then the network, which is used where it lies.
/// @param note at most 1,024 bytes without a zero
[[nodiscard]] std::vector<std::byte> prepared_file(std::span<const std::byte> network,
                                                   std::string_view note);

/// The parts of such a file.
struct PreparedParts {
  std::string_view note;
  std::span<const std::byte> network;  ///< empty: it is no such file
};
[[nodiscard]] PreparedParts prepared_parts(std::span<const std::byte> file);

/// Names the engine's version and the instructions of this processor; empty where these are not
/// known, so that nothing can be prepared.
[[nodiscard]] std::string preparation_key();

}  // namespace mien
