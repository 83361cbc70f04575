#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "executor/plan.h"
#include "executor/rounding.h"

namespace mien::executor {

/// How weights are kept in a pack.
struct PackOptions {
  /// Tensors of at least so many numbers and two axes are kept as whole numbers with scales; the
  /// others as 16-bit floats. 0: none as whole numbers.
  std::size_t rounded_from = 0;
  bool exact = false;  ///< the others as 32-bit floats, as the plan has them
  Rounding rounding = {};
};

/// A plan as one flat file, a "pack" (docs/reference/packs.md): weights as floats or whole
/// numbers of few bits, which the reader turns into 32-bit floats. Equal plans give equal bytes.
/// @throws Error (ErrorCode::model) that names a weight which is no finite number
[[nodiscard]] std::vector<std::byte> write_pack(const Plan& plan, const PackOptions& options = {});

/// Reads a pack. What it says of its layers is checked by the executor that takes them.
/// @param name what to call the file in messages
/// @throws Error (ErrorCode::model) if it is no pack, of another version, cut off or too long, or
/// says what cannot be of its tensors
[[nodiscard]] Plan read_pack(std::span<const std::byte> bytes, std::string_view name);

}  // namespace mien::executor
