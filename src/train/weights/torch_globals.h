#pragma once

#include <optional>
#include <string_view>

#include "train/weights/element_type.h"

namespace mien::train {

/// What the numbers of a storage are, by the full name of its class, such as "torch.FloatStorage";
/// nothing for any other name.
[[nodiscard]] std::optional<ElementType> storage_type(std::string_view global);

/// Whether `global` is one of the functions that rebuild tensors and their containers.
[[nodiscard]] bool is_known_function(std::string_view global);

}  // namespace mien::train
