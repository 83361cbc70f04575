#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "weights/element_type.h"

namespace mien::train {

/// What the numbers of a storage are, by the full name of its class, such as "torch.FloatStorage";
/// nothing for any other name.
[[nodiscard]] std::optional<ElementType> storage_type(std::string_view global);

/// Longest part of a name that is looked at, and longest key of a storage.
inline constexpr std::size_t longest_global = 100;

/// Whether `global` is one of the functions that rebuild tensors and their containers.
[[nodiscard]] bool is_known_function(std::string_view global);

/// Whether `global` is a class of PyTorch's modules, of timm or of torchvision's models whose
/// objects are kept as what they hold. A function of these that modules hold as an attribute
/// counts, too.
[[nodiscard]] bool is_kept_name(std::string_view global);

}  // namespace mien::train
