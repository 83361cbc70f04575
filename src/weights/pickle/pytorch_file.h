#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "networks/named_tensors.h"

namespace mien::train {

/// Whether the bytes begin as a file that torch.save writes, of today's or the older format.
[[nodiscard]] bool is_pytorch_file(std::span<const std::byte> bytes);

/// Reads the state dict of a file that torch.save wrote (.pt, .pth). A whole module of PyTorch,
/// timm or torchvision gives the tensors as its state dict would name them. The format may be that
/// of PyTorch 1.6 and later or the older one. Nothing in the file is run. Numbers of any type
/// become 32-bit floats.
/// @param name what to call it in messages
/// @throws Error (ErrorCode::model) if the file is damaged or hostile, or needs Python's code: then
/// the message names the function or class.
[[nodiscard]] NamedTensors read_pytorch_file(std::span<const std::byte> bytes,
                                             std::string_view name);

}  // namespace mien::train
