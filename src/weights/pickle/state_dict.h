#pragma once

#include <span>
#include <string_view>

#include "networks/named_tensors.h"
#include "weights/pickle/strided_tensor.h"
#include "weights/pickle/torch_pickle.h"

namespace mien::train {

/// The name of a tensor that was saved alone.
inline constexpr std::string_view sole_tensor = "tensor";

/// The tensors of the state dict in a pickle. It is the root, or the dict under one of the keys
/// that training programs use ("state_dict", "model", ...). If there is none of these, it may be
/// under any key. The prefixes "module." (of DataParallel) and "_orig_mod." (of torch.compile) are
/// taken off if all names have them. Entries that are no tensors are left out. A pickle of one
/// tensor and nothing else gives it the name `sole_tensor`.
/// @param name what to call the file in messages
/// @throws Error (ErrorCode::model) if there is no such dict, or several.
[[nodiscard]] NamedTensors read_state_dict(const Pickle& pickle, StorageReader& storages,
                                           std::string_view name);

/// An object of a pickle and its name: a view, since one text may name any number of them.
struct PickleEntry {
  std::string_view name;
  PickleId value = 0;
};

/// The numbers of tensors, by their entries. The prefixes of wrappers are taken off as
/// `read_state_dict` does.
/// @throws Error (ErrorCode::model) if there are none, or a name comes twice.
[[nodiscard]] NamedTensors read_entries(const Pickle& pickle, std::span<const PickleEntry> entries,
                                        StorageReader& storages, std::string_view name);

}  // namespace mien::train
