#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "detect/rfb_pass.h"

namespace mien::executor {

/// RFB in bfloat16. Null where the processor has no instructions for it: it would be slower than in
/// 32 bits.
/// @param onnx the model `rfb` of the catalogue
/// @throws Error (ErrorCode::model) if it is another network
[[nodiscard]] std::unique_ptr<detect::RfbPass> make_rfb_bf16(std::span<const std::byte> onnx);

}  // namespace mien::executor
