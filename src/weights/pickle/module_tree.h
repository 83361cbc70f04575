#pragma once

#include <string_view>

#include "networks/named_tensors.h"
#include "weights/pickle/strided_tensor.h"
#include "weights/pickle/torch_pickle.h"

namespace mien::train {

/// The tensors of the module at the root of a pickle, as its state_dict() would name them. They are
/// the parameters and the persistent buffers of its modules, by the modules' names with dots
/// between them. The classes of the modules decide nothing.
/// @param name what to call the file in messages
/// @throws Error (ErrorCode::model) if an object of the tree is no module of PyTorch, or there are
/// more modules, tensors or letters than a network has.
[[nodiscard]] NamedTensors read_module(const Pickle& pickle, StorageReader& storages,
                                       std::string_view name);

}  // namespace mien::train
